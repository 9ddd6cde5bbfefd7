package org.abc4j.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.abc4j.safetensors.Dtype;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/** Weights in files as others write them, byte by byte, without the library's writer. */
public final class Checkpoints {
  /** What diffusers calls the file of a network's weights. */
  public static final String WEIGHTS = "diffusion_pytorch_model";

  private Checkpoints() {}

  /** What earlier releases of diffusers called a weight. */
  public static String oldName(String name) {
    return name.replace(".to_q.", ".query.")
        .replace(".to_k.", ".key.")
        .replace(".to_v.", ".value.")
        .replace(".to_out.0.", ".proj_attn.");
  }

  /** Writes a network's weights as values of a type, under names that are made of its own. */
  public static void write(Path file, Network network, Dtype type, UnaryOperator<String> names)
      throws IOException {
    write(file, List.copyOf(network.parameters().values()), type, names);
  }

  private static void write(
      Path file, List<Parameter> parameters, Dtype type, UnaryOperator<String> names)
      throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    List<String> entries = new ArrayList<>();
    for (Parameter parameter : parameters) {
      int begin = data.size();
      for (float value : parameter.toArray()) {
        data.write(bytes(value, type));
      }
      entries.add(
          String.format(
              Locale.ROOT,
              "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
              names.apply(parameter.name()),
              type,
              Arrays.toString(parameter.shape()).replace(" ", ""),
              begin,
              data.size()));
    }
    byte[] header =
        entries.stream()
            .collect(Collectors.joining(",", "{\"__metadata__\":{\"format\":\"pt\"},", "}"))
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    whole.write(header);
    data.writeTo(whole);
    Files.write(file, whole.toByteArray());
  }

  private static byte[] bytes(float value, Dtype type) {
    ByteBuffer bytes = ByteBuffer.allocate(type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case F32 -> bytes.putFloat(value);
      // A little beside the float, which is the nearest one still.
      case F64 -> bytes.putDouble(value * (1 + 0x1p-30));
      case F16 -> bytes.putShort(half(value));
      case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
      default -> throw new IllegalArgumentException("no weights of type " + type);
    }
    return bytes.array();
  }

  /** Cut, not rounded, so that no rule of rounding is shared with the library. */
  private static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int exponent = (bits >>> 23 & 0xff) - 127 + 15;
    if (exponent <= 0) {
      return (short) (bits >>> 16 & 0x8000);
    }
    return (short) (bits >>> 16 & 0x8000 | exponent << 10 | bits >>> 13 & 0x3ff);
  }

  /** The network of what {@link #write} wrote. */
  public static Network rounded(Network network, Dtype type) {
    Network rounded = network.emptyCopy();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              float[] values = parameter.toArray();
              for (int i = 0; i < values.length; i++) {
                values[i] = rounded(values[i], type);
              }
              rounded.parameters().get(name).set(values);
            });
    return rounded;
  }

  private static float rounded(float value, Dtype type) {
    int bits = Float.floatToRawIntBits(value);
    return switch (type) {
      case F16 ->
          Math.abs(value) < 0x1p-14f
              ? Math.copySign(0, value)
              : Float.intBitsToFloat(bits & 0xffffe000);
      case BF16 -> Float.intBitsToFloat(bits & 0xffff0000);
      default -> value;
    };
  }

  /** Writes a network's weights into so many files and an index of them, whose path it gives. */
  public static Path shard(Path folder, Network network, int files) throws IOException {
    List<Parameter> parameters = List.copyOf(network.parameters().values());
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      String name =
          String.format(Locale.ROOT, "%s-%05d-of-%05d.safetensors", WEIGHTS, i + 1, files);
      List<Parameter> some =
          parameters.subList(i * parameters.size() / files, (i + 1) * parameters.size() / files);
      write(folder.resolve(name), some, Dtype.F32, own -> own);
      some.forEach(parameter -> entries.add("\"" + parameter.name() + "\":\"" + name + "\""));
    }
    return Files.writeString(
        folder.resolve(WEIGHTS + ".safetensors.index.json"),
        entries.stream()
            .collect(
                Collectors.joining(
                    ",", "{\"metadata\":{\"total_size\":1},\"weight_map\":{", "}}")));
  }
}
