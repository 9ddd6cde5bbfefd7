package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.data.Normalisation;
import org.junit.jupiter.api.Test;

class TonesTest {

  /** Normalised by channel and shown again, each level is itself. */
  @Test
  void level_anyNormalisation_undoesIt() {
    float[] pixels = new float[3 * 256];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 256 * (i / 256 + 1) % 256;
    }
    ImageSet images = ImageSet.of(Batch.of(new Shape(3, 16, 16), pixels), 0, 255);
    for (Normalisation normalisation :
        new Normalisation[] {
          Normalisation.plusMinusOne(),
          Normalisation.cifarAsPrinted(),
          Normalisation.standardising(images),
          Normalisation.standardisingChannels(images)
        }) {
      Tones tones = Tones.of(normalisation, 3);
      float[] values = normalisation.apply(images).image(0);
      int[] levels = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        levels[i] = tones.level(values[i], i / 256);
        assertEquals(pixels[i], levels[i], normalisation + " at " + i);
      }
    }
  }

  @Test
  void toString_channels_saysEachOnlyIfTheyDiffer() {
    assertEquals("black is −1, white 1", Tones.of(Normalisation.plusMinusOne(), 3).toString());
    float[] pixels = {0, 255, 0, 51, 51, 0};
    Normalisation each =
        Normalisation.standardisingChannels(
            ImageSet.of(Batch.of(new Shape(3, 1, 2), pixels), 0, 255));
    assertEquals(
        "in red black is −1, white 1; in green black is −1, white 9; in blue black is −1, white 9",
        Tones.of(each, 3).toString());
  }

  @Test
  void of_twoChannels_isRefused() {
    assertEquals(
        "pictures are shown of 1 or 3 channels, found 2",
        assertThrows(
                IllegalArgumentException.class, () -> Tones.of(Normalisation.plusMinusOne(), 2))
            .getMessage());
  }

  @Test
  void titles_defaultNames_areSaidOnce() {
    SourceImages images =
        SourceImages.reading(
            new Shape(1, 1, 1),
            item -> new float[] {item},
            org.abc4j.codebook.DataSources.ofItems(0, 1, 0),
            Normalisation.plusMinusOne());
    assertEquals("source 1", images.title(1));
    SourceImages named = images.titled(source -> "=artist " + source);
    assertEquals("=artist 1, source 1", named.title(1));
    assertEquals("=artist 1", named.name(1));
    assertArrayEquals(new float[] {2}, named.item(2));
  }
}
