package org.abc4j.perception;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.Resampling;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.junit.jupiter.api.Test;

class InputPreparationTest {
  private static final double[] ZERO = {0};
  private static final double[] ONE = {1};

  private static float[] image(Shape shape) {
    float[] image = Draws.gaussians(shape.size(), 1, shape.size());
    for (int p = 0; p < image.length; p++) {
      image[p] = (float) (1 / (1 + Math.exp(-image[p])));
    }
    return image;
  }

  @Test
  void apply_asItIs_isOnlyNormalised() {
    InputPreparation preparation =
        InputPreparation.of(new double[] {0.1, 0.2, 0.3}, new double[] {2, 4, 8}).withRange(-1, 1);
    Shape shape = new Shape(3, 1, 2);
    float[] found = preparation.apply(new float[] {0, 0.5f, 1, -7, 0.25f, 9}, shape);
    // Cut to 0 to 1, doubled less 1, mean and deviation of the channel.
    assertArrayEquals(
        new float[] {-1.1f / 2, -0.1f / 2, 0.8f / 4, -1.2f / 4, -0.8f / 8, 0.7f / 8}, found, 1e-7f);
    assertEquals(shape, preparation.prepared(shape));
  }

  @Test
  void apply_gray_isInAllThreeChannels() {
    InputPreparation preparation =
        InputPreparation.of(new double[] {0, 0, 1}, new double[] {1, 2, 1});
    assertArrayEquals(
        new float[] {0.5f, 1, 0.25f, 0.5f, -0.5f, 0},
        preparation.apply(new float[] {0.5f, 1}, new Shape(1, 1, 2)));
  }

  /** In 8 bits it is Pillow's resizing, to the bit. */
  @Test
  void apply_inEightBits_isThePictureResized() {
    for (Resampling filter : Resampling.values()) {
      Shape shape = new Shape(3, 9, 6);
      float[] image = image(shape);
      byte[] bytes = new byte[image.length];
      for (int p = 0; p < bytes.length; p++) {
        bytes[p] = (byte) Math.round((double) image[p] * 255);
      }
      float[] expected = Picture.of(shape, bytes).resized(7, 7, filter).toFloats();
      float[] found =
          InputPreparation.of(new double[3], new double[] {1, 1, 1})
              .resizedTo(7, filter, true)
              .apply(image, shape);
      for (int p = 0; p < found.length; p++) {
        assertEquals((float) ((double) expected[p] / 255), found[p]);
      }
    }
  }

  @Test
  void apply_smooth_isNearEightBitsButSeesSmallerChanges() {
    for (int size : new int[] {3, 8, 20}) {
      Shape shape = new Shape(1, 8, 11);
      float[] image = image(shape);
      InputPreparation smooth =
          InputPreparation.of(ZERO, ONE).resizedTo(size, Resampling.BICUBIC, false);
      InputPreparation bits =
          InputPreparation.of(ZERO, ONE).resizedTo(size, Resampling.BICUBIC, true);
      float[] plain = smooth.apply(image, shape);
      assertArrayEquals(bits.apply(image, shape), plain, 3f / 255);
      float[] changed = image.clone();
      int at = 3 * 11 + 5;
      changed[at] += 1e-4f;
      assertNotEquals(Arrays.hashCode(plain), Arrays.hashCode(smooth.apply(changed, shape)));
    }
  }

  @Test
  void apply_middle_isCutOutOfTheResized() {
    Shape shape = new Shape(1, 5, 5);
    float[] image = image(shape);
    float[] found = InputPreparation.of(ZERO, ONE).ofMiddle(2).apply(image, shape);
    // Of an odd border, the even half is above and left: (5 − 2)/2 = 1.5 → 2.
    assertArrayEquals(new float[] {image[12], image[13], image[17], image[18]}, found);
    Picture picture = Picture.of(shape, new byte[25]).centreCrop(2, 2);
    assertEquals(2, picture.height());
  }

  @Test
  void apply_whatCannotBePrepared_isRefused() {
    InputPreparation gray = InputPreparation.of(ZERO, ONE);
    Messages.assertIllegal(
        "an extractor of 1 channel takes images of 1 channel, found shape 3×2×2",
        () -> gray.prepared(new Shape(3, 2, 2)));
    Messages.assertIllegal(
        "an extractor of 3 channels takes images of 1 or 3, found shape 4×2×2",
        () ->
            InputPreparation.of(new double[3], new double[] {1, 1, 1})
                .prepared(new Shape(4, 2, 2)));
    Messages.assertIllegal(
        "a middle of 3 rows and columns is cut out of larger images, found 2×9",
        () -> gray.ofMiddle(3).prepared(new Shape(1, 2, 9)));
    Messages.assertFails(
        ArithmeticException.class,
        "an image has finite values, but value 1 is NaN",
        () -> gray.apply(new float[] {0, Float.NaN}, new Shape(1, 1, 2)));
    Messages.assertIllegal(
        "a channel has a finite mean and a positive finite deviation, channel 0 has 0.0 and 0.0",
        () -> InputPreparation.of(ZERO, ZERO));
    Messages.assertIllegal(
        "a network takes 1 or 3 channels, each with mean and deviation, found 2 means and 2"
            + " deviations",
        () -> InputPreparation.of(new double[2], new double[2]));
    Messages.assertIllegal(
        "a range of values is finite and not empty, found 1.0 to 1.0", () -> gray.withRange(1, 1));
    Messages.assertIllegal(
        "an extractor's image has 1 to 4096 rows and columns, found 4097",
        () -> gray.ofMiddle(4097));
  }
}
