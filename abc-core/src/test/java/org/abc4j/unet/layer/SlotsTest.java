package org.abc4j.unet.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.testing.Networks;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static Node node(int index, int size) {
    return new Node(index, 1, 1, size, true);
  }

  @Test
  void shared_chain_needsTwoArrays() {
    Node a = node(0, 5);
    Node b = node(1, 7);
    Node c = node(2, 4);
    Node d = node(3, 9);
    Slots slots =
        Slots.shared(4, List.of(List.of(a, b), List.of(b, c), List.of(c, d)), List.of(a), d);
    assertEquals(slots.of(a), slots.of(c));
    assertEquals(slots.of(b), slots.of(d));
    assertNotEquals(slots.of(a), slots.of(b));
    assertEquals(5 + 9, slots.size());
  }

  @Test
  void shared_valueReadLater_keepsItsArray() {
    Node a = node(0, 1);
    Node b = node(1, 1);
    Node c = node(2, 1);
    Node d = node(3, 1);
    // a skips b.
    Slots slots =
        Slots.shared(4, List.of(List.of(a, b), List.of(b, c), List.of(c, a, d)), List.of(a), d);
    assertEquals(3, List.of(a, b, c).stream().map(slots::of).distinct().count());
    assertEquals(slots.of(b), slots.of(d));
    assertEquals(3, slots.size());
  }

  @Test
  void shared_freeArrays_smallestThatIsLargeEnoughIsTaken() {
    Node small = node(0, 2);
    Node fitting = node(1, 6);
    Node large = node(2, 50);
    Node kept = node(3, 1);
    Node next = node(4, 5);
    Slots slots =
        Slots.shared(
            5,
            List.of(List.of(small, fitting, large, kept), List.of(kept, next)),
            List.of(small, fitting, large),
            next);
    assertEquals(slots.of(fitting), slots.of(next));
    assertEquals(59, slots.size());
  }

  @Test
  void of_untouchedValue_isAnError() {
    Node a = node(0, 1);
    Node b = node(1, 1);
    Slots slots = Slots.shared(3, List.of(List.of(a, b)), List.of(a), b);
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> slots.of(node(2, 8)));
    assertTrue(error.getMessage().contains("index=2"), error::getMessage);
  }

  /** A prediction of a network as deep as the paper's takes a seventh of what derivatives keep. */
  @Test
  void memory_deepNetwork_predictionIsSmall() {
    UNetConfig deep = UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(16, 32, 32, 32), 2, 8);
    NetworkMemory memory = Network.of(deep).memory();
    assertTrue(7 * memory.passing() < memory.kept(), memory::toString);
    assertTrue(memory.tangent() <= memory.passing(), memory::toString);
  }

  @Test
  void memory_tinyNetwork_countsItsWeights() {
    Network network = Network.of(Networks.tiny(new Shape(1, 8, 8)));
    long packed = network.parameters().values().stream().mapToLong(p -> p.values().length).sum();
    assertEquals(4 * packed, network.memory().weights());
  }
}
