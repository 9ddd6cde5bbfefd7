package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
  private static final List<String> NAMES = List.of("MNIST_256", "MNIST_512", "FASHION_256", "ab");

  @Test
  void of_givesTheNearestFirstAndNoneThatIsMuchAnother() {
    assertEquals(List.of("MNIST_256", "MNIST_512"), NearestNames.of("MNIST_251", NAMES));
    assertEquals(List.of("MNIST_256"), NearestNames.of("mnist-256", NAMES.subList(0, 1)));
    assertEquals(List.of("ab"), NearestNames.of("abc", NAMES));
    assertEquals(List.of(), NearestNames.of("../up", NAMES));
    assertEquals(List.of(), NearestNames.of("", NAMES));
    assertEquals(List.of(), NearestNames.of("x", NAMES));
  }

  @Test
  void question_isTheEndOfASentence() {
    assertEquals("", NearestNames.question("zzz", NAMES));
    assertEquals(": did you mean ab?", NearestNames.question("abc", NAMES));
    assertEquals(
        ": did you mean a1, a2 or a3?",
        NearestNames.question("a0", List.of("a1", "a2", "a3", "a4")));
  }
}
