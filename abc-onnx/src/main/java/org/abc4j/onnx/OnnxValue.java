package org.abc4j.onnx;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An input or output of a graph, as the file declares it.
 *
 * @param name its name
 * @param type type of its elements
 * @param dimensions extents, {@link #ANY} where the file leaves one open; no extents for a scalar,
 *     nothing where it does not even say how many there are
 */
public record OnnxValue(String name, OnnxType type, Optional<List<Long>> dimensions) {
  /** An extent that the file leaves open. */
  public static final long ANY = -1;

  /**
   * A declaration.
   *
   * @param name its name
   * @param type type of its elements
   * @param dimensions extents
   */
  public OnnxValue {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    dimensions = dimensions.map(List::copyOf);
  }

  /**
   * Whether an array of a shape is what is declared.
   *
   * @param shape extents of an array
   * @return true if there are as many as declared, and each is the one declared or that is open
   */
  public boolean admits(long... shape) {
    if (dimensions.isEmpty()) {
      return true;
    }
    List<Long> declared = dimensions.get();
    if (declared.size() != shape.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (declared.get(i) != ANY && declared.get(i) != shape[i]) {
        return false;
      }
    }
    return true;
  }

  /** Such as {@code float[?, 3, 32, 32]}. */
  @Override
  public String toString() {
    return type
        + dimensions
            .map(
                extents ->
                    extents.stream()
                        .map(extent -> extent == ANY ? "?" : Long.toString(extent))
                        .collect(Collectors.joining(", ", "[", "]")))
            .orElse("[...]");
  }
}
