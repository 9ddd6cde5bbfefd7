package org.abc4j.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;

/**
 * A safetensors file whose header is read and checked; values are read when they are asked for.
 *
 * <p>The file is open only while a method runs, so there is nothing to close, and one that is
 * larger than memory can be read tensor by tensor. A file that was replaced or written after its
 * header was read is refused. Immutable and thread-safe.
 */
public final class SafetensorsFile {
  private static final int LENGTH_BYTES = 8;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** What weights come in. */
  private static final String FLOATING = "F32, F16, BF16 or F64";

  private static final Dtype[] FLOATING_TYPES = {Dtype.F32, Dtype.F16, Dtype.BF16, Dtype.F64};

  private final Path file;
  private final FileIdentity identity;
  private final long dataStart;
  private final Header header;

  private SafetensorsFile(Path file, FileIdentity identity, long dataStart, Header header) {
    this.file = file;
    this.identity = identity;
    this.dataStart = dataStart;
    this.header = header;
  }

  /**
   * Reads and checks a file's header.
   *
   * @param file the file
   * @return the file, ready to be asked for tensors
   * @throws MalformedFileException if it is not a valid safetensors file, saying what it looks like
   *     instead if that is known
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile read(Path file) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    try {
      return read(file, identity);
    } catch (MalformedFileException refusal) {
      throw FileKind.SAFETENSORS.insteadIn(refusal, file);
    }
  }

  private static SafetensorsFile read(Path file, FileIdentity identity) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (identity.size() < LENGTH_BYTES) {
        throw new MalformedFileException(
            file.toString(),
            "file size",
            "at least " + LENGTH_BYTES + " bytes",
            identity.size() + " bytes");
      }
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      fill(file, channel, length, "header length");
      long headerBytes = length.getLong(0);
      long most = Math.min(Header.MAX_BYTES, identity.size() - LENGTH_BYTES);
      if (headerBytes < 0 || headerBytes > most) {
        throw new MalformedFileException(
            file.toString(),
            "header length",
            "at most " + most + " bytes",
            Long.toUnsignedString(headerBytes) + " bytes");
      }
      ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
      fill(file, channel, json, "header");
      long dataStart = LENGTH_BYTES + headerBytes;
      Header header = Header.parse(file, json.array(), identity.size() - dataStart);
      return new SafetensorsFile(file, identity, dataStart, header);
    }
  }

  /**
   * The file's path.
   *
   * @return the path as it was given
   */
  public Path path() {
    return file;
  }

  /**
   * Names of all tensors.
   *
   * @return an unmodifiable set in the order of the data
   */
  public Set<String> names() {
    return header.entries().keySet();
  }

  /**
   * The texts that its writer added.
   *
   * @return an unmodifiable map, empty if there are none
   */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * What the header says of one tensor.
   *
   * @param name the tensor's name
   * @return its type and shape
   * @throws MalformedFileException if there is no such tensor
   */
  public TensorEntry entry(String name) throws MalformedFileException {
    TensorEntry entry = header.entries().get(Objects.requireNonNull(name, "name"));
    if (entry == null) {
      throw new MalformedFileException(
          file.toString(),
          "tensor '" + name + "'",
          "a tensor of that name",
          names().size() + " others");
    }
    return entry;
  }

  /**
   * Reads a tensor of type F32.
   *
   * @param name the tensor's name
   * @return its values, the last extent's index running fastest
   * @throws MalformedFileException if there is no such tensor, it has another type or more values
   *     than an array, or the file was changed
   * @throws IOException if it cannot be read
   */
  public float[] floats(String name) throws IOException {
    TensorEntry entry = entry(name, "F32", Dtype.F32);
    float[] values = new float[length(entry)];
    read(
        entry,
        (chunk, from, count) -> {
          chunk.asFloatBuffer().get(values, from, count);
        });
    return values;
  }

  /**
   * Reads a tensor of type F32 whose shape is known.
   *
   * @param name the tensor's name
   * @param shape the extents it must have
   * @return its values, the last extent's index running fastest
   * @throws MalformedFileException if its shape is another one, and as {@link #floats(String)}
   * @throws IOException if it cannot be read
   */
  public float[] floats(String name, long... shape) throws IOException {
    requireFloats(name, shape);
    return floats(name);
  }

  /**
   * Checks, without reading it, that {@link #floats(String, long...)} may read a tensor.
   *
   * @param name the tensor's name
   * @param shape the extents it must have
   * @throws MalformedFileException if there is no such tensor, or it has another shape or type or
   *     more values than an array
   */
  public void requireFloats(String name, long... shape) throws MalformedFileException {
    requireShape(name, shape);
    length(entry(name, "F32", Dtype.F32));
  }

  private void requireShape(String name, long... shape) throws MalformedFileException {
    TensorEntry entry = entry(name);
    if (!entry.hasShape(shape)) {
      throw new MalformedFileException(
          file.toString(),
          "tensor '" + name + "', shape",
          Arrays.toString(shape),
          Arrays.toString(entry.shape()));
    }
  }

  /**
   * Maps a tensor of type F16 whose shape is known into memory, without reading it: the system
   * reads what is asked for and forgets what is not. A file that is replaced later does no harm;
   * one that is written later does.
   *
   * @param name the tensor's name
   * @param shape the extents it must have
   * @return bits of its numbers, see {@link Half#toFloat}, the last extent's index running fastest;
   *     cannot be written
   * @throws MalformedFileException if there is no such tensor, it has another shape or type or
   *     takes 2³¹ bytes or more, or the file was changed
   * @throws IOException if it cannot be mapped
   */
  public ShortBuffer halves(String name, long... shape) throws IOException {
    return mapped(name, "F16", Dtype.F16, shape).asShortBuffer();
  }

  /**
   * Maps a tensor of type F32 whose shape is known into memory, as {@link #halves} does one of F16.
   *
   * @param name the tensor's name
   * @param shape the extents it must have
   * @return its values, the last extent's index running fastest; cannot be written
   * @throws MalformedFileException if there is no such tensor, it has another shape or type or
   *     takes 2³¹ bytes or more, or the file was changed
   * @throws IOException if it cannot be mapped
   */
  public FloatBuffer mappedFloats(String name, long... shape) throws IOException {
    return mapped(name, "F32", Dtype.F32, shape).asFloatBuffer();
  }

  private ByteBuffer mapped(String name, String described, Dtype type, long... shape)
      throws IOException {
    requireShape(name, shape);
    TensorEntry entry = entry(name, described, type);
    String field = "tensor '" + name + "'";
    if (entry.byteCount() > Integer.MAX_VALUE) {
      throw new MalformedFileException(
          file.toString(),
          field + ", shape",
          "at most " + Integer.MAX_VALUE + " bytes to be mapped",
          entry.byteCount() + " bytes");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer mapped =
          channel.map(MapMode.READ_ONLY, dataStart + entry.begin(), entry.byteCount());
      identity.requireUnchanged(field);
      return mapped.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * Reads a tensor of any floating type that weights come in: F32, F16, BF16 or F64, each value as
   * the nearest {@code float}, which of the first three is the same number.
   *
   * @param name the tensor's name
   * @return its values, the last extent's index running fastest
   * @throws MalformedFileException as {@link #floats(String)}, or if a finite value is larger than
   *     all of {@code float}
   * @throws IOException if it cannot be read
   */
  public float[] nearestFloats(String name) throws IOException {
    TensorEntry entry = entry(name, FLOATING, FLOATING_TYPES);
    float[] values = new float[length(entry)];
    read(
        entry,
        (chunk, from, count) -> {
          for (int i = 0; i < count; i++) {
            values[from + i] =
                switch (entry.dtype()) {
                  case F32 -> chunk.getFloat(4 * i);
                  case F16 -> Half.toFloat(chunk.getShort(2 * i));
                  case BF16 -> Float.intBitsToFloat(chunk.getShort(2 * i) << 16);
                  default -> nearest(name, chunk.getDouble(8 * i));
                };
          }
        });
    return values;
  }

  private float nearest(String name, double value) throws MalformedFileException {
    float nearest = (float) value;
    if (Float.isInfinite(nearest) && Double.isFinite(value)) {
      throw new MalformedFileException(
          file.toString(), "tensor '" + name + "'", "values that a float holds", "" + value);
    }
    return nearest;
  }

  /**
   * Checks, without reading it, that {@link #nearestFloats} may read a tensor.
   *
   * @param name the tensor's name
   * @param shape the extents it must have
   * @throws MalformedFileException if there is no such tensor, or it has another shape or type or
   *     more values than an array
   */
  public void requireFloating(String name, long... shape) throws MalformedFileException {
    requireShape(name, shape);
    length(entry(name, FLOATING, FLOATING_TYPES));
  }

  /**
   * Reads a tensor of type F64 or F32, the latter widened.
   *
   * @param name the tensor's name
   * @return its values, the last extent's index running fastest
   * @throws MalformedFileException as {@link #floats(String)}
   * @throws IOException if it cannot be read
   */
  public double[] doubles(String name) throws IOException {
    TensorEntry entry = entry(name, "F64 or F32", Dtype.F64, Dtype.F32);
    double[] values = new double[length(entry)];
    read(
        entry,
        (chunk, from, count) -> {
          for (int i = 0; i < count; i++) {
            values[from + i] =
                entry.dtype() == Dtype.F64 ? chunk.getDouble(8 * i) : chunk.getFloat(4 * i);
          }
        });
    return values;
  }

  /**
   * Reads a tensor of any integer type but U64, widened.
   *
   * @param name the tensor's name
   * @return its values, the last extent's index running fastest; BOOL as 0 and 1
   * @throws MalformedFileException as {@link #floats(String)}
   * @throws IOException if it cannot be read
   */
  public long[] longs(String name) throws IOException {
    TensorEntry entry =
        entry(
            name,
            "I64, I32, I16, I8, U32, U16, U8 or BOOL",
            Dtype.I64,
            Dtype.I32,
            Dtype.I16,
            Dtype.I8,
            Dtype.U32,
            Dtype.U16,
            Dtype.U8,
            Dtype.BOOL);
    long[] values = new long[length(entry)];
    read(
        entry,
        (chunk, from, count) -> {
          for (int i = 0; i < count; i++) {
            values[from + i] = integer(chunk, entry.dtype(), i);
            if (entry.dtype() == Dtype.BOOL && values[from + i] > 1) {
              throw new MalformedFileException(
                  file.toString(), "tensor '" + name + "'", "0 or 1", "" + values[from + i]);
            }
          }
        });
    return values;
  }

  private static long integer(ByteBuffer chunk, Dtype dtype, int i) {
    return switch (dtype) {
      case I64 -> chunk.getLong(8 * i);
      case I32 -> chunk.getInt(4 * i);
      case U32 -> Integer.toUnsignedLong(chunk.getInt(4 * i));
      case I16 -> chunk.getShort(2 * i);
      case U16 -> Short.toUnsignedLong(chunk.getShort(2 * i));
      case I8 -> chunk.get(i);
      case U8, BOOL -> Byte.toUnsignedLong(chunk.get(i));
      default -> throw new AssertionError(dtype);
    };
  }

  private TensorEntry entry(String name, String described, Dtype... allowed)
      throws MalformedFileException {
    TensorEntry entry = entry(name);
    if (!Arrays.asList(allowed).contains(entry.dtype())) {
      throw new MalformedFileException(
          file.toString(), "tensor '" + name + "', dtype", described, entry.dtypeName());
    }
    return entry;
  }

  private int length(TensorEntry entry) throws MalformedFileException {
    if (entry.elements() > MAX_ARRAY) {
      throw new MalformedFileException(
          file.toString(),
          "tensor '" + entry.name() + "', shape",
          "at most " + MAX_ARRAY + " values in an array",
          entry.elements() + " values");
    }
    return (int) entry.elements();
  }

  /** Takes {@code count} elements from a buffer's start, to stand at {@code from} of the array. */
  private interface Taker {
    void take(ByteBuffer chunk, int from, int count) throws MalformedFileException;
  }

  private void read(TensorEntry entry, Taker taker) throws IOException {
    String field = "tensor '" + entry.name() + "'";
    int size = entry.dtype().bytes();
    int chunk = (int) Math.min(CHUNK_BYTES, entry.byteCount());
    ByteBuffer buffer = ByteBuffer.allocate(chunk).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(dataStart + entry.begin());
      int elements = (int) entry.elements();
      int count;
      for (int from = 0; from < elements; from += count) {
        count = Math.min(elements - from, CHUNK_BYTES / size);
        buffer.clear().limit(count * size);
        fill(file, channel, buffer, field);
        taker.take(buffer.flip(), from, count);
      }
    }
    // Asked after reading: a file replaced before or during it shows another identity now.
    identity.requireUnchanged(field);
  }

  private static void fill(Path file, SeekableByteChannel channel, ByteBuffer buffer, String field)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new MalformedFileException(
            file.toString(),
            field,
            buffer.limit() + " bytes",
            "the file's end after " + buffer.position());
      }
    }
  }
}
