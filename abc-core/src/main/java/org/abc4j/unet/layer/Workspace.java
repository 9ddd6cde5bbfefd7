package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The arrays that one thread computes passes with: what the layers produce, and their working
 * space.
 *
 * <p>A workspace belongs to no network. Whoever runs next finds the arrays as the last pass left
 * them, takes those that are long enough and replaces the others, so its size is at most that of
 * the largest prediction and the largest pass with derivatives, {@link NetworkMemory#workspace}.
 * Not thread-safe: one pass at a time.
 */
public final class Workspace {
  private static final float[] NONE = new float[0];

  private final Map<Use, float[][]> arrays = new EnumMap<>(Use.class);
  private final IntFunction<float[]> allocator;

  /** What arrays are for; each use has slots of its own. */
  enum Use {
    VALUE,
    SAVED,
    TANGENT,
    ADJOINT,
    SCRATCH
  }

  /** A workspace without arrays. */
  public Workspace() {
    this(float[]::new);
  }

  Workspace(IntFunction<float[]> allocator) {
    this.allocator = allocator;
    for (Use use : Use.values()) {
      arrays.put(use, new float[0][]);
    }
  }

  /** The array in a slot, of at least some size; it may hold anything. */
  float[] array(Use use, int slot, int size) {
    float[][] slots = arrays.get(use);
    if (slot >= slots.length) {
      int before = slots.length;
      slots = Arrays.copyOf(slots, Math.max(slot + 1, 2 * before));
      Arrays.fill(slots, before, slots.length, NONE);
      arrays.put(use, slots);
    }
    if (slots[slot].length < size) {
      // The old array goes first: nobody wants what it holds, and both at once may not fit.
      slots[slot] = NONE;
      slots[slot] = allocator.apply(size);
    }
    return slots[slot];
  }

  /**
   * Memory that the arrays take.
   *
   * @return bytes of all arrays
   */
  public long bytes() {
    return Float.BYTES
        * arrays.values().stream().flatMap(Arrays::stream).mapToLong(array -> array.length).sum();
  }
}
