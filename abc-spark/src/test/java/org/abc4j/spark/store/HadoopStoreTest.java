package org.abc4j.spark.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.io.Sha256;
import org.abc4j.spark.store.ObjectStoreFileSystem.Bucket;
import org.abc4j.spark.store.Places.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Places by themselves: attempts that write one file, and connections. */
class HadoopStoreTest {
  private static final byte[] BYTES = {3, 1, 4, 1, 5, 9, 2, 6};
  private static final String KEY = "some/ensemble/member-000.safetensors";

  @TempDir private Path folder;

  private Path file() throws IOException {
    return Files.write(folder.resolve("member"), BYTES);
  }

  private void put(Place place) throws IOException {
    place.files().put("member-000.safetensors", file(), Sha256.of(BYTES), Execution.sequential());
  }

  @Test
  void put_whereItIsAlready_andLostAtAnyCall_leavesItWhole() throws IOException {
    for (Faults.How how : Faults.How.values()) {
      int lost = 0;
      for (int call = 1; ; call++) {
        String name = "lost-" + how + call;
        Place place = Places.objects(name);
        Bucket bucket = ObjectStoreFileSystem.bucket(name);
        bucket.put(KEY, BYTES);
        place.faults().failAt(call, how);
        try {
          put(place);
        } catch (IOException broken) {
          lost++;
        }
        assertArrayEquals(BYTES, bucket.objects().get(KEY), how + " call " + call);
        if (!place.faults().struck()) {
          assertEquals(Set.of(KEY), bucket.objects().keySet(), "nothing else is left");
          break;
        }
      }
      assertTrue(lost > 3, "calls at which it was lost: " + lost);
    }
  }

  @Test
  void put_whereSomethingElseIs_takesItsPlace() throws IOException {
    for (byte[] there : new byte[][] {Arrays.copyOf(BYTES, 4), new byte[8], new byte[0]}) {
      Place place = Places.objects("else");
      Bucket bucket = ObjectStoreFileSystem.bucket("else");
      bucket.put(KEY, there);
      put(place);
      assertEquals(Set.of(KEY), bucket.objects().keySet());
      assertArrayEquals(BYTES, bucket.objects().get(KEY));
    }
  }

  @ParameterizedTest
  @EnumSource(Places.Kind.class)
  void put_cancelled_leavesNothing(Places.Kind kind) throws IOException {
    Place place = Places.of(kind, folder);
    // Once while it is written, once while it is read back.
    for (int questions = 0; questions < 2; questions++) {
      int[] left = {questions};
      assertThrows(
          CancellationException.class,
          () ->
              place
                  .files()
                  .put(
                      "member-000.safetensors",
                      file(),
                      Sha256.of(BYTES),
                      Execution.sequential().until(() -> left[0]-- <= 0)));
      if (kind != Places.Kind.FOLDER || questions == 0) {
        assertEquals(List.of(), place.files().names(""));
      }
    }
  }

  @Test
  void folder_thatCannotBeAsked_isNoEmptyOne() throws IOException {
    StoreFiles broken = FolderStore.of(file());
    assertThrows(IOException.class, () -> broken.size("manifest.json"));
    assertThrows(IOException.class, () -> broken.names(""));
    StoreFiles none = FolderStore.of(folder.resolve("none"));
    assertTrue(none.size("manifest.json").isEmpty());
    assertEquals(List.of(), none.names(""));
    assertEquals(List.of(), none.names("checkpoints"));
  }

  @Test
  void at_aBucketThatIsOpenWithOtherSettings_hasItsOwn() throws IOException {
    StoreLocation plain = Places.cached("open", "");
    assertTrue(EnsembleStore.at(plain).files().size("manifest.json").isEmpty());
    StoreLocation other = Places.cached("open", "another-endpoint");
    ObjectStoreFileSystem.bucket("another-endpoint")
        .put("some/ensemble/manifest.json", new byte[7]);
    assertEquals(7, EnsembleStore.at(other).files().size("manifest.json").orElse(0));
    assertTrue(EnsembleStore.at(plain).files().size("manifest.json").isEmpty());
  }

  @Test
  void at_equalSettings_isOneConnection() throws IOException {
    int before = ObjectStoreFileSystem.initialized();
    for (int i = 0; i < 3; i++) {
      EnsembleStore.at(Places.cached("once", ""));
    }
    assertEquals(1, ObjectStoreFileSystem.initialized() - before);
  }
}
