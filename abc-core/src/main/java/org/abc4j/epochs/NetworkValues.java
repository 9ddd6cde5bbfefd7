package org.abc4j.epochs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abc4j.io.Sha256;
import org.abc4j.unet.layer.ImageNetwork;
import org.abc4j.unet.layer.Parameter;

/**
 * Weights and statistics of a network of some parts, under PyTorch's names, in the order of the
 * layers. Thread-safe while nobody changes them.
 */
public final class NetworkValues {
  private final List<Parameter> values;

  private NetworkValues(List<Parameter> values) {
    this.values = values;
  }

  /** Of the parts, one after another. */
  public static NetworkValues of(ImageNetwork... parts) {
    return new NetworkValues(
        Stream.of(parts)
            .flatMap(
                part ->
                    Stream.concat(
                        part.parameters().values().stream(), part.statistics().values().stream()))
            .toList());
  }

  /** All of them. */
  public Stream<Parameter> stream() {
    return values.stream();
  }

  /** Copies, by name. */
  public Map<String, float[]> toArrays() {
    return byName(Parameter::toArray);
  }

  /** The shape of each, by name. */
  public Map<String, int[]> shapes() {
    return byName(Parameter::shape);
  }

  private <T> Map<String, T> byName(Function<Parameter, T> function) {
    Map<String, T> all = new LinkedHashMap<>();
    values.forEach(p -> all.put(p.name(), function.apply(p)));
    return all;
  }

  /**
   * Refuses weights that this network cannot have: one is missing, has another number of values or
   * one that cannot be, or there are others, but for those passed over.
   *
   * @return the digest of architecture and weights
   */
  public String checked(
      NetworkFiles kind,
      Object config,
      Map<String, float[]> weights,
      Predicate<String> passedOver) {
    Set<String> names = stream().map(Parameter::name).collect(Collectors.toSet());
    for (String name : weights.keySet()) {
      if (!names.contains(name) && !passedOver.test(name)) {
        throw new IllegalArgumentException("this " + kind.noun() + " has no weight " + name);
      }
    }
    Sha256 digest = Sha256.begin().add(config.toString());
    for (Parameter parameter : values) {
      String name = parameter.name();
      float[] found = parameter.checked(weights, name);
      requirePossible(name, found);
      digest.add(name).add(found);
    }
    return digest.hex();
  }

  private static void requirePossible(String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("weights are finite, " + name + " has a " + value);
      }
      if (value < 0 && name.endsWith(".running_var")) {
        throw new IllegalArgumentException("variances are at least 0, " + name + " has a " + value);
      }
    }
  }

  /** Sets all of them; others are passed over. */
  public void set(Map<String, float[]> weights) {
    values.forEach(p -> p.checked(weights, p.name()));
    values.forEach(p -> p.set(weights.get(p.name())));
  }
}
