package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * The weights of a {@link Network} as a safetensors file under diffusers' names, both ways.
 *
 * <p>Files that others wrote are read as they are: of types F32, F16, BF16 and F64, each value as
 * the nearest {@code float}; under the names that earlier releases of diffusers gave to the weights
 * of attention ({@code query}, {@code key}, {@code value}, {@code proj_attn}), or behind {@code
 * module.} and {@code _orig_mod.}, as PyTorch's wrappers write them; in several files by an index,
 * {@code *.safetensors.index.json}, that is given instead of them.
 *
 * <p>A file is checked before the first weight is set, so a network never has some weights of one
 * that is refused. The values are then read weight by weight, without a copy of all; should the
 * disk fail in the middle of that, or somebody write to the file, the network is of no use until
 * its weights are set again, and the error says so.
 */
public final class UNetWeights {
  private UNetWeights() {}

  /**
   * Sets all weights of a network.
   *
   * @param file a safetensors file, or an index of several, that holds each weight under its name;
   *     others in it are refused
   * @param network the network
   * @throws MalformedFileException if a weight is missing, of another shape or of a type that is no
   *     floating one, too many or there twice, naming it; the network is then as it was
   * @throws IOException if a file cannot be read
   */
  public static void read(Path file, Network network) throws IOException {
    WeightFiles files = WeightFiles.of(file);
    Map<String, Parameter> parameters = network.parameters();
    requireKnown(files, parameters);
    for (Parameter parameter : parameters.values()) {
      WeightFiles.Stored stored = files.weights().get(parameter.name());
      if (stored == null) {
        throw new MalformedFileException(
            file.toString(),
            "tensor '" + parameter.name() + "'",
            "a weight of shape " + Arrays.toString(parameter.shape()),
            "nothing");
      }
      stored.require(longs(parameter.shape()));
    }
    set(files, parameters);
  }

  /**
   * Sets those weights of a network that a file holds.
   *
   * @param file a safetensors file of weights under their names, or an index of several
   * @param network the network
   * @throws MalformedFileException if a weight has another shape or a type that is no floating one,
   *     is there twice or the network has it not; the network is then as it was
   * @throws IOException if a file cannot be read
   */
  public static void readSome(Path file, Network network) throws IOException {
    WeightFiles files = WeightFiles.of(file);
    Map<String, Parameter> parameters = network.parameters();
    requireKnown(files, parameters);
    for (Map.Entry<String, WeightFiles.Stored> weight : files.weights().entrySet()) {
      weight.getValue().require(longs(parameters.get(weight.getKey()).shape()));
    }
    set(files, parameters);
  }

  private static void requireKnown(WeightFiles files, Map<String, Parameter> parameters)
      throws IOException {
    for (Map.Entry<String, WeightFiles.Stored> weight : files.weights().entrySet()) {
      if (!parameters.containsKey(weight.getKey())) {
        throw new MalformedFileException(
            weight.getValue().file().path().toString(),
            "tensor '" + weight.getValue().name() + "'",
            "no such weight in this network",
            "one");
      }
    }
  }

  /** Sets what the files hold, all of which has been checked. */
  static void set(WeightFiles files, Map<String, Parameter> parameters) throws IOException {
    int set = 0;
    for (Map.Entry<String, WeightFiles.Stored> weight : files.weights().entrySet()) {
      try {
        parameters.get(weight.getKey()).set(weight.getValue().values());
      } catch (IOException e) {
        if (set == 0) {
          throw e;
        }
        throw new IOException(
            "a network has "
                + set
                + " of its weights from "
                + files.path()
                + " and cannot be used: "
                + e.getMessage(),
            e);
      }
      set++;
    }
  }

  /**
   * Writes all weights of a network.
   *
   * @param file the file to write
   * @param network the network
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Network network) throws IOException {
    writer(network).write(file);
  }

  /**
   * The digest of the file that {@link #write} makes of a network.
   *
   * @param network the network
   * @return SHA-256, 64 hexadecimal digits
   * @throws IOException if the content cannot be made
   */
  public static String sha256(Network network) throws IOException {
    return Sha256.of(writer(network)::writeTo);
  }

  private static SafetensorsWriter writer(Network network) {
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (Parameter parameter : network.parameters().values()) {
      writer.put(parameter.name(), longs(parameter.shape()), parameter.toArray());
    }
    return writer;
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
