package org.abc4j.autoencoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.abc4j.Shape;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconstructionLossTest {
  private static final int[] SIDES = {8, 4, 2, 1};
  private static final double[] SCALES = {4, 8, 16, 32};

  /** Patch by patch, from the definition. */
  private static double slow(float[] found, float[] images, Shape shape, boolean patches) {
    int rows = found.length / shape.size();
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      loss += patch(found, images, shape, row, 0, 0, shape.height(), shape.width());
      for (int k = 0; patches && k < SIDES.length; k++) {
        double worst = 0;
        for (int y = 0; y < shape.height(); y += SIDES[k]) {
          for (int x = 0; x < shape.width(); x += SIDES[k]) {
            worst = Math.max(worst, patch(found, images, shape, row, y, x, SIDES[k], SIDES[k]));
          }
        }
        loss += SCALES[k] * worst;
      }
    }
    return loss / rows;
  }

  /** The mean squared error of a patch. */
  private static double patch(
      float[] found, float[] images, Shape shape, int row, int top, int left, int high, int wide) {
    double sum = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = top; y < top + high; y++) {
        for (int x = left; x < left + wide; x++) {
          int at = ((row * shape.channels() + c) * shape.height() + y) * shape.width() + x;
          double error = (double) found[at] - images[at];
          sum += error * error;
        }
      }
    }
    return sum / (shape.channels() * high * wide);
  }

  @ParameterizedTest
  @CsvSource({"1,8,8,1", "1,8,24,3", "3,16,8,2", "4,32,40,1", "2,24,16,5"})
  void loss_anyShape_isItsSlowTwin(int channels, int height, int width, int rows) {
    Shape shape = new Shape(channels, height, width);
    for (int seed = 0; seed < 20; seed++) {
      float[] found = Draws.gaussians(seed, 0, rows * shape.size());
      float[] images = Draws.gaussians(seed, 1, rows * shape.size());
      double plain = slow(found, images, shape, false);
      double patched = slow(found, images, shape, true);
      assertEquals(
          plain, ReconstructionLoss.meanSquared(shape).loss(found.clone(), images), 1e-12 * plain);
      assertEquals(
          patched,
          ReconstructionLoss.withPatches(shape).loss(found.clone(), images),
          1e-12 * patched);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,8,8,1", "3,16,8,2", "2,24,16,3"})
  void loss_slopes_areDifferences(int channels, int height, int width, int rows) {
    Shape shape = new Shape(channels, height, width);
    float[] found = Draws.gaussians(7, 0, rows * shape.size());
    float[] images = Draws.gaussians(7, 1, rows * shape.size());
    for (ReconstructionLoss loss :
        new ReconstructionLoss[] {
          ReconstructionLoss.meanSquared(shape), ReconstructionLoss.withPatches(shape)
        }) {
      float[] slopes = found.clone();
      loss.loss(slopes, images);
      for (int direction = 0; direction < 5; direction++) {
        float[] along = Draws.gaussians(7, 10 + direction, found.length);
        // So small that the worst patches stay the worst: the loss is a square along it.
        double step = 0x1p-12;
        float[] up = found.clone();
        float[] down = found.clone();
        double expected = 0;
        for (int i = 0; i < found.length; i++) {
          up[i] += (float) (step * along[i]);
          down[i] -= (float) (step * along[i]);
          expected += slopes[i] * ((double) up[i] - down[i]);
        }
        double change = loss.loss(up, images) - loss.loss(down, images);
        assertEquals(expected, change, 1e-5 * Math.abs(expected) + 1e-7);
      }
    }
  }

  @Test
  void loss_oneWrongPixel_isSeenByAllPatchesAboveIt() {
    Shape shape = new Shape(1, 8, 16);
    float[] images = new float[shape.size()];
    float[] found = images.clone();
    found[3 * 16 + 9] = 0.5f;
    double square = 0.25;
    double patches = 4 * square / 64 + 8 * square / 16 + 16 * square / 4 + 32 * square;
    float[] slopes = found.clone();
    assertEquals(
        square / 128 + patches, ReconstructionLoss.withPatches(shape).loss(slopes, images), 1e-12);
    float[] expected = new float[shape.size()];
    expected[3 * 16 + 9] = (float) (1.0 / 128 + 4.0 / 64 + 8.0 / 16 + 16.0 / 4 + 32);
    assertArrayEquals(expected, slopes);
  }
}
