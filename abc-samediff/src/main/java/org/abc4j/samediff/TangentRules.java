package org.abc4j.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Forward mode for SameDiff, which has none: for each kind of layer y = f(x) the rule that writes ẏ
 * from ẋ, x and y. Rows of tangents are K directions of one row of the value. Immutable.
 */
final class TangentRules {
  private static final TangentRules ALL =
      new TangentRules(Map.of())
          .with(Convolution.class, (f, x, dx, y) -> f.withoutBias(dx[0]))
          .with(GroupNorm.class, (f, x, dx, y) -> f.tangent(dx[0]))
          .with(Silu.class, (f, x, dx, y) -> dx[0].mul(f.slope(y)))
          .with(Softmax.class, (f, x, dx, y) -> softmax(dx[0], y))
          .with(MatrixProduct.class, (f, x, dx, y) -> product(f, x, dx))
          .with(Sum.class, (f, x, dx, y) -> f.value(withoutZeros(dx)))
          .with(Concatenation.class, (f, x, dx, y) -> f.value(dx))
          .with(Upsampling.class, (f, x, dx, y) -> f.value(dx))
          .with(Rearrangement.class, (f, x, dx, y) -> f.value(dx));

  private final Map<Class<?>, Rule<GraphLayer>> rules;

  private TangentRules(Map<Class<?>, Rule<GraphLayer>> rules) {
    this.rules = rules;
  }

  /** What a rule is given: f, its inputs, their tangents (null for 0, but not all), its output. */
  @FunctionalInterface
  interface Rule<F extends GraphLayer> {
    SDVariable tangent(F layer, SDVariable[] x, SDVariable[] dx, SDVariable y);
  }

  /** A rule for each kind of layer that a {@link SameDiffUNet} has. */
  static TangentRules all() {
    return ALL;
  }

  /** With a rule for one more kind. */
  <F extends GraphLayer> TangentRules with(Class<F> kind, Rule<F> rule) {
    Map<Class<?>, Rule<GraphLayer>> more = new LinkedHashMap<>(rules);
    more.put(kind, (layer, x, dx, y) -> rule.tangent(kind.cast(layer), x, dx, y));
    return new TangentRules(more);
  }

  /** Without the rule for a kind. */
  TangentRules without(Class<? extends GraphLayer> kind) {
    Map<Class<?>, Rule<GraphLayer>> fewer = new LinkedHashMap<>(rules);
    fewer.remove(kind);
    return new TangentRules(fewer);
  }

  /**
   * Writes the tangent of a layer's output.
   *
   * @return null if no input has a tangent
   * @throws IllegalStateException if there is no rule for the layer's kind, naming it
   */
  SDVariable tangent(GraphLayer layer, SDVariable[] x, SDVariable[] dx, SDVariable y) {
    if (Arrays.stream(dx).allMatch(Objects::isNull)) {
      return null;
    }
    Rule<GraphLayer> rule = rules.get(layer.getClass());
    if (rule == null) {
      List<String> known = new ArrayList<>();
      rules.keySet().forEach(kind -> known.add(kind.getSimpleName()));
      throw new IllegalStateException(
          "there is no tangent rule for layers of kind "
              + layer.getClass().getSimpleName()
              + ", only for "
              + known);
    }
    return rule.tangent(layer, x, dx, y);
  }

  /** P∘(ẋ − ΣP∘ẋ). */
  private static SDVariable softmax(SDVariable dx, SDVariable p) {
    SDVariable weighted = dx.mul(p);
    return weighted.sub(weighted.sum(true, 3).mul(p));
  }

  /** ȧb + aḃ. */
  private static SDVariable product(MatrixProduct f, SDVariable[] x, SDVariable[] dx) {
    SDVariable[] terms = new SDVariable[2];
    if (dx[0] != null) {
      terms[0] = f.value(dx[0], Broadcast.rows(x[1], dx[0]));
    }
    if (dx[1] != null) {
      terms[1] = f.value(Broadcast.rows(x[0], dx[1]), dx[1]);
    }
    return new Sum().value(withoutZeros(terms));
  }

  private static SDVariable[] withoutZeros(SDVariable[] terms) {
    return Arrays.stream(terms).filter(Objects::nonNull).toArray(SDVariable[]::new);
  }
}
