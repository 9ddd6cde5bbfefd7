package org.abc4j.unet.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which array each value of a network is kept in. Values that are never needed at the same time may
 * share one. Immutable.
 */
final class Slots {
  private static final int NEVER = -1;

  private final int[] slotOf;
  private final int[] sizes;

  private Slots(int[] slotOf, int[] sizes) {
    this.slotOf = slotOf;
    this.sizes = sizes;
  }

  /** An array for each value. */
  static Slots own(int nodes) {
    int[] slotOf = new int[nodes];
    Arrays.setAll(slotOf, i -> i);
    return new Slots(slotOf, new int[0]);
  }

  /** An array for each of some values. */
  static Slots own(int nodes, Collection<Node> values) {
    int[] sizes = new int[nodes];
    values.forEach(node -> sizes[node.index()] = node.size());
    return new Slots(own(nodes).slotOf, sizes);
  }

  /**
   * Arrays that are taken over once the step that touches a value last is over.
   *
   * @param nodes number of values
   * @param steps the values that each step touches, in the order of the steps
   * @param given values that are there before the first step
   * @param kept a value that is still wanted after the last
   */
  static Slots shared(int nodes, List<List<Node>> steps, List<Node> given, Node kept) {
    int[] last = new int[nodes];
    for (int step = 0; step < steps.size(); step++) {
      for (Node node : steps.get(step)) {
        last[node.index()] = step;
      }
    }
    last[kept.index()] = steps.size();
    int[] slotOf = new int[nodes];
    Arrays.fill(slotOf, NEVER);
    List<Integer> sizes = new ArrayList<>();
    List<Integer> free = new ArrayList<>();
    given.forEach(node -> slotOf[node.index()] = take(node.size(), sizes, free));
    for (int step = 0; step < steps.size(); step++) {
      for (Node node : steps.get(step)) {
        if (slotOf[node.index()] == NEVER) {
          slotOf[node.index()] = take(node.size(), sizes, free);
        }
      }
      Set<Integer> over = new TreeSet<>();
      for (Node node : steps.get(step)) {
        if (last[node.index()] == step) {
          over.add(slotOf[node.index()]);
        }
      }
      free.addAll(over);
    }
    return new Slots(slotOf, sizes.stream().mapToInt(size -> size).toArray());
  }

  /**
   * The smallest free array that is large enough, else the largest, made larger, else a new one.
   */
  private static int take(int size, List<Integer> sizes, List<Integer> free) {
    if (free.isEmpty()) {
      sizes.add(size);
      return sizes.size() - 1;
    }
    Integer best = free.get(0);
    for (Integer slot : free) {
      int most = sizes.get(best);
      int has = sizes.get(slot);
      if (most < size ? has > most : has >= size && has < most) {
        best = slot;
      }
    }
    free.remove(best);
    sizes.set(best, Math.max(size, sizes.get(best)));
    return best;
  }

  int of(Node node) {
    int slot = slotOf[node.index()];
    if (slot == NEVER) {
      throw new IllegalStateException("no array is kept for " + node);
    }
    return slot;
  }

  /** Numbers in all arrays, for each row. */
  long size() {
    return Arrays.stream(sizes).asLongStream().sum();
  }
}
