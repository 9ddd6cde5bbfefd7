package org.abc4j.epochs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;

/**
 * The weights of a network in a safetensors file, of which a network is made. Immutable.
 *
 * @param names the weights among the tensors
 */
public record StoredWeights(
    NetworkFiles kind, Path file, SafetensorsFile tensors, List<String> names) {

  /** Reads which weights there are, but for those whose names are passed over. */
  public static StoredWeights in(NetworkFiles kind, Path file, Predicate<String> passedOver)
      throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    return new StoredWeights(
        kind, file, tensors, tensors.names().stream().filter(passedOver.negate()).toList());
  }

  /** Refuses another number of weights than an architecture has, before a network is made. */
  public StoredWeights require(long count, Object config) throws MalformedFileException {
    long elements = 0;
    for (String name : names) {
      elements += tensors.entry(name).elements();
    }
    if (elements != count) {
      throw new MalformedFileException(
          file.toString(), "number of weights", count + ", as " + config + " has", "" + elements);
    }
    return this;
  }

  /** Makes a network of them, whose shapes the file must have too. */
  public <N> N network(
      Function<Map<String, float[]>, N> making, Function<N, Map<String, int[]>> shapes)
      throws IOException {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (String name : names) {
      weights.put(name, tensors.floats(name));
    }
    try {
      N network = making.apply(weights);
      for (Map.Entry<String, int[]> shape : shapes.apply(network).entrySet()) {
        tensors.requireFloats(
            shape.getKey(), Arrays.stream(shape.getValue()).asLongStream().toArray());
      }
      return network;
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "weights", "those of this " + kind.noun(), e.getMessage(), e);
    }
  }
}
