package org.abc4j.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file looks like by its first bytes, so that a reader that refuses it can say what it got
 * instead of what it asked for. A guess for people, never a reason to refuse or to read.
 */
public enum FileKind {
  /** Nothing in it. */
  EMPTY("it is empty"),
  /** No byte but 0. */
  ZEROS("it begins with nothing but zeros, as a copy or a download that broke off leaves it"),
  /** Named tensors. */
  SAFETENSORS("it looks like a safetensors file"),
  /** Images or labels as MNIST has them. */
  IDX("it looks like an IDX file"),
  /** A graph of operators with its weights. */
  ONNX("it looks like an ONNX file"),
  /** What Git has in the place of a large file. */
  GIT_LFS("it looks like a Git LFS pointer: run `git lfs pull`"),
  /** What git-annex has in the place of a large file. */
  GIT_ANNEX("it looks like a git-annex pointer: run `git annex get`"),
  /** A page. */
  HTML("it looks like an HTML page, as a server sends it in the place of a file"),
  /** XML. */
  XML("it looks like XML, as a server sends it in the place of a file"),
  /** An object or a list. */
  JSON("it looks like JSON"),
  /** An archive, which PyTorch's files are. */
  ZIP("it looks like a zip archive, which PyTorch's .pt and NumPy's .npz files are too"),
  /** Packed. */
  GZIP("it looks like a gzip file: unpack it first"),
  /** A picture. */
  PNG("it looks like a PNG picture"),
  /** A picture. */
  JPEG("it looks like a JPEG picture"),
  /** A picture. */
  GIF("it looks like a GIF picture"),
  /** A document. */
  PDF("it looks like a PDF document"),
  /** Python objects. */
  PICKLE("it looks like a Python pickle, which PyTorch's older files are: save it as safetensors"),
  /** Arrays, as Keras has them. */
  HDF5("it looks like an HDF5 file"),
  /** An array of NumPy. */
  NUMPY("it looks like an .npy file of NumPy"),
  /** Text in two or four bytes a character. */
  UTF_16("it looks like text in UTF-16 or UTF-32: save it as UTF-8"),
  /** Text behind a mark that UTF-8 does not need. */
  BYTE_ORDER_MARK("it begins with a byte order mark: save it as UTF-8 without one");

  /** So many first bytes are enough to tell. */
  public static final int BEGINNING = 512;

  private static final String MARK = "\u00ef\u00bb\u00bf";
  private static final Pattern BEGINS_AS_JSON =
      Pattern.compile("\\{\\s*[\"}].*|\\[\\s*[\\[{\"\\d\\]-].*", Pattern.DOTALL);

  /** What begins a pickle of protocol 2 to 5, behind its number. */
  private static final Pattern PICKLED =
      Pattern.compile("\u0080[\u0002-\u0005][\u008a\u0095(\\])}cXK].*", Pattern.DOTALL);

  /** The format's version, then who wrote it, the graph or its operators. */
  private static final Pattern BEGINS_AS_ONNX =
      Pattern.compile("\u0008[\u0001-\u001f][\u0012:B].*", Pattern.DOTALL);

  private final String described;

  FileKind(String described) {
    this.described = described;
  }

  /**
   * What bytes look like.
   *
   * @param beginning the first {@link #BEGINNING} bytes of a file, or all if it has fewer
   * @return the kind; empty if they look like none of these
   */
  public static Optional<FileKind> of(byte[] beginning) {
    // One character a byte.
    return Optional.ofNullable(kind(new String(beginning, StandardCharsets.ISO_8859_1)));
  }

  private static FileKind kind(String bytes) {
    if (bytes.isEmpty()) {
      return EMPTY;
    }
    if (bytes.chars().allMatch(c -> c == 0)) {
      return ZEROS;
    }
    // First, since the length of its header may look like anything.
    if (bytes.startsWith("\0\0\0\0{", 4)) {
      return SAFETENSORS;
    }
    if (bytes.startsWith("\0\0") && bytes.length() > 3 && isIdx(bytes.charAt(2), bytes.charAt(3))) {
      return IDX;
    }
    if (BEGINS_AS_ONNX.matcher(bytes).matches()) {
      return ONNX;
    }
    FileKind binary = binary(bytes);
    return binary == null ? text(bytes) : binary;
  }

  private static boolean isIdx(char type, char dimensions) {
    return type >= 8 && type <= 14 && type != 10 && dimensions >= 1 && dimensions <= 4;
  }

  private static FileKind binary(String bytes) {
    if (bytes.startsWith("PK\3\4") || bytes.startsWith("PK\5\6")) {
      return ZIP;
    }
    if (bytes.startsWith("\u001f\u008b")) {
      return GZIP;
    }
    if (bytes.startsWith("\u0089PNG\r\n")) {
      return PNG;
    }
    if (bytes.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) {
      return GIF;
    }
    if (bytes.startsWith("%PDF-")) {
      return PDF;
    }
    if (bytes.startsWith("\u0089HDF\r\n")) {
      return HDF5;
    }
    if (bytes.startsWith("\u0093NUMPY")) {
      return NUMPY;
    }
    return PICKLED.matcher(bytes).matches() ? PICKLE : null;
  }

  private static FileKind text(String bytes) {
    boolean marked = bytes.startsWith(MARK);
    String text = (marked ? bytes.substring(MARK.length()) : bytes).stripLeading();
    String small = text.toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      return GIT_LFS;
    }
    if (text.startsWith("/annex/objects/") || text.contains(".git/annex/objects/")) {
      return GIT_ANNEX;
    }
    if (small.startsWith("<!doctype html") || small.startsWith("<html")) {
      return HTML;
    }
    if (small.startsWith("<?xml")) {
      return XML;
    }
    if (marked) {
      return BYTE_ORDER_MARK;
    }
    if (bytes.startsWith("\u00ff\u00fe")
        || bytes.startsWith("\u00fe\u00ff")
        || bytes.startsWith("\0\0\u00fe\u00ff")) {
      return UTF_16;
    }
    return BEGINS_AS_JSON.matcher(text).matches() ? JSON : null;
  }

  /**
   * Adds to the refusal of a file that was to be of this kind what it looks like, if that is
   * another.
   *
   * @param refusal why the file is refused
   * @param beginning its first {@link #BEGINNING} bytes, or all if it has fewer
   * @return the refusal, which says so; or as it was
   */
  public MalformedFileException insteadIn(MalformedFileException refusal, byte[] beginning) {
    return of(beginning)
        .filter(kind -> kind != this && refusal.looksLike().isEmpty())
        .map(kind -> refusal.lookingLike(kind.described))
        .orElse(refusal);
  }

  /**
   * Adds to the refusal of a file that was to be of this kind what it looks like, if that is
   * another.
   *
   * @param refusal why the file is refused
   * @param file a regular file, whose beginning is read again
   * @return the refusal, which says so; or as it was
   */
  public MalformedFileException insteadIn(MalformedFileException refusal, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return insteadIn(refusal, in.readNBytes(BEGINNING));
    } catch (IOException unreadable) {
      refusal.addSuppressed(unreadable);
      return refusal;
    }
  }
}
