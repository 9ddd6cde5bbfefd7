package org.abc4j.testing;

import java.util.Arrays;
import org.abc4j.unet.layer.DropoutMask;

/** Masks of dropout that decide on each value by itself. */
public final class Masks {
  private Masks() {}

  /** Whether a value is kept. */
  @FunctionalInterface
  public interface Rule {
    boolean keeps(int layer, long position, double probability);
  }

  public static DropoutMask each(Rule rule) {
    return (layer, first, probability, kept) -> {
      for (int i = 0; i < kept.length; i++) {
        kept[i] = rule.keeps(layer, first + i, probability);
      }
    };
  }

  public static DropoutMask keepAll() {
    return (layer, first, probability, kept) -> Arrays.fill(kept, true);
  }

  /** What a mask says of one value. */
  public static boolean keeps(DropoutMask mask, int layer, long position, double probability) {
    boolean[] kept = new boolean[1];
    mask.draw(layer, position, probability, kept);
    return kept[0];
  }
}
