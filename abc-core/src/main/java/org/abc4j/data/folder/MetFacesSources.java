package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.StrictJson;

/**
 * MetFaces as it is distributed: {@code metfaces.json} is a list with an object for each face, of
 * which (as the README of NVlabs/metfaces-dataset describes them) {@code image_path}, {@code
 * artist_display_name}, {@code obj_id} and {@code title} are used. A source is an artist. Where the
 * museum names none, it is the object (several faces may be cut out of one).
 *
 * <p>The folder is the one that {@code metfaces.json} lies in, since paths begin with {@code
 * images/}. Stateless and thread-safe.
 */
public final class MetFacesSources {
  /** It has 1.8 MB. */
  private static final long MOST_BYTES = 1 << 24;

  private static final int MOST_NESTING = 8;
  private static final int MOST_TEXT = 10_000;
  private static final StrictJson RULES = StrictJson.nesting(MOST_NESTING).withTexts(MOST_TEXT);

  private MetFacesSources() {}

  /**
   * The artists of the faces.
   *
   * @param file {@code metfaces.json}
   * @return a table of the images, with a column {@code title}
   * @throws MalformedFileException if the file is not of this format, or an image is there twice
   * @throws IOException if it cannot be read
   */
  public static SourceTable read(Path file) throws IOException {
    Map<String, String> artists = new HashMap<>();
    Map<String, String> titles = new HashMap<>();
    for (JsonTree face : RULES.tree(file, MOST_BYTES).list()) {
      JsonTree path = face.field("image_path");
      String image = path.text();
      if (!SourceTable.isInside(image)) {
        throw path.fault("a path within the folder", Quoted.of(image));
      }
      String artist = face.field("artist_display_name").text().strip();
      String source = artist.isEmpty() ? "object " + face.field("obj_id").text() : artist;
      if (artists.put(image, source) != null) {
        throw path.fault("each image once", Quoted.of(image) + " again");
      }
      titles.put(image, face.field("title").text());
    }
    if (artists.isEmpty()) {
      throw new MalformedFileException(file.toString(), "list", "at least one face", "none");
    }
    return SourceTable.of(artists).withColumn("title", titles);
  }
}
