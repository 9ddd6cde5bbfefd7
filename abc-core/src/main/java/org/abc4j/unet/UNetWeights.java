package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * The weights of a {@link Network} as a safetensors file under diffusers' names, both ways.
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
   * @param file a safetensors file that holds each weight under its name, as {@code F32}; others in
   *     it are refused
   * @param network the network
   * @throws MalformedFileException if a weight is missing, of another shape or type, or too many;
   *     the network is then as it was
   * @throws IOException if the file cannot be read
   */
  public static void read(Path file, Network network) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    Map<String, Parameter> parameters = network.parameters();
    for (String name : tensors.names()) {
      requireKnown(file, name, parameters);
    }
    for (Parameter parameter : parameters.values()) {
      if (!tensors.names().contains(parameter.name())) {
        throw new MalformedFileException(
            file.toString(),
            "tensor '" + parameter.name() + "'",
            "a weight of shape " + Arrays.toString(parameter.shape()),
            "nothing");
      }
      tensors.requireFloats(parameter.name(), longs(parameter.shape()));
    }
    set(tensors, parameters);
  }

  /**
   * Sets those weights of a network that a file holds.
   *
   * @param file a safetensors file of weights under their names
   * @param network the network
   * @throws MalformedFileException if a weight has another shape or type, or the network has it
   *     not; the network is then as it was
   * @throws IOException if the file cannot be read
   */
  public static void readSome(Path file, Network network) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    Map<String, Parameter> parameters = network.parameters();
    for (String name : tensors.names()) {
      requireKnown(file, name, parameters);
      tensors.requireFloats(name, longs(parameters.get(name).shape()));
    }
    set(tensors, parameters);
  }

  private static void requireKnown(Path file, String name, Map<String, Parameter> parameters)
      throws IOException {
    if (!parameters.containsKey(name)) {
      throw new MalformedFileException(
          file.toString(), "tensor '" + name + "'", "no such weight in this network", "one");
    }
  }

  /** Sets what the file holds, all of which has been checked. */
  static void set(SafetensorsFile tensors, Map<String, Parameter> parameters) throws IOException {
    int set = 0;
    for (String name : tensors.names()) {
      try {
        parameters.get(name).set(tensors.floats(name));
      } catch (IOException e) {
        if (set == 0) {
          throw e;
        }
        throw new IOException(
            "a network has "
                + set
                + " of its weights from "
                + tensors.path()
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
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (Parameter parameter : network.parameters().values()) {
      writer.put(parameter.name(), longs(parameter.shape()), parameter.toArray());
    }
    writer.write(file);
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
