package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialStoreTest {
  private static final SamplerSetting SETTING = SamplerSetting.parse("unipc-trailing-3");

  @TempDir Path root;

  private StudiedMembers members;
  private TrialStore store;

  private final float[] image = new float[32 * 32];
  private final double[] distances = IntStream.range(1, 13).mapToDouble(Math::sqrt).toArray();

  @BeforeEach
  void open() throws IOException {
    members = StudiedMembers.closedForm(StudiedMembers.Kind.GAUSSIAN, 12, 1);
    store = new TrialStore(root, members, 5);
    for (int p = 0; p < image.length; p++) {
      image[p] = p / 1024f;
    }
  }

  private Path file() {
    return root.resolve("gaussian/unipc-trailing-3-sample-2.safetensors");
  }

  private void keep(TrialStore where, double... of) throws IOException {
    where.keep(SETTING, 2, new SampledLandscape(image, of));
  }

  private MalformedFileException refusal() {
    return assertThrows(MalformedFileException.class, () -> store.find(SETTING, 2));
  }

  @Test
  void find_whatWasKept_isTheSame() throws IOException {
    keep(store, distances);
    SampledLandscape found = store.find(SETTING, 2).orElseThrow();
    assertArrayEquals(image, found.image());
    assertArrayEquals(distances, found.distances());
    assertTrue(found.hasLandscape());
  }

  @Test
  void find_imageOnly_hasNoLandscape() throws IOException {
    keep(store);
    assertFalse(store.find(SETTING, 2).orElseThrow().hasLandscape());
  }

  @Test
  void find_nothingKept_isEmpty() throws IOException {
    keep(store, distances);
    assertEquals(Optional.empty(), store.find(SETTING, 3));
    assertEquals(Optional.empty(), store.find(SamplerSetting.parse("unipc-trailing-4"), 2));
  }

  @Test
  void find_ofAnotherSeed_namesBoth() throws IOException {
    keep(new TrialStore(root, members, 6), distances);
    MalformedFileException refusal = refusal();
    assertEquals(file().toString(), refusal.file());
    assertEquals("noise", refusal.field());
    assertEquals("philox4x64-10, seed 5, sample 2", refusal.expected());
    assertEquals("philox4x64-10, seed 6, sample 2", refusal.found());
  }

  @Test
  void find_ofAnotherEnsemble_namesBothDigests() throws IOException {
    StudiedMembers other = StudiedMembers.closedForm(StudiedMembers.Kind.GAUSSIAN, 13, 1);
    keep(new TrialStore(root, other, 5), distances);
    MalformedFileException refusal = refusal();
    assertEquals("ensemble", refusal.field());
    assertEquals(members.digest(), refusal.expected());
    assertEquals(other.digest(), refusal.found());
  }

  @Test
  void find_ofAnotherSampler_isRefused() throws IOException {
    keep(store, distances);
    Files.move(file(), root.resolve("gaussian/unipc-trailing-9-sample-2.safetensors"));
    MalformedFileException refusal =
        assertThrows(
            MalformedFileException.class,
            () -> store.find(SamplerSetting.parse("unipc-trailing-9"), 2));
    assertEquals("sampler", refusal.field());
    assertTrue(refusal.found().contains("3 of 1000 steps"), refusal.found());
  }

  @Test
  void find_otherNumberOfDistances_isRefused() throws IOException {
    keep(store, 1, 2, 3);
    MalformedFileException refusal = refusal();
    assertEquals("distances", refusal.field());
    assertEquals("0 or 12", refusal.expected());
  }

  @Test
  void find_distanceNotFinite_isRefused() throws IOException {
    distances[7] = Double.NaN;
    keep(store, distances);
    assertEquals("distances", refusal().field());
    distances[7] = 1;
    image[3] = Float.POSITIVE_INFINITY;
    keep(store, distances);
    assertEquals("image", refusal().field());
  }

  @Test
  void find_cutOff_isRefused() throws IOException {
    keep(store, distances);
    byte[] bytes = Files.readAllBytes(file());
    for (int length : new int[] {0, 7, 100, bytes.length - 1}) {
      Files.write(file(), Arrays.copyOf(bytes, length));
      assertEquals(file().toString(), refusal().file());
    }
  }
}
