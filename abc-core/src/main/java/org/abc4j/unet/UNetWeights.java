package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/** The weights of a {@link Network} as a safetensors file under diffusers' names, both ways. */
public final class UNetWeights {
  private UNetWeights() {}

  /**
   * Sets all weights of a network.
   *
   * @param file a safetensors file that holds each weight under its name, as {@code F32}; others in
   *     it are refused
   * @param network the network
   * @throws MalformedFileException if a weight is missing or of another shape, or one is too many
   * @throws IOException if the file cannot be read
   */
  public static void read(Path file, Network network) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    for (String name : tensors.names()) {
      if (!network.parameters().containsKey(name)) {
        throw new MalformedFileException(
            file.toString(), "tensor '" + name + "'", "no such weight in this network", "one");
      }
    }
    set(tensors, network);
  }

  /**
   * Sets those weights of a network that a file holds.
   *
   * @param file a safetensors file of weights under their names
   * @param network the network
   * @throws MalformedFileException if a weight has another shape or the network has it not
   * @throws IOException if the file cannot be read
   */
  public static void readSome(Path file, Network network) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    for (String name : tensors.names()) {
      Parameter parameter = network.parameters().get(name);
      if (parameter == null) {
        throw new MalformedFileException(
            file.toString(), "tensor '" + name + "'", "no such weight in this network", "one");
      }
      parameter.set(tensors.floats(name, longs(parameter.shape())));
    }
  }

  private static void set(SafetensorsFile tensors, Network network) throws IOException {
    for (Parameter parameter : network.parameters().values()) {
      if (!tensors.names().contains(parameter.name())) {
        throw new MalformedFileException(
            tensors.path().toString(),
            "tensor '" + parameter.name() + "'",
            "a weight of shape " + Arrays.toString(parameter.shape()),
            "nothing");
      }
      parameter.set(tensors.floats(parameter.name(), longs(parameter.shape())));
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
