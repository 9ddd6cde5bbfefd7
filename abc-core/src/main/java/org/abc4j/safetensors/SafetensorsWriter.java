package org.abc4j.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.io.AtomicFiles;

/**
 * Collects tensors and metadata and writes them as one safetensors file.
 *
 * <p>The bytes depend on what was put, never on the order of the calls: metadata is sorted by key,
 * tensors stand with the 8-byte types first and then by name, and spaces pad the header to a
 * multiple of 8. Arrays are copied when put. Not thread-safe.
 */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> metadata = new TreeMap<>();
  private final Map<String, Tensor> tensors = new TreeMap<>();

  private SafetensorsWriter() {}

  /**
   * A writer without tensors and metadata.
   *
   * @return the writer
   */
  public static SafetensorsWriter create() {
    return new SafetensorsWriter();
  }

  /** One tensor: how it is described, and its values through {@link #putInto}. */
  private abstract static class Tensor {
    final String name;
    final Dtype dtype;
    final long[] shape;
    final int elements;

    Tensor(String name, Dtype dtype, long[] shape, int elements) {
      this.name = name;
      this.dtype = dtype;
      this.shape = shape;
      this.elements = elements;
    }

    int size() {
      return dtype.bytes();
    }

    long byteCount() {
      return (long) elements * size();
    }

    abstract void putInto(ByteBuffer chunk, int from, int count);
  }

  /**
   * Adds a text.
   *
   * @param key its name
   * @param value the text
   * @return this writer
   * @throws IllegalArgumentException if there is one of that name, or either is no valid Unicode
   */
  public SafetensorsWriter metadata(String key, String value) {
    requireUnicode("metadata key", key);
    requireUnicode("metadata value of '" + key + "'", value);
    if (metadata.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("metadata '" + key + "' is put twice");
    }
    return this;
  }

  /**
   * Adds a tensor of type F32.
   *
   * @param name its name
   * @param shape its extents, slowest first; empty for a scalar
   * @param values as many values as the product of the extents
   * @return this writer
   * @throws IllegalArgumentException if there is one of that name, the name is {@code
   *     "__metadata__"} or no valid Unicode, or the number of values is another one
   */
  public SafetensorsWriter put(String name, long[] shape, float[] values) {
    float[] copy = values.clone();
    return add(
        new Tensor(name, Dtype.F32, shape.clone(), copy.length) {
          @Override
          void putInto(ByteBuffer chunk, int from, int count) {
            chunk.asFloatBuffer().put(copy, from, count);
          }
        });
  }

  /**
   * Adds a tensor of type F64.
   *
   * @param name its name
   * @param shape its extents, slowest first; empty for a scalar
   * @param values as many values as the product of the extents
   * @return this writer
   * @throws IllegalArgumentException as {@link #put(String, long[], float[])}
   */
  public SafetensorsWriter put(String name, long[] shape, double[] values) {
    double[] copy = values.clone();
    return add(
        new Tensor(name, Dtype.F64, shape.clone(), copy.length) {
          @Override
          void putInto(ByteBuffer chunk, int from, int count) {
            chunk.asDoubleBuffer().put(copy, from, count);
          }
        });
  }

  /**
   * Adds a tensor of type I64.
   *
   * @param name its name
   * @param shape its extents, slowest first; empty for a scalar
   * @param values as many values as the product of the extents
   * @return this writer
   * @throws IllegalArgumentException as {@link #put(String, long[], float[])}
   */
  public SafetensorsWriter put(String name, long[] shape, long[] values) {
    long[] copy = values.clone();
    return add(
        new Tensor(name, Dtype.I64, shape.clone(), copy.length) {
          @Override
          void putInto(ByteBuffer chunk, int from, int count) {
            chunk.asLongBuffer().put(copy, from, count);
          }
        });
  }

  /**
   * Adds a tensor of type F16.
   *
   * @param name its name
   * @param shape its extents, slowest first; empty for a scalar
   * @param values as many numbers as the product of the extents, as {@link Half#of} gives their
   *     bits
   * @return this writer
   * @throws IllegalArgumentException as {@link #put(String, long[], float[])}
   */
  public SafetensorsWriter putHalves(String name, long[] shape, short[] values) {
    short[] copy = values.clone();
    return add(
        new Tensor(name, Dtype.F16, shape.clone(), copy.length) {
          @Override
          void putInto(ByteBuffer chunk, int from, int count) {
            chunk.asShortBuffer().put(copy, from, count);
          }
        });
  }

  /**
   * Adds a tensor of type F32.
   *
   * @param name its name
   * @param shape its extents, slowest first; empty for a scalar
   * @param values as many values as the product of the extents
   * @return this writer
   * @throws IllegalArgumentException as {@link #put(String, long[], float[])}
   */
  public SafetensorsWriter put(String name, int[] shape, float[] values) {
    return put(name, widened(shape), values);
  }

  /**
   * Adds a tensor of type F64.
   *
   * @param name its name
   * @param shape its extents, slowest first; empty for a scalar
   * @param values as many values as the product of the extents
   * @return this writer
   * @throws IllegalArgumentException as {@link #put(String, long[], float[])}
   */
  public SafetensorsWriter put(String name, int[] shape, double[] values) {
    return put(name, widened(shape), values);
  }

  /**
   * Adds a tensor of type I64.
   *
   * @param name its name
   * @param shape its extents, slowest first; empty for a scalar
   * @param values as many values as the product of the extents
   * @return this writer
   * @throws IllegalArgumentException as {@link #put(String, long[], float[])}
   */
  public SafetensorsWriter put(String name, int[] shape, long[] values) {
    return put(name, widened(shape), values);
  }

  private static long[] widened(int[] shape) {
    return Arrays.stream(shape).asLongStream().toArray();
  }

  private SafetensorsWriter add(Tensor tensor) {
    requireUnicode("tensor name", tensor.name);
    if (tensor.name.equals(Header.METADATA)) {
      throw new IllegalArgumentException("no tensor can be named '" + Header.METADATA + "'");
    }
    if (tensor.shape.length > Header.MAX_RANK || product(tensor.shape) != tensor.elements) {
      throw new IllegalArgumentException(
          "tensor '"
              + tensor.name
              + "' of shape "
              + Arrays.toString(tensor.shape)
              + " has "
              + tensor.elements
              + " values; a shape has at most "
              + Header.MAX_RANK
              + " extents, and their product is the number of values");
    }
    if (tensors.putIfAbsent(tensor.name, tensor) != null) {
      throw new IllegalArgumentException("tensor '" + tensor.name + "' is put twice");
    }
    return this;
  }

  /** The product of the extents, −1 if one is negative or it overflows. */
  private static long product(long[] shape) {
    long product = 1;
    for (long extent : shape) {
      if (extent < 0 || Math.multiplyHigh(product, extent) != 0 || product * extent < 0) {
        return -1;
      }
      product *= extent;
    }
    return product;
  }

  private static void requireUnicode(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(what + " '" + text + "' is no valid Unicode");
    }
  }

  /**
   * Writes the file whole or not at all.
   *
   * @param file the file, replaced if it exists; its folder must exist
   * @throws IOException if it cannot be written, naming the file and the cause
   */
  public void write(Path file) throws IOException {
    AtomicFiles.write(file, this::writeTo);
  }

  /**
   * Writes the same bytes to a stream, which stays open.
   *
   * @param out where they go
   * @throws IOException if they cannot be written, or the header is longer than the format allows
   */
  public void writeTo(OutputStream out) throws IOException {
    Collection<Tensor> ordered =
        tensors.values().stream()
            .sorted(Comparator.comparing(Tensor::size, Comparator.reverseOrder()))
            .toList();
    byte[] header = header(ordered);
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(buffer.putLong(header.length).array(), 0, Long.BYTES);
    out.write(header);
    for (Tensor tensor : ordered) {
      int count;
      for (int from = 0; from < tensor.elements; from += count) {
        count = Math.min(tensor.elements - from, CHUNK_BYTES / tensor.size());
        tensor.putInto(buffer.clear(), from, count);
        out.write(buffer.array(), 0, count * tensor.size());
      }
    }
  }

  private byte[] header(Collection<Tensor> ordered) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(Header.METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long end = 0;
      for (Tensor tensor : ordered) {
        long begin = end;
        end += tensor.byteCount();
        json.writeObjectFieldStart(tensor.name);
        json.writeStringField("dtype", tensor.dtype.name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape, 0, tensor.shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > Header.MAX_BYTES) {
      throw new IOException(
          "a header of " + bytes.size() + " bytes is longer than " + Header.MAX_BYTES);
    }
    return bytes.toByteArray();
  }
}
