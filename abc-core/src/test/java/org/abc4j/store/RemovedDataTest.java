package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;

/** By what the data are known that a removal leaves. */
class RemovedDataTest extends RemovalFixture {
  @Test
  void requireData_bySplits_takesTheImagesLeftAndNoOthers() throws IOException {
    EnsembleFolder without = removal(1).to(disk.resolve("without"));
    without.requireData(left(1));
    assertAnother(without, left(2));
    assertAnother(without, TinyNetworks.images());
    whole.requireData(TinyNetworks.images());
    assertAnother(whole, left(1));
    float[] values = left(1).toArray();
    values[5] += 0.25f;
    assertAnother(without, Batch.of(TinyNetworks.SHAPE, values));
    // Item 0 is of ana, of whom member 0 is left.
    assertAnother(whole, Batch.of(TinyNetworks.SHAPE, new float[12 * TinyNetworks.SHAPE.size()]));
  }

  private static void assertAnother(EnsembleFolder folder, Batch images) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> folder.requireData(images)).getMessage();
    assertTrue(message.startsWith("these are not the images that the ensemble of "), message);
  }

  @Test
  void requireData_nobodyCanTell_saysWhy() throws IOException {
    EnsembleFolder two = removal(1, 3).to(disk.resolve("two"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> two.requireData(left(1, 3)))
            .getMessage();
    assertTrue(message.contains("no member is left that saw 'cy'"), message);
    EnsembleFolder old = make(disk.resolve("old"), false, false);
    EnsembleFolder without = EnsembleRemoval.of(old, WHEN, "", 1).to(disk.resolve("old without"));
    message =
        assertThrows(IllegalArgumentException.class, () -> without.requireData(left(1)))
            .getMessage();
    assertTrue(message.contains("the manifest has no digests of its members' splits"), message);
  }

  @Test
  void withImages_recordsTheDigestOfWhatIsLeft_byWhichItIsKnown() throws IOException {
    EnsembleFolder old = make(disk.resolve("old"), false, false);
    EnsembleFolder without =
        EnsembleRemoval.of(old, WHEN, "", 1, 3)
            .withImages(TinyNetworks.images())
            .to(disk.resolve("without"));
    String rest = EnsembleFolder.dataSha256(left(1, 3));
    assertEquals(rest, without.manifest().dataSha256());
    assertEquals(rest, without.manifest().provenance().get("images"));
    assertEquals("a test", without.manifest().provenance().get("made by"));
    assertEquals(Optional.of(rest), without.removal().orElseThrow().last().dataSha256());
    without.requireData(left(1, 3));
    assertAnother(without, left(1, 2));
    assertThrows(IllegalArgumentException.class, () -> removal(1).withImages(left(1)));
  }
}
