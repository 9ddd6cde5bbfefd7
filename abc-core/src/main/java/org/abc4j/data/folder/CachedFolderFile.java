package org.abc4j.data.folder;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.BoundedOutput;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;

/**
 * What stands beside a cache file, as JSON: which image is of which file and source, what was left
 * out, what each file was when it was read, what the images were made by, the digest of the cache,
 * and a digest of all this.
 *
 * <p>Fields stand in the order in which they are written; {@link CachedFolderReader} takes no other
 * one. A file lists at most 2^24 images, 2^24 pictures that were left out, 2^24 files that were
 * passed over, 2^12 columns and 2^10 decoders, in texts of 2^16 characters and 2^30 bytes.
 */
final class CachedFolderFile {
  static final String FORMAT = "abc-cached-folder";
  static final int VERSION = 2;

  static final int MOST_FILES = 1 << 24;
  static final int MOST_COLUMNS = 1 << 12;
  static final int MOST_DECODERS = 1 << 10;
  static final int MOST_CHARACTERS = 1 << 16;
  static final long MOST_BYTES = 1L << 30;

  /** The object, a list, an entry of it. */
  private static final int MOST_NESTING = 3;

  static final StrictJson RULES =
      StrictJson.nesting(MOST_NESTING).withTexts(MOST_CHARACTERS).inOrder();

  private static final JsonFactory JSON = new JsonFactory();

  private CachedFolderFile() {}

  /** Where it lies. */
  static Path beside(Path cache) {
    return cache.resolveSibling(cache.getFileName() + ".items.json");
  }

  /** Refuses a number of entries that no file lists. */
  private static void requireCount(String what, long count, int most) {
    if (count > most) {
      throw new IllegalArgumentException(
          "a file lists at most " + most + " " + what + ", found " + count);
    }
  }

  /** What no file can list is refused before the first picture is opened. */
  static void requireWritable(
      FolderListing listing, List<String> sources, List<String> decoders, SourceTable table) {
    requireCount("images", listing.files().size(), MOST_FILES);
    requireCount("files passed over", listing.passedOver().size(), MOST_FILES);
    requireCount("decoders", decoders.size(), MOST_DECODERS);
    List<String> files = listing.files().stream().map(PictureFile::name).toList();
    requireTexts("names of files", files);
    requireTexts("names of files", listing.passedOver());
    requireTexts("names of sources", sources);
    requireTexts("decoders", decoders);
    if (table != null) {
      requireCount("columns", table.columns().size(), MOST_COLUMNS);
      requireTexts("names of columns", table.columns());
      for (String column : table.columns()) {
        requireTexts("labels", files.stream().map(file -> table.label(column, file)).toList());
      }
    }
  }

  /** Refuses texts that no file can hold so that they are read again. */
  private static void requireTexts(String what, Iterable<String> texts) {
    CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
    for (String text : texts) {
      if (text.length() > MOST_CHARACTERS || !utf8.canEncode(text)) {
        throw new IllegalArgumentException(
            what
                + " in a file have at most "
                + MOST_CHARACTERS
                + " characters, all of them whole, found "
                + Quoted.of(text)
                + " of "
                + text.length());
      }
    }
  }

  /** Writes it, whole or not at all. */
  static void write(Path cache, CacheOrigin origin, FolderItems items, FileStamps stamps)
      throws IOException {
    write(cache, origin, items, stamps, MOST_BYTES);
  }

  static void write(
      Path cache, CacheOrigin origin, FolderItems items, FileStamps stamps, long mostBytes)
      throws IOException {
    requireCount("images", items.upright(), MOST_FILES);
    AtomicFiles.write(
        beside(cache),
        out -> write(new BoundedOutput("a file of items", out, mostBytes), origin, items, stamps));
  }

  private static void write(
      OutputStream out, CacheOrigin origin, FolderItems items, FileStamps stamps)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      json.writeStringField("format", FORMAT);
      json.writeNumberField("version", VERSION);
      json.writeStringField("images", origin.sha256());
      json.writeStringField("preparation", origin.preparation().text());
      json.writeStringField("background", origin.background().text());
      texts(json, "decoders", origin.decoders());
      json.writeBooleanField("mirrored", items.hasMirrored());
      json.writeBooleanField("table", items.hasTable());
      texts(json, "columns", items.columns());
      sources(json, items.sources());
      files(json, items);
      skipped(json, items.skipped());
      texts(json, "passed over", items.passedOver());
      texts(json, "emptied", items.emptiedSources());
      texts(json, "stamps", stamps.texts());
      json.writeStringField("sha256", digest(origin, items, stamps));
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void sources(JsonGenerator json, DataSources sources) throws IOException {
    json.writeArrayFieldStart("sources");
    for (long s = 0; s < sources.count(); s++) {
      json.writeString(sources.name(s));
    }
    json.writeEndArray();
  }

  /** File, source and labels of each image that is no mirrored copy. */
  private static void files(JsonGenerator json, FolderItems items) throws IOException {
    json.writeArrayFieldStart("files");
    for (int item = 0; item < items.upright(); item++) {
      json.writeStartArray();
      json.writeString(items.files().get(item));
      json.writeNumber(items.sources().sourceOf(item));
      for (String column : items.columns()) {
        json.writeString(items.label(column, item));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void skipped(JsonGenerator json, List<SkippedFile> skipped) throws IOException {
    json.writeArrayFieldStart("skipped");
    for (SkippedFile file : skipped) {
      json.writeStartArray();
      json.writeString(file.file());
      json.writeString(file.reason());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** Of what is said, not of how it is spelt: a changed letter is another source. */
  static String digest(CacheOrigin origin, FolderItems items, FileStamps stamps) {
    Sha256 digest = Sha256.begin().add(FORMAT).add(VERSION);
    digest.add(origin.sha256()).add(origin.preparation().text()).add(origin.background().text());
    add(digest, origin.decoders());
    digest.add(items.hasMirrored() ? 1 : 0).add(items.hasTable() ? 1 : 0);
    add(digest, items.columns());
    digest.add(items.upright());
    for (int item = 0; item < items.upright(); item++) {
      digest.add(items.files().get(item));
      digest.add(items.sources().name(items.sources().sourceOf(item)));
      for (String column : items.columns()) {
        digest.add(items.label(column, item));
      }
    }
    digest.add(items.skipped().size());
    for (SkippedFile file : items.skipped()) {
      digest.add(file.file()).add(file.reason());
    }
    add(digest, items.passedOver());
    add(digest, items.emptiedSources());
    add(digest, stamps.texts());
    return digest.hex();
  }

  private static void add(Sha256 digest, List<String> texts) {
    digest.add(texts.size());
    texts.forEach(digest::add);
  }
}
