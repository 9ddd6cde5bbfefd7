package org.abc4j.data.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Uninterrupted;

/**
 * CelebA as it is distributed: whose face an image shows is in {@code identity_CelebA.txt}, and
 * which images are for training in {@code list_eval_partition.txt}; both have lines of a file's
 * name and a number. A source is a celebrity, named by that number.
 *
 * <p>The folder is the one of the aligned images, {@code img_align_celeba}. Stateless and
 * thread-safe.
 */
public final class CelebaSources {
  /** Both have less than 4 MiB. */
  private static final long MOST_BYTES = 1 << 24;

  private static final Pattern LINE = Pattern.compile("(\\S{1,100}) +(\\d{1,9}) *");

  private CelebaSources() {}

  /** The parts into which the images are divided, in the order of their numbers. */
  public enum Part {
    /** 162,770 images, 0 in the file. */
    TRAIN,
    /** 1 in the file. */
    VALIDATION,
    /** 2 in the file. */
    TEST
  }

  /**
   * The celebrities of a part's images.
   *
   * @param identities {@code identity_CelebA.txt}
   * @param partition {@code list_eval_partition.txt}, which names the same files
   * @param part which images
   * @return a table of them
   * @throws MalformedFileException if a file is not of this format, a name is there twice or in one
   *     of them only, or the part has no image
   * @throws IOException if one cannot be read
   */
  public static SourceTable read(Path identities, Path partition, Part part) throws IOException {
    Map<String, String> celebrities = numbers(identities);
    Map<String, String> parts = numbers(partition);
    if (!celebrities.keySet().equals(parts.keySet())) {
      throw new MalformedFileException(
          partition.toString(),
          "names",
          "the " + celebrities.size() + " of " + identities,
          parts.size() + ", not all the same");
    }
    String wanted = Integer.toString(part.ordinal());
    celebrities.keySet().removeIf(file -> !parts.get(file).equals(wanted));
    if (celebrities.isEmpty()) {
      throw new MalformedFileException(
          partition.toString(), "part " + wanted, "at least one image", "none");
    }
    return SourceTable.of(celebrities);
  }

  /** The number of each file. */
  private static Map<String, String> numbers(Path file) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    if (identity.size() > MOST_BYTES) {
      throw new MalformedFileException(
          file.toString(),
          "file size",
          "at most " + MOST_BYTES + " bytes",
          identity.size() + " bytes");
    }
    byte[] content =
        Uninterrupted.run(
            () -> {
              try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes((int) identity.size());
              }
            });
    identity.requireUnchanged("lines");
    Map<String, String> numbers = new HashMap<>();
    int line = 0;
    for (String text : new String(content, StandardCharsets.UTF_8).lines().toList()) {
      line++;
      Matcher matcher = LINE.matcher(text);
      if (!matcher.matches() || !SourceTable.isInside(matcher.group(1))) {
        throw FileKind.IDX.insteadIn(
            new MalformedFileException(
                file.toString(),
                "line " + line,
                "a file's name and a number, such as '000001.jpg 2880'",
                Quoted.of(text)),
            file);
      }
      if (numbers.put(matcher.group(1), matcher.group(2)) != null) {
        throw new MalformedFileException(
            file.toString(),
            "line " + line,
            "each file once",
            Quoted.of(matcher.group(1)) + " again");
      }
    }
    return numbers;
  }
}
