package org.abc4j.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.spark.store.Places.Place;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Publications that fail at any call leave nothing or all, and go on to the same bytes. */
class PublicationFaultTest {
  @TempDir private Path folder;
  private EnsembleFolder ensemble;
  private Map<String, String> expected;

  /** Of two members: a publication is some hundred calls, each of which fails once. */
  private EnsembleFolder small;

  @BeforeEach
  void make_anEnsemble() throws IOException {
    Path local = Files.createDirectories(folder.resolve("local"));
    ensemble = TinyNetworks.folder(local, TinyNetworks.config(), TinyNetworks.code());
    expected = TinyNetworks.digests(local);
    small =
        TinyNetworks.folder(
            Files.createDirectories(folder.resolve("small")),
            TinyNetworks.config(),
            Codebook.allWords(2, 1).assign(DataSources.oneItemEach(2), 1));
  }

  @ParameterizedTest
  @EnumSource(Places.Kind.class)
  void publish_failingAtAnyCall_isNothingOrAll_andGoesOnToTheSameBytes(Places.Kind kind)
      throws IOException {
    Map<String, String> whole = TinyNetworks.digests(small.path());
    int failures = 0;
    for (Faults.How how : Faults.How.values()) {
      for (int call = 1; ; call++) {
        Place place = Places.of(kind, Files.createDirectories(folder.resolve(how + "" + call)));
        place.faults().failAt(call, how);
        boolean failed = false;
        try {
          place.store().publish(small, Execution.sequential());
        } catch (IOException broken) {
          failed = true;
        }
        boolean struck = place.faults().struck();
        place.faults().never();
        requireNothingOrAll(place);
        place.store().publish(small, Execution.sequential());
        assertEquals(whole, place.digests(), kind + ", " + how + " call " + call);
        if (!struck) {
          assertFalse(failed, "it fails only where a call does");
          break;
        }
        failures += failed ? 1 : 0;
      }
    }
    assertTrue(failures > 2 * whole.size(), "calls that failed: " + failures);
  }

  private void requireNothingOrAll(Place place) throws IOException {
    boolean all;
    try {
      place.store().verify(Execution.sequential());
      all = true;
    } catch (IncompleteEnsembleException nothing) {
      assertEquals(List.of("manifest.json"), nothing.missing());
      all = false;
    } catch (org.abc4j.io.MalformedFileException half) {
      assertTrue(half.file().endsWith("manifest.json"), half.getMessage());
      all = false;
    }
    if (!all) {
      assertThrows(
          IOException.class,
          () ->
              place
                  .store()
                  .fetch(
                      new EnsembleAddress(place.location(), small.manifestSha256()),
                      folder.resolve("fetched"),
                      Execution.sequential()));
      assertFalse(EnsembleFolder.isComplete(folder.resolve("fetched")));
    }
  }

  @Test
  void publish_toAFullDisk_saysSo_andGoesOnWhenThereIsRoom() throws IOException {
    try (FileSystem disk =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setMaxSize(400_000).setBlockSize(1024).build())) {
      Path place = Files.createDirectories(disk.getPath("/place"));
      Path other = disk.getPath("/other");
      Files.write(other, new byte[300_000]);
      EnsembleStore store = EnsembleStore.of(StoreLocation.of("/place"), FolderStore.of(place));
      IOException error =
          assertThrows(IOException.class, () -> store.publish(ensemble, Execution.sequential()));
      assertTrue(error.getMessage().contains("no space left in /place"), error.getMessage());
      assertFalse(store.isPublished());
      Files.delete(other);
      store.publish(ensemble, Execution.sequential());
      store.verify(Execution.sequential());
    }
  }

  @Test
  void publish_beyondAQuotaOfObjects_fails_andGoesOnWhenThereIsMore() throws IOException {
    Place place = Places.objects("quota");
    ObjectStoreFileSystem.bucket("quota").quota(50_000);
    IOException error =
        assertThrows(
            IOException.class, () -> place.store().publish(ensemble, Execution.sequential()));
    assertTrue(error.getMessage().contains("no space left"), error.getMessage());
    assertFalse(place.store().isPublished());
    ObjectStoreFileSystem.bucket("quota").quota(Long.MAX_VALUE);
    place.store().publish(ensemble, Execution.sequential());
    assertEquals(expected, place.digests());
  }

  @Test
  void publish_whereObjectsShowLate_isWaitedFor() throws IOException {
    Place place = Places.objects("late");
    ObjectStoreFileSystem.bucket("late").late(3);
    place.store().publish(ensemble, Execution.sequential());
    ObjectStoreFileSystem.bucket("late").late(0);
    for (int question = 0; question < 4; question++) {
      place.files().names("");
    }
    place.store().verify(Execution.sequential());
    assertEquals(expected, place.digests());
  }
}
