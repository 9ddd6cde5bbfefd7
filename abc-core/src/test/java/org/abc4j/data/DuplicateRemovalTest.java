package org.abc4j.data;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateRemovalTest {
  /** Images of two pixels. */
  private static ImageSet images(float... values) {
    return ImageSet.of(Batch.of(new Shape(1, 1, 2), values), 0, 9);
  }

  private static final ImageSet SIX = images(1, 2, 2, 1, 1, 2, 3, 3, 1, 2, 2, 1);

  @Test
  void apply_equalImages_keepsTheFirstOfEach() {
    DuplicateRemoval removal = DuplicateRemoval.of(SIX);
    assertArrayEquals(new int[] {0, 1, 3}, removal.kept());
    assertEquals(0, removal.firstOf(4));
    assertEquals(1, removal.firstOf(5));
    assertEquals(3, removal.firstOf(3));
    assertThrows(IndexOutOfBoundsException.class, () -> removal.firstOf(6));
    ImageSet kept = removal.apply(SIX.withLabels(0, 1, 2, 3, 4, 5));
    assertEquals(images(1, 2, 2, 1, 3, 3).withLabels(0, 1, 3), kept);
    assertIllegal("duplicates were sought among 6 images, found 3", () -> removal.apply(kept));
  }

  @Test
  void parse_text_givesTheSame() {
    DuplicateRemoval removal = DuplicateRemoval.of(SIX);
    assertEquals("duplicates of=6 removed=2:0,4:0,5:1", removal.text());
    assertEquals(removal, DuplicateRemoval.parse(removal.text()));
    assertEquals(removal.hashCode(), DuplicateRemoval.parse(removal.text()).hashCode());
    DuplicateRemoval none = DuplicateRemoval.of(images(1, 2, 3, 4));
    assertEquals("duplicates of=2 removed=none", none.text());
    assertEquals(none, DuplicateRemoval.parse(none.text()));
    assertNotEquals(none, DuplicateRemoval.parse("duplicates of=3 removed=none"));
    assertEquals("DuplicateRemoval[3 of 6 removed]", removal.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "duplicates of=6",
        "duplicates of=6 removed=",
        "duplicates of=6 removed=2",
        "duplicates of=6 removed=6:0",
        "duplicates of=6 removed=2:2",
        "duplicates of=6 removed=2:3",
        "duplicates of=6 removed=4:0,2:0",
        "duplicates of=6 removed=2:0,2:1",
        "duplicates of=6 removed=2:0,4:2",
        "duplicates of=6 removed=2:-1",
        "duplicates of=-1 removed=none",
        "duplicates of=9999999999 removed=none",
        "duplicates of=6 removed=2:0,"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> DuplicateRemoval.parse(text));
  }

  @Test
  void within_imageOfTwoSources_staysWithBoth() {
    DataSources sources = DataSources.ofItems(0, 0, 1, 0, 1, 1);
    DuplicateRemoval removal = DuplicateRemoval.within(SIX, sources);
    assertEquals("duplicates of=6 removed=4:2", removal.text());
    assertIllegal(
        "each image has a source, found 6 images, 2",
        () -> DuplicateRemoval.within(SIX, DataSources.ofItems(0, 1)));
  }
}
