package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.StrictJson;
import org.abc4j.safetensors.Dtype;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.TensorEntry;

/**
 * Weights in one safetensors file, or in several that an index names, under the names that
 * diffusers has today.
 *
 * <p>Two things that others leave in names are taken out: what PyTorch's wrappers put before them
 * ({@code module.}, {@code _orig_mod.}), and how earlier releases of diffusers named the weights of
 * attention ({@code query}, {@code key}, {@code value}, {@code proj_attn}).
 */
final class WeightFiles {
  /** How the name of an index ends. */
  static final String INDEX = ".safetensors.index.json";

  /** The same of a variant of the weights, as {@code fp16}. */
  private static final Pattern ANY_INDEX =
      Pattern.compile(".*\\.safetensors\\.index(?:\\.[^.]+)?\\.json");

  private static final String SAFETENSORS = ".safetensors";
  private static final long MAX_INDEX_BYTES = 16L << 20;
  private static final int MAX_NESTING = 3;
  private static final StrictJson RULES = StrictJson.nesting(MAX_NESTING);

  private static final Pattern WRAPPED = Pattern.compile("(?:module\\.|_orig_mod\\.)+(.+)");
  private static final Pattern OLD_ATTENTION =
      Pattern.compile("(.*attentions\\.\\d+\\.)(query|key|value|proj_attn)(\\.weight|\\.bias)");
  private static final Map<String, String> PRESENT_NAMES =
      Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

  private final Path path;
  private final Map<String, Stored> weights = new LinkedHashMap<>();

  private WeightFiles(Path path) {
    this.path = path;
  }

  /** Where a weight is, and what it is called there. */
  record Stored(SafetensorsFile file, String name) {
    void require(long... shape) throws MalformedFileException {
      file.requireFloating(name, shape);
    }

    float[] values() throws IOException {
      return file.nearestFloats(name);
    }
  }

  /**
   * Whether a file is an index by its name, be it of a variant.
   *
   * @param file the file, which is not looked at
   */
  static boolean isIndex(Path file) {
    return ANY_INDEX.matcher(file.getFileName().toString()).matches();
  }

  /**
   * Reads what is in a file, but for the values.
   *
   * @param file a safetensors file, or an index of several
   * @throws MalformedFileException if one of them is none, an index and its files do not agree, or
   *     two weights have one name
   */
  static WeightFiles of(Path file) throws IOException {
    WeightFiles files = new WeightFiles(file);
    if (isIndex(file)) {
      files.addIndexed();
    } else {
      files.addAll(SafetensorsFile.read(file));
    }
    return files;
  }

  Path path() {
    return path;
  }

  /** By the names of today, in the order of the files and their data. */
  Map<String, Stored> weights() {
    return Collections.unmodifiableMap(weights);
  }

  /**
   * Fails unless there are as many values as a network has, so that no configuration asks for more
   * memory than there are weights in the files.
   */
  void requireAsMany(long parameters) throws MalformedFileException {
    long found = 0;
    for (Stored stored : weights.values()) {
      TensorEntry entry = stored.file.entry(stored.name);
      found += entry.dtype() == Dtype.OTHER ? 0 : entry.elements();
    }
    if (found != parameters) {
      throw new MalformedFileException(
          path.toString(),
          "weights",
          parameters + " values, as a network of this configuration has",
          found + " values");
    }
  }

  private void addAll(SafetensorsFile file) throws MalformedFileException {
    for (String name : file.names()) {
      add(file, name);
    }
  }

  private void add(SafetensorsFile file, String name) throws MalformedFileException {
    Stored before = weights.putIfAbsent(presentName(name), new Stored(file, name));
    if (before != null) {
      throw new MalformedFileException(
          file.path().toString(),
          "tensor '" + name + "'",
          "one weight " + presentName(name),
          "'" + before.name + "' of " + before.file.path().getFileName() + " beside it");
    }
  }

  private void addIndexed() throws IOException {
    JsonTree map = RULES.tree(path, MAX_INDEX_BYTES).field("weight_map");
    if (!map.isObject()) {
      throw map.fault("the file of each weight by its name");
    }
    Map<String, String> fileOf = new LinkedHashMap<>();
    Map<String, SafetensorsFile> files = new TreeMap<>();
    for (Map.Entry<String, JsonTree> entry : map.fields().entrySet()) {
      JsonTree named = entry.getValue().as("weight_map." + entry.getKey());
      String name = named.text();
      if (!name.endsWith(SAFETENSORS) || !name.equals(fileName(name))) {
        throw named.fault("the name of a safetensors file in the folder itself");
      }
      if (!files.containsKey(name)) {
        files.put(name, shard(name));
      }
      fileOf.put(entry.getKey(), name);
    }
    for (Map.Entry<String, SafetensorsFile> file : files.entrySet()) {
      for (String weight : file.getValue().names()) {
        if (!file.getKey().equals(fileOf.remove(weight))) {
          throw new MalformedFileException(
              file.getValue().path().toString(),
              "tensor '" + weight + "'",
              "one that " + path.getFileName() + " says to be there",
              "another");
        }
        add(file.getValue(), weight);
      }
    }
    if (!fileOf.isEmpty()) {
      Map.Entry<String, String> missing = fileOf.entrySet().iterator().next();
      throw new MalformedFileException(
          path.toString(),
          "weight_map." + missing.getKey(),
          "a tensor of " + missing.getValue(),
          "none in that file");
    }
  }

  /** The last part of a path by the rules of any system. */
  private static String fileName(String name) {
    return name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')));
  }

  private SafetensorsFile shard(String name) throws IOException {
    Path file = path.resolveSibling(name);
    if (!Files.exists(file)) {
      throw new MalformedFileException(
          path.toString(), "weight_map", "files that are in the folder", "no " + name);
    }
    HubCache.requireOwn(file);
    return SafetensorsFile.read(file);
  }

  /** What diffusers calls a weight today. */
  static String presentName(String name) {
    Matcher wrapped = WRAPPED.matcher(name);
    String plain = wrapped.matches() ? wrapped.group(1) : name;
    Matcher old = OLD_ATTENTION.matcher(plain);
    return old.matches() ? old.group(1) + PRESENT_NAMES.get(old.group(2)) + old.group(3) : plain;
  }
}
