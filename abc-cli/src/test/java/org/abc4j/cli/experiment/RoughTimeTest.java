package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoughTimeTest {
  private static final ExperimentRegistry REGISTRY = ExperimentRegistry.paper();

  private static long seconds(String name, String scale, MemberKind kind, int threads) {
    return RoughTime.of(
            new ExperimentPlan(REGISTRY.get(name), REGISTRY.scale(scale), kind), threads)
        .seconds();
  }

  @Test
  void seconds_growWithTheScaleAndAreSharedByThreads() {
    long smoke = seconds("MNIST_256", "smoke", MemberKind.UNET, 1);
    long tiny = seconds("MNIST_256", "tiny", MemberKind.UNET, 1);
    long small = seconds("MNIST_256", "small", MemberKind.UNET, 1);
    assertTrue(smoke < 60 && tiny > 600 && small > 10 * tiny, smoke + ", " + tiny + ", " + small);
    assertEquals(tiny / 4.0, seconds("MNIST_256", "tiny", MemberKind.UNET, 4), 1);
  }

  @Test
  void seconds_ofFitsGoByTheirPixelsOrWhatTheySaw() {
    long few = seconds("MNIST_256", "tiny", MemberKind.POSTERIOR_MEAN, 1);
    long many = seconds("MNIST_1024", "tiny", MemberKind.POSTERIOR_MEAN, 1);
    assertTrue(many > 4 * few, few + ", " + many);
    long fitted = seconds("MNIST_1024", "tiny", MemberKind.GAUSSIAN, 1);
    assertTrue(fitted < many, fitted + ", " + many);
  }
}
