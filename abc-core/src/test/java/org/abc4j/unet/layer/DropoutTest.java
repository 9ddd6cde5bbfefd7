package org.abc4j.unet.layer;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.abc4j.kernel.Kernels;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final int CHANNELS = 3;
  private static final int PIXELS = 4;
  private static final int SIZE = CHANNELS * PIXELS;
  private static final int ROWS = 2;
  private static final int FIRST_ROW = 5;
  private static final double PROBABILITY = 0.2;

  /** Drops the value n of the batch, in NCHW order, where n % 7 is 2. */
  private static final DropoutMask EVERY_SEVENTH =
      (layer, first, probability, kept) -> {
        assertEquals(11, layer);
        assertEquals(PROBABILITY, probability);
        for (int k = 0; k < kept.length; k++) {
          kept[k] = (first + k) % 7 != 2;
        }
      };

  private final Node input = new Node(0, 2, 2, CHANNELS, true);
  private final Node output = new Node(1, 2, 2, CHANNELS, true);
  private final Dropout dropout = new Dropout(input, output, 11, PROBABILITY);
  private final Pass pass = new Pass(Kernels.scalar(), 2);

  @BeforeEach
  void fill_theInput() {
    pass.begin(FIRST_ROW, ROWS, EVERY_SEVENTH);
    System.arraycopy(Draws.gaussians(1, 1, ROWS * SIZE), 0, pass.value(input), 0, ROWS * SIZE);
  }

  /** 0 or 1/(1 − p), at a place of the pixels' order. */
  private static float factor(int at) {
    int row = at / SIZE;
    int pixel = at % SIZE / CHANNELS;
    int channel = at % CHANNELS;
    int n = ((FIRST_ROW + row) * CHANNELS + channel) * PIXELS + pixel;
    return n % 7 == 2 ? 0 : 1.25f;
  }

  @Test
  void forward_withMask_dropsByPositionInTheBatchAndScalesTheRest() {
    dropout.forward(pass);
    float[] x = Draws.gaussians(1, 1, ROWS * SIZE);
    int dropped = 0;
    for (int i = 0; i < ROWS * SIZE; i++) {
      assertEquals(x[i] * factor(i), pass.value(output)[i], "value " + i);
      dropped += factor(i) == 0 ? 1 : 0;
    }
    assertEquals(3, dropped);
  }

  @Test
  void backward_withMask_addsTheAdjointThroughTheSameMask() {
    dropout.forward(pass);
    float[] adjoint = Draws.gaussians(1, 2, ROWS * SIZE);
    System.arraycopy(adjoint, 0, pass.adjoint(output), 0, ROWS * SIZE);
    Arrays.fill(pass.adjoint(input), 3);
    dropout.backward(pass);
    for (int i = 0; i < ROWS * SIZE; i++) {
      assertEquals(Math.fma(factor(i), adjoint[i], 3f), pass.adjoint(input)[i], "adjoint " + i);
    }
  }

  @Test
  void layer_withoutMask_isTheIdentity() {
    pass.begin(0, ROWS, null);
    float[] x = Draws.gaussians(1, 1, ROWS * SIZE);
    dropout.forward(pass);
    assertArrayEquals(x, Arrays.copyOf(pass.value(output), ROWS * SIZE));
    System.arraycopy(x, 0, pass.adjoint(output), 0, ROWS * SIZE);
    dropout.backward(pass);
    assertArrayEquals(x, Arrays.copyOf(pass.adjoint(input), ROWS * SIZE));
    pass.beginTangents(1);
    System.arraycopy(x, 0, pass.tangent(input), 0, ROWS * SIZE);
    dropout.tangents(pass);
    assertArrayEquals(x, Arrays.copyOf(pass.tangent(output), ROWS * SIZE));
    assertEquals(List.of(input), dropout.inputs());
  }

  @Test
  void tangents_withMask_areRefused() {
    assertFails(
        IllegalStateException.class,
        "tangents are for prediction, and dropout is on",
        () -> dropout.tangents(pass));
  }
}
