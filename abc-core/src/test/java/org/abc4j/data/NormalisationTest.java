package org.abc4j.data;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisationTest {
  private static final Shape SHAPE = new Shape(3, 2, 2);

  /** Bytes, in whole numbers. */
  private static ImageSet bytes(int count) {
    float[] values = new float[count * SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Draws.below(200, 1, 0, i) + 20 * (i / 4 % 3);
    }
    return ImageSet.of(Batch.of(SHAPE, values), 0, 255);
  }

  private static ImageSet line(float low, float high, float... values) {
    return ImageSet.of(Batch.of(new Shape(1, 1, values.length), values), low, high);
  }

  /** Mean and deviation of the values of some channels, by their definition. */
  private static double[] moments(ImageSet images, int from, int to) {
    int area = SHAPE.height() * SHAPE.width();
    double[] sums = new double[3];
    for (int power = 0; power < 3; power++) {
      for (int i = 0; i < images.count(); i++) {
        for (int p = from * area; p < to * area; p++) {
          sums[power] += StrictMath.pow(images.image(i)[p], power);
        }
      }
    }
    double mean = sums[1] / sums[0];
    return new double[] {mean, Math.sqrt(sums[2] / sums[0] - mean * mean)};
  }

  @Test
  void plusMinusOne_bytesOrFractions_isTheSame() {
    float[] expected = {-1, 0.6f, 1};
    assertArrayEquals(
        expected, Normalisation.plusMinusOne().apply(line(0, 255, 0, 204, 255)).image(0));
    ImageSet scaled = Normalisation.plusMinusOne().apply(line(0, 1, 0, 0.8f, 1));
    assertArrayEquals(expected, scaled.image(0));
    assertEquals(-1, scaled.low());
    assertEquals(1, scaled.high());
    ImageSet set = bytes(5);
    assertEquals(set.scaledTo(-1, 1), Normalisation.plusMinusOne().apply(set));
  }

  @Test
  void cifarAsPrinted_values_lieFromMinusFourToZero() {
    ImageSet scaled = Normalisation.cifarAsPrinted().apply(line(0, 255, 0, 51, 255).withLabels(7));
    assertArrayEquals(new float[] {-4, -3.2f, 0}, scaled.image(0));
    assertEquals(-4, scaled.low());
    assertEquals(0, scaled.high());
    assertEquals(7, scaled.label(0));
  }

  @Test
  void standardising_set_hasMeanZeroAndDeviationOne() {
    ImageSet set = bytes(50);
    double[] moments = moments(Normalisation.standardising(set).apply(set), 0, 3);
    assertEquals(0, moments[0], 1e-6);
    assertEquals(1, moments[1], 1e-6);
    // The channels differ, so over the whole set no single one has.
    assertTrue(Math.abs(moments(Normalisation.standardising(set).apply(set), 0, 1)[0]) > 0.1);
  }

  @Test
  void standardisingChannels_eachChannel_hasMeanZeroAndDeviationOne() {
    ImageSet set = bytes(50);
    ImageSet scaled = Normalisation.standardisingChannels(set).apply(set);
    for (int c = 0; c < 3; c++) {
      double[] moments = moments(scaled, c, c + 1);
      assertEquals(0, moments[0], 1e-6);
      assertEquals(1, moments[1], 1e-6);
    }
    assertIllegal(
        "this normalisation is for 3 channels, found shape 1×1×2",
        () -> Normalisation.standardisingChannels(set).apply(line(0, 1, 0, 1)));
  }

  @Test
  void standardising_equalValues_isRefused() {
    String message = "a standard deviation of 1 needs different values, those of the set are all";
    assertIllegal(
        message + " equal or none", () -> Normalisation.standardising(line(0, 1, 0.5f, 0.5f)));
    assertIllegal(message + " equal or none", () -> Normalisation.standardising(bytes(3).first(0)));
    float[] values = new float[SHAPE.size()];
    values[0] = 1;
    assertIllegal(
        "a standard deviation of 1 needs different values, those of channel 1 are all equal or none",
        () -> Normalisation.standardisingChannels(ImageSet.of(Batch.of(SHAPE, values), 0, 1)));
  }

  @Test
  void apply_rowsOnDemand_isTheSameToTheBit() {
    ImageSet set = bytes(9);
    Normalisation byChannel = Normalisation.standardisingChannels(set);
    assertEquals(byChannel, Normalisation.standardisingChannels(set.batch(), 0, 255));
    assertEquals(
        Normalisation.standardising(set), Normalisation.standardising(set.batch(), 0, 255));
    Rows rows = byChannel.apply(set.batch(), 0, 255);
    assertEquals(9, rows.rows());
    float[] row = new float[SHAPE.size()];
    for (int i = 8; i >= 0; i--) {
      rows.copyRow(i, row);
      assertArrayEquals(byChannel.apply(set).image(i), row);
    }
    assertThrows(IndexOutOfBoundsException.class, () -> rows.copyRow(9, row));
    assertIllegal(
        "this normalisation is for 3 channels, found shape 1×1×2",
        () -> byChannel.apply(line(0, 1, 0, 1).batch(), 0, 1));
    assertIllegal(
        "a range of values needs finite low < high, found [1.0, NaN]",
        () -> byChannel.apply(set.batch(), 1, Float.NaN));
  }

  @Test
  void undo_normalised_givesTheFractionsBack() {
    ImageSet set = bytes(7);
    for (Normalisation some :
        List.of(
            Normalisation.plusMinusOne(),
            Normalisation.cifarAsPrinted(),
            Normalisation.standardising(set),
            Normalisation.standardisingChannels(set))) {
      float[] back = some.undo(some.apply(set).batch()).toArray();
      for (int i = 0; i < back.length; i++) {
        assertEquals(set.batch().toArray()[i] / 255, back[i], 1e-6, some.text());
      }
    }
  }

  @Test
  void picture_sample_isShownAsItWas() {
    ImageSet set = bytes(3);
    Normalisation some = Normalisation.standardisingChannels(set);
    assertArrayEquals(set.image(1), some.picture(some.apply(set).batch(), 1).toFloats());
    Batch beyond = Batch.of(new Shape(1, 1, 3), -1.5f, 0, 7);
    assertArrayEquals(
        new float[] {0, 128, 255}, Normalisation.plusMinusOne().picture(beyond, 0).toFloats());
    assertIllegal(
        "a picture has no NaN, image 1, channel 0, row 0, column 0 is one",
        () -> Normalisation.plusMinusOne().picture(Batch.of(new Shape(1, 1, 1), 0, Float.NaN), 1));
  }

  @Test
  void parse_text_givesTheSameBits() {
    ImageSet set = bytes(9);
    for (Normalisation some :
        List.of(
            Normalisation.plusMinusOne(),
            Normalisation.standardising(set),
            Normalisation.standardisingChannels(set),
            Normalisation.affine(-1e-9, 1.0 / 3))) {
      assertEquals(some, Normalisation.parse(some.text()));
      assertEquals(some.hashCode(), Normalisation.parse(some.text()).hashCode());
      assertEquals(some.text(), some.toString());
    }
    assertEquals("normalisation shift=0x1.0p-1 scale=0x1.0p1", Normalisation.plusMinusOne().text());
    assertEquals(
        Normalisation.plusMinusOne(), Normalisation.parse("normalisation shift=0.5 scale=2.0"));
    assertNotEquals(Normalisation.plusMinusOne(), Normalisation.cifarAsPrinted());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "normalisation",
        "normalisation shift=0.5",
        "normalisation shift=0.5 scale=2.0 ",
        "normalisation scale=2.0 shift=0.5",
        "normalisation shift=0.5,1.0 scale=2.0",
        "normalisation shift=0.5, scale=2.0,1.0",
        "normalisation shift=NaN scale=2.0",
        "normalisation shift=0.5f scale=2.0",
        "normalisation shift=0x1p3 scale=2.0",
        "normalisation shift=1E999 scale=2.0",
        "normalisation shift=0.5 scale=0.0",
        "normalisation shift=0.5 scale=-1.0",
        "binarisation shift=0.5 scale=2.0"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Normalisation.parse(text));
  }

  @Test
  void parse_hostileText_isQuotedOnOneLine() {
    assertIllegal(
        "the text of a preparation needs 'normalisation shift=… scale=…', found 'a\\u000ab'",
        () -> Normalisation.parse("a\nb"));
    assertIllegal(
        "a normalisation has finite shifts and positive finite scales, channel 0 has 0.5 and NaN",
        () -> Normalisation.affine(0.5, Double.NaN));
  }

  @Test
  void binarisation_threshold_isAFractionOfTheRange() {
    ImageSet set = line(-1, 1, -1, -0.01f, 0, 1).withLabels(3);
    ImageSet black = new Binarisation(0.5).apply(set);
    assertArrayEquals(new float[] {-1, -1, 1, 1}, black.image(0));
    assertEquals(3, black.label(0));
    assertArrayEquals(
        new float[] {0, 0, 255}, new Binarisation(1).apply(line(0, 255, 0, 254, 255)).image(0));
    assertEquals("binarisation threshold=0x1.0p-2", new Binarisation(0.25).text());
    assertEquals(new Binarisation(0.1), Binarisation.parse(new Binarisation(0.1).text()));
    assertEquals(new Binarisation(0.25), Binarisation.parse("binarisation threshold=0.25"));
    for (double bad : new double[] {0, -1, 1.1, Double.NaN}) {
      assertIllegal(
          "a threshold lies above 0 and is at most 1, found " + bad, () -> new Binarisation(bad));
    }
    assertThrows(
        IllegalArgumentException.class, () -> Binarisation.parse("binarisation threshold=2"));
  }

  @Test
  void bound_isTheGreatestMagnitudeOfAnyChannel() {
    assertEquals(1, Normalisation.plusMinusOne().bound());
    assertEquals(4, Normalisation.cifarAsPrinted().bound());
    assertEquals(1.5, Normalisation.affine(0.25, 2).bound());
    assertEquals(
        6,
        Normalisation.parse("normalisation shift=0x1.0p-1,0x1.0p-2 scale=0x1.0p0,0x1.0p3").bound());
  }
}
