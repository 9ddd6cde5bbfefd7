package org.abc4j.model;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamConfigTest {
  @Test
  void pytorch_hasPyTorchsDefaults() {
    assertEquals(new AdamConfig(1e-4, 0.9, 0.999, 1e-8), AdamConfig.pytorch(1e-4));
  }

  @Test
  void config_momentsWithoutMemory_areAllowed() {
    assertEquals(0, new AdamConfig(0.5, 0, 0, 0.5).beta2());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1e-4, 1, Double.NaN, Double.POSITIVE_INFINITY})
  void config_rateOrEpsilonOutOfRange_isAnErrorNamingIt(double value) {
    assertIllegal(
        "a learning rate lies in (0, 1), found " + value, () -> AdamConfig.pytorch(value));
    assertIllegal(
        "ε lies in (0, 1), found " + value, () -> new AdamConfig(1e-4, 0.9, 0.999, value));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1, 1.5, Double.NaN})
  void config_decayOutOfRange_isAnErrorNamingIt(double value) {
    assertIllegal(
        "β₁ lies in [0, 1), found " + value, () -> new AdamConfig(1e-4, value, 0.999, 1e-8));
    assertIllegal(
        "β₂ lies in [0, 1), found " + value, () -> new AdamConfig(1e-4, 0.9, value, 1e-8));
  }
}
