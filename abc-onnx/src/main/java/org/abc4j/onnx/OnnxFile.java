package org.abc4j.onnx;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;

/**
 * An ONNX file, and what it says of itself.
 *
 * <p>A file may come from anybody. So it is read here first, in little memory whatever its size, at
 * most some 50 MB, which are for names: that it is whole, of an opset that the runtime has, that
 * each tensor has as many values as its extents say, and that all of them are in the file.
 * <b>External data are refused</b>, be they there or not: what a model computes would hang on files
 * that its digest does not cover, and on names of files that somebody else chose. Only {@link
 * OnnxSession} gives a file to native code.
 *
 * <p>Immutable and thread-safe.
 */
public final class OnnxFile {
  /** The oldest opset of ONNX's own operators that is read. */
  public static final int OLDEST_OPSET = 7;

  /** The newest opset that ONNX Runtime 1.28 promises to run. */
  public static final int NEWEST_OPSET = 26;

  /** More is no protobuf message: its lengths are signed and have 32 bits. */
  public static final long MOST_BYTES = Integer.MAX_VALUE;

  private final Path path;
  private final FileIdentity identity;
  private final String sha256;
  private final ModelReader model;

  private OnnxFile(Path path, FileIdentity identity, String sha256, ModelReader model) {
    this.path = path;
    this.identity = identity;
    this.sha256 = sha256;
    this.model = model;
  }

  /**
   * Reads what a file says of itself, and its digest.
   *
   * @param path the file, of at most {@link #MOST_BYTES}
   * @return the file
   * @throws MalformedFileException if it is too large, cut, no ONNX, of another opset, has external
   *     data or tensors of another size than they say, or is written meanwhile
   * @throws IOException if it cannot be read
   */
  public static OnnxFile read(Path path) throws IOException {
    return read(path, MOST_BYTES);
  }

  /**
   * The same with a bound of one's own: nothing of a larger file is read.
   *
   * @param path the file
   * @param mostBytes its largest size
   * @return the file
   * @throws MalformedFileException as {@link #read(Path)} does
   * @throws IOException if it cannot be read
   */
  public static OnnxFile read(Path path, long mostBytes) throws IOException {
    return Uninterrupted.run(() -> readOnce(path, Math.min(mostBytes, MOST_BYTES)));
  }

  private static OnnxFile readOnce(Path path, long mostBytes) throws IOException {
    FileIdentity identity = FileIdentity.of(path);
    ModelReader model;
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.size() > mostBytes) {
        throw new MalformedFileException(
            path.toString(),
            "size",
            String.format(Locale.ROOT, "at most %,d bytes", mostBytes),
            String.format(Locale.ROOT, "%,d", channel.size()));
      }
      model = ModelReader.read(path, channel);
    } catch (MalformedFileException refusal) {
      throw FileKind.ONNX.insteadIn(refusal, path);
    }
    String sha256 = Sha256.of(path);
    identity.requireUnchanged("content");
    return new OnnxFile(path, identity, sha256, model);
  }

  /**
   * Checks that this is the file that was meant.
   *
   * @param expected its SHA-256, 64 lower-case hexadecimal digits
   * @return this
   * @throws MalformedFileException if it is another
   */
  public OnnxFile requireSha256(String expected) throws MalformedFileException {
    if (!sha256.equals(expected)) {
      throw new MalformedFileException(path.toString(), "SHA-256", expected, sha256);
    }
    return this;
  }

  /** Fails if the graph draws at random, as no two runs would then give the same. */
  void requireNoDraws(String expected) throws MalformedFileException {
    if (!model.draws().isEmpty()) {
      throw new MalformedFileException(
          path.toString(), "operators", expected, String.join(", ", model.draws()));
    }
  }

  /** Fails if the file was replaced or written since it was read. */
  void requireUnchanged() throws IOException {
    identity.requireUnchanged("content");
  }

  /**
   * Where it is.
   *
   * @return its path, as it was given
   */
  public Path path() {
    return path;
  }

  /**
   * SHA-256 of its content.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    return sha256;
  }

  /**
   * Version of ONNX's own operators.
   *
   * @return from {@link #OLDEST_OPSET} to {@link #NEWEST_OPSET}
   */
  public int opset() {
    return model.opset();
  }

  /**
   * The program that wrote it.
   *
   * @return what it calls itself; empty if it does not say
   */
  public String producer() {
    return model.producer();
  }

  /**
   * What was written beside the graph.
   *
   * @return texts by key
   */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(model.metadata());
  }

  /**
   * Operators that the graph is made of.
   *
   * @return their names, in alphabetical order
   */
  public Set<String> operators() {
    return Collections.unmodifiableSet(model.operators());
  }

  /**
   * What the graph is given.
   *
   * @return its inputs, without initializers
   */
  public List<OnnxValue> inputs() {
    return model.inputs();
  }

  /**
   * What the graph gives.
   *
   * @return its outputs, at least one
   */
  public List<OnnxValue> outputs() {
    return Collections.unmodifiableList(model.outputs());
  }

  /**
   * An input of a name.
   *
   * @param name the name
   * @return the input
   * @throws MalformedFileException if there is none, naming those that there are
   */
  public OnnxValue input(String name) throws MalformedFileException {
    return named("input", name, inputs());
  }

  /**
   * An output of a name.
   *
   * @param name the name
   * @return the output
   * @throws MalformedFileException if there is none, naming those that there are
   */
  public OnnxValue output(String name) throws MalformedFileException {
    return named("output", name, outputs());
  }

  private OnnxValue named(String what, String name, List<OnnxValue> values)
      throws MalformedFileException {
    for (OnnxValue value : values) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    throw new MalformedFileException(
        path.toString(),
        what + "s",
        "'" + name + "'",
        String.join(", ", values.stream().map(value -> value.name() + " " + value).toList()));
  }

  @Override
  public String toString() {
    return "OnnxFile[" + path + ", opset " + opset() + "]";
  }
}
