package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.Rgb;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.OrderedJson;
import org.abc4j.io.Quoted;
import org.abc4j.io.Uninterrupted;

/** One pass over what {@link CachedFolderFile} wrote beside a cache, held against that cache. */
final class CachedFolderReader {
  private final ImageCache cache;
  private final OrderedJson json;
  private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

  private final List<String> files = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Map<String, String>> labels = new LinkedHashMap<>();

  private CachedFolderReader(ImageCache cache, OrderedJson json) {
    this.cache = cache;
    this.json = json;
  }

  static CachedFolder read(Path file) throws IOException {
    return read(file, () -> {});
  }

  /** With something that happens when the images are mapped and the items not yet read. */
  static CachedFolder read(Path file, AtomicFiles.Step meanwhile) throws IOException {
    // The digest and the items are read by the cache's name, so it must be this one to the end.
    FileIdentity identity = FileIdentity.of(file);
    ImageCache cache = ImageCache.open(file);
    meanwhile.run();
    CachedFolder folder = read(file, cache);
    identity.requireUnchanged("images");
    return folder;
  }

  private static CachedFolder read(Path file, ImageCache cache) throws IOException {
    Path beside = CachedFolderFile.beside(file);
    if (!Files.exists(beside)) {
      throw new MalformedFileException(
          file.toString(), "items", "a file " + beside + " that says whose the images are", "none");
    }
    FileIdentity.requireInItsFolder(beside);
    return Uninterrupted.run(
        () ->
            CachedFolderFile.RULES.read(
                beside,
                CachedFolderFile.MOST_BYTES,
                tokens ->
                    new CachedFolderReader(cache, OrderedJson.begin(beside, tokens)).folder()));
  }

  private CachedFolder folder() throws IOException {
    json.require("format", CachedFolderFile.FORMAT);
    json.require("version", CachedFolderFile.VERSION);
    // First of all: the rest may be of any length, and is of no use if it is another cache's.
    CacheOrigin origin = origin();
    boolean mirrored = json.truth("mirrored");
    boolean table = json.truth("table");
    columns(table);
    List<String> sources = texts("sources", cache.rows());
    files(sources);
    List<SkippedFile> skipped = skipped();
    List<String> passedOver = texts("passed over", CachedFolderFile.MOST_FILES);
    // A source is emptied by a file of it that was skipped.
    LeftOut leftOut = new LeftOut(skipped, passedOver, texts("emptied", skipped.size()));
    FileStamps stamps = stamps(skipped);
    String digest = json.text("sha256");
    json.end();
    FolderItems items = FolderItems.of(files, names, mirrored, leftOut, table ? table() : null);
    String found = CachedFolderFile.digest(origin, items, stamps);
    if (!found.equals(digest)) {
      throw json.fault("SHA-256", Quoted.of(digest), found);
    }
    return new CachedFolder(cache, items, origin, stamps);
  }

  private CacheOrigin origin() throws IOException {
    String sha256 = json.text("images");
    String beside = cache.sha256();
    if (!sha256.equals(beside)) {
      throw json.fault("images", "the cache's SHA-256, " + Quoted.of(beside), Quoted.of(sha256));
    }
    PicturePreparation preparation = parsed("preparation", PicturePreparation::parse);
    if (!preparation.shape().equals(cache.shape())) {
      throw json.fault(
          "preparation", "one to the cache's shape, " + cache.shape(), preparation.text());
    }
    Rgb background = parsed("background", Rgb::parse);
    return new CacheOrigin(
        sha256, preparation, background, texts("decoders", CachedFolderFile.MOST_DECODERS));
  }

  /** Makes a value of a text, or throws an {@link IllegalArgumentException}. */
  private interface Parser<T> {
    T parse(String text);
  }

  private <T> T parsed(String field, Parser<T> parser) throws IOException {
    String text = json.text(field);
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      throw json.fault(field, "a line that this release writes", Quoted.of(text));
    }
  }

  private void columns(boolean table) throws IOException {
    for (String column : texts("columns", CachedFolderFile.MOST_COLUMNS)) {
      if (!table || labels.put(column, new TreeMap<>()) != null) {
        throw json.fault("columns", "names of a table's columns, each once", Quoted.of(column));
      }
    }
  }

  private List<String> texts(String name, int most) throws IOException {
    List<String> texts = new ArrayList<>();
    json.list(name);
    while (json.more()) {
      if (texts.size() == most) {
        throw json.fault(name, "at most " + most, "more");
      }
      texts.add(text(name + "[" + texts.size() + "]"));
    }
    return texts;
  }

  /** Half of a character would be another one to the digest. */
  private String text(String at) throws IOException {
    String text = json.textHere(at);
    if (!utf8.canEncode(text)) {
      throw json.fault(at, "whole characters", Quoted.of(text));
    }
    return text;
  }

  private void files(List<String> sources) throws IOException {
    Set<String> seen = new HashSet<>();
    int appeared = 0;
    json.list("files");
    while (json.more()) {
      String at = "files[" + files.size() + "]";
      if (files.size() == cache.rows()) {
        throw json.fault("files", "one for each of the cache's " + cache.rows(), "more");
      }
      json.listHere(at);
      String name = next(at);
      if (!SourceTable.isInside(name) || !seen.add(name)) {
        throw json.fault(at, "a file within the folder, once", Quoted.of(name));
      }
      int source = nextSource(at, Math.min(appeared + 1, sources.size()));
      appeared = Math.max(appeared, source + 1);
      files.add(name);
      names.add(sources.get(source));
      for (Map<String, String> column : labels.values()) {
        column.put(name, next(at));
      }
      if (json.more()) {
        throw json.fault(at, "file, source and " + labels.size() + " labels", "more");
      }
    }
    if (files.size() != cache.rows()) {
      throw json.fault(
          "files", "one for each of the cache's " + cache.rows(), files.size() + " files");
    }
    if (appeared != sources.size() || new HashSet<>(sources).size() != sources.size()) {
      throw json.fault(
          "sources", "names of sources with a file, each once", appeared + " of " + sources.size());
    }
  }

  private String next(String at) throws IOException {
    requireMore(at);
    return text(at);
  }

  /** Sources are numbered in order of appearance. */
  private int nextSource(String at, int bound) throws IOException {
    requireMore(at);
    int source = json.integerHere(at);
    if (source < 0 || source >= bound) {
      throw json.fault(at, "a source below " + bound, "source " + source);
    }
    return source;
  }

  private void requireMore(String at) throws IOException {
    if (!json.more()) {
      throw json.fault(at, "file, source and " + labels.size() + " labels", "fewer");
    }
  }

  private List<SkippedFile> skipped() throws IOException {
    List<SkippedFile> skipped = new ArrayList<>();
    json.list("skipped");
    while (json.more()) {
      String at = "skipped[" + skipped.size() + "]";
      if (skipped.size() == CachedFolderFile.MOST_FILES) {
        throw json.fault("skipped", "at most " + CachedFolderFile.MOST_FILES, "more");
      }
      json.listHere(at);
      if (!json.more()) {
        throw json.fault(at, "a file and a reason", "nothing");
      }
      String file = text(at);
      if (!SourceTable.isInside(file)) {
        throw json.fault(at, "a file within the folder", Quoted.of(file));
      }
      if (!json.more()) {
        throw json.fault(at, "a file and a reason", "a file");
      }
      skipped.add(new SkippedFile(file, text(at)));
      if (json.more()) {
        throw json.fault(at, "a file and a reason", "more");
      }
    }
    return skipped;
  }

  private FileStamps stamps(List<SkippedFile> skipped) throws IOException {
    Set<String> looked = new HashSet<>(files);
    skipped.forEach(file -> looked.add(file.file()));
    List<String> texts = texts("stamps", looked.size());
    if (texts.size() != looked.size()) {
      throw json.fault("stamps", "one of each of " + looked.size() + " files", "" + texts.size());
    }
    return FileStamps.of(looked, texts);
  }

  private SourceTable table() throws MalformedFileException {
    Map<String, String> sourceOfFile = new TreeMap<>();
    for (int i = 0; i < files.size(); i++) {
      sourceOfFile.put(files.get(i), names.get(i));
    }
    try {
      SourceTable table = SourceTable.of(sourceOfFile);
      for (Map.Entry<String, Map<String, String>> column : labels.entrySet()) {
        table = table.withColumn(column.getKey(), column.getValue());
      }
      return table;
    } catch (IllegalArgumentException e) {
      throw json.fault("files", "a table of sources", String.valueOf(e.getMessage()));
    }
  }
}
