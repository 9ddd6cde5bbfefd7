package org.abc4j.spark.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.spark.store.ObjectStoreFileSystem.Bucket;
import org.abc4j.spark.store.Places.Place;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class TrainingStoreTest {
  private static final Execution HERE = Execution.sequential();
  private static final String PREFIX = "some/ensemble/";

  @TempDir private Path folder;
  private Place place;
  private Bucket bucket;
  private TrainingStore store;

  @BeforeEach
  void make_aPlace(TestInfo test) throws IOException {
    String name =
        "training-" + test.getTestMethod().orElseThrow().getName().replaceAll("[^A-Za-z]", "");
    place = Places.objects(name);
    bucket = ObjectStoreFileSystem.bucket(name);
    store = TrainingStore.of(place.store());
  }

  private Path checkpoint(int step) throws IOException {
    Path file = folder.resolve("checkpoint-" + step);
    SafetensorsWriter.create()
        .metadata("step", "" + step)
        .put("state", new int[] {2}, new float[] {step, 1})
        .write(file);
    return file;
  }

  private Path text(String text) throws IOException {
    return Files.writeString(
        folder.resolve(Sha256.of(text.getBytes(StandardCharsets.UTF_8))), text);
  }

  /** A record as a training writes it, as far as it tells of the weights. */
  private Path recordOf(String weights) throws IOException {
    return text(
        "library: some\nsha256: " + Sha256.of(weights.getBytes(StandardCharsets.UTF_8)) + "\n");
  }

  /** Between the list and its reading, as another attempt that came further does. */
  @Test
  void restore_ofWhatIsDeletedMeanwhile_takesTheOneBefore() throws IOException {
    store.keep(1, checkpoint(20), HERE);
    Map<String, byte[]> before = bucket.objects();
    store.keep(1, checkpoint(10), HERE);
    String latest = before.keySet().stream().filter(key -> key.contains("20")).findFirst().get();
    StoreFiles files =
        (StoreFiles)
            Proxy.newProxyInstance(
                StoreFiles.class.getClassLoader(),
                new Class<?>[] {StoreFiles.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("open")) {
                    bucket.remove(latest);
                  }
                  try {
                    return method.invoke(place.files(), arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    TrainingStore racing = TrainingStore.of(EnsembleStore.of(place.location(), files));
    assertEquals(OptionalInt.of(10), racing.restore(1, folder.resolve("restored"), HERE));
  }

  private List<String> kept() {
    return bucket.objects().keySet().stream()
        .filter(key -> key.startsWith(PREFIX + "checkpoints/"))
        .map(key -> key.substring((PREFIX + "checkpoints/").length()))
        .toList();
  }

  @Test
  void restore_ofACheckpointThatGoesMeanwhile_givesTheNext() throws IOException {
    store.keep(3, checkpoint(500), HERE);
    Path later = checkpoint(250);
    place.files().put(name(later, 250), later, Sha256.of(later), HERE);
    StoreFiles files = place.files();
    StoreFiles going =
        (StoreFiles)
            Proxy.newProxyInstance(
                StoreFiles.class.getClassLoader(),
                new Class<?>[] {StoreFiles.class},
                (proxy, method, with) -> {
                  if (method.getName().equals("open") && ("" + with[0]).contains("-000000500-")) {
                    files.delete((String) with[0]);
                  }
                  try {
                    return method.invoke(files, with);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    TrainingStore other = TrainingStore.of(EnsembleStore.of(place.location(), going));
    assertEquals(OptionalInt.of(250), other.restore(3, folder.resolve("restored"), HERE));
  }

  private static String name(Path file, int step) throws IOException {
    return new StoreNames.Checkpoint(3, step, Sha256.of(file)).name();
  }

  @Test
  void restore_givesTheLatest_andEarlierOnesGo() throws IOException {
    Path target = folder.resolve("restored");
    assertEquals(OptionalInt.empty(), store.restore(3, target, HERE));
    assertFalse(Files.exists(target));
    assertEquals(250, store.keep(3, checkpoint(250), HERE));
    assertEquals(1000, store.keep(3, checkpoint(1000), HERE));
    store.keep(13, checkpoint(2000), HERE);
    assertEquals(OptionalInt.of(1000), store.restore(3, target, HERE));
    assertArrayEquals(Files.readAllBytes(checkpoint(1000)), Files.readAllBytes(target));
    assertEquals(2, kept().size(), kept().toString());
    assertEquals(
        "member-003-step-000001000-" + Sha256.of(checkpoint(1000)) + ".safetensors", kept().get(0));
  }

  @Test
  void restore_passesOverOneThatIsHalfThere() throws IOException {
    store.keep(0, checkpoint(250), HERE);
    byte[] later = Files.readAllBytes(checkpoint(500));
    bucket.put(
        PREFIX + "checkpoints/member-000-step-000000500-" + Sha256.of(later) + ".safetensors",
        java.util.Arrays.copyOf(later, later.length / 2));
    Path target = folder.resolve("restored");
    assertEquals(OptionalInt.of(250), store.restore(0, target, HERE));
    assertArrayEquals(Files.readAllBytes(checkpoint(250)), Files.readAllBytes(target));
  }

  @Test
  void restore_ofNamesThatAreNoCheckpoints_looksAtNone() throws IOException {
    bucket.put(PREFIX + "checkpoints/member-000-step-1-x.safetensors", new byte[1]);
    bucket.put(PREFIX + "checkpoints/..", new byte[1]);
    bucket.put(PREFIX + "checkpoints/member-000-step-000000001-" + "0".repeat(63), new byte[1]);
    int before = bucket.opened();
    assertEquals(OptionalInt.empty(), store.restore(0, folder.resolve("restored"), HERE));
    assertEquals(before, bucket.opened());
  }

  @Test
  void keep_failingAtAnyCall_leavesTheOneBeforeOrTheNew_andGoesOn() throws IOException {
    for (Faults.How how : Faults.How.values()) {
      boolean struck = true;
      for (int call = 1; struck; call++) {
        for (String key : bucket.objects().keySet()) {
          bucket.remove(key);
        }
        store.keep(1, checkpoint(250), HERE);
        place.faults().failAt(call, how);
        try {
          store.keep(1, checkpoint(500), HERE);
        } catch (IOException broken) {
          assertTrue(place.faults().struck(), broken.toString());
        }
        struck = place.faults().struck();
        place.faults().never();
        Path target = folder.resolve("restored");
        int step = store.restore(1, target, HERE).orElseThrow();
        assertTrue(step == 250 || step == 500, "step " + step);
        assertArrayEquals(Files.readAllBytes(checkpoint(step)), Files.readAllBytes(target));
        store.keep(1, checkpoint(500), HERE);
        assertEquals(OptionalInt.of(500), store.restore(1, target, HERE));
      }
    }
  }

  @Test
  void keep_ofWhatIsNoCheckpoint_isRefused() throws IOException {
    Path file = folder.resolve("none");
    SafetensorsWriter.create().put("state", new int[] {1}, new float[] {1}).write(file);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> store.keep(0, file, HERE));
    assertEquals("step", error.field());
    assertEquals("nothing", error.found());
  }

  @Test
  void end_failingAtAnyCall_isEndedOnlyWhenBothAreThere_andGoesOn() throws IOException {
    Path weights = text("weights");
    Path record = recordOf("weights");
    for (Faults.How how : Faults.How.values()) {
      boolean struck = true;
      for (int call = 1; struck; call++) {
        for (String key : bucket.objects().keySet()) {
          bucket.remove(key);
        }
        store.keep(2, checkpoint(250), HERE);
        place.faults().failAt(call, how);
        try {
          store.end(2, weights, record, HERE);
        } catch (IOException broken) {
          assertTrue(place.faults().struck(), broken.toString());
        }
        struck = place.faults().struck();
        place.faults().never();
        if (store.hasEnded(2)) {
          assertArrayEquals(
              Files.readAllBytes(weights), bucket.objects().get(PREFIX + "member-002.safetensors"));
        }
        store.end(2, weights, record, HERE);
        assertTrue(store.hasEnded(2));
        Path copy = folder.resolve("copy");
        Path copyOfRecord = folder.resolve("copyOfRecord");
        store.take(2, copy, copyOfRecord, HERE);
        assertEquals("weights", Files.readString(copy));
        assertEquals(Files.readString(record), Files.readString(copyOfRecord));
        assertEquals(
            List.of("member-002-ended-" + Sha256.of(record) + ".txt"),
            kept().stream().filter(name -> !name.startsWith("_")).toList());
      }
    }
  }

  @Test
  void end_ofAnotherTrainingsMember_isRefused() throws IOException {
    store.end(0, text("weights"), text("record"), HERE);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> store.end(0, text("others"), text("another"), HERE));
    assertTrue(
        error.file().endsWith("checkpoints/member-000-ended-" + error.found() + ".txt"),
        error.file());
    assertEquals(Sha256.of(text("record")), error.found());
    assertEquals(
        "weights",
        new String(
            bucket.objects().get(PREFIX + "member-000.safetensors"), StandardCharsets.UTF_8));
  }

  @Test
  void take_ofDamagedWeights_namesTheStoresFile_andWithoutThatTheMemberIsTrainedAgain()
      throws IOException {
    Path weights = text("weights");
    store.end(3, weights, recordOf("weights"), HERE);
    bucket.put(PREFIX + "member-003.safetensors", "weighed".getBytes(StandardCharsets.UTF_8));
    Path copy = folder.resolve("copy");
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> store.take(3, copy, folder.resolve("record"), HERE));
    assertEquals(place.files().shown("member-003.safetensors"), error.file());
    assertEquals("SHA-256", error.field());
    assertEquals(Sha256.of(weights) + ", as its record tells", error.expected());
    assertEquals(
        Sha256.of("weighed".getBytes(StandardCharsets.UTF_8))
            + "; deleted there, the member is trained again",
        error.found());
    assertFalse(Files.exists(copy));

    bucket.remove(PREFIX + "member-003.safetensors");
    assertFalse(store.hasEnded(3));
    store.end(3, weights, recordOf("weights"), HERE);
    store.take(3, copy, folder.resolve("record"), HERE);
    assertEquals("weights", Files.readString(copy));
  }

  /** A part of the weights beside the record of before would look like a member that has ended. */
  @Test
  void end_ofAMemberWhoseWeightsWereDeleted_deletesItsRecordBeforeItWritesThem()
      throws IOException {
    store.end(3, text("weights"), recordOf("weights"), HERE);
    bucket.remove(PREFIX + "member-003.safetensors");
    StoreFiles files =
        (StoreFiles)
            Proxy.newProxyInstance(
                StoreFiles.class.getClassLoader(),
                new Class<?>[] {StoreFiles.class},
                (proxy, method, with) -> {
                  if (method.getName().equals("put")) {
                    bucket.put(PREFIX + with[0], new byte[3]);
                    throw new IOException("a part alone is there");
                  }
                  try {
                    return method.invoke(place.files(), with);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    TrainingStore copying = TrainingStore.of(EnsembleStore.of(place.location(), files));
    assertThrows(
        IOException.class, () -> copying.end(3, text("weights"), recordOf("weights"), HERE));
    assertFalse(store.hasEnded(3));
  }

  @Test
  void take_ofARecordThatTellsNoDigest_isRefused() throws IOException {
    store.end(3, text("weights"), text("record"), HERE);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> store.take(3, folder.resolve("a"), folder.resolve("b"), HERE));
    assertEquals("sha256", error.field());
    assertEquals("none", error.found());
  }

  @Test
  void take_ofAMemberThatHasNotEnded_namesIt() throws IOException {
    bucket.put(PREFIX + "member-001.safetensors", new byte[3]);
    IncompleteEnsembleException error =
        assertThrows(
            IncompleteEnsembleException.class,
            () -> store.take(1, folder.resolve("a"), folder.resolve("b"), HERE));
    assertEquals(List.of("member-001.safetensors"), error.missing());
  }

  @Test
  void sweep_deletesWhatOnlyTheTrainingNeeded_onceTheEnsembleIsThere() throws IOException {
    Path local = Files.createDirectories(folder.resolve("local"));
    var ensemble = TinyNetworks.folder(local, TinyNetworks.config(), TinyNetworks.code());
    store.keep(0, checkpoint(250), HERE);
    store.end(1, local.resolve("member-001.safetensors"), text("record"), HERE);
    bucket.put(PREFIX + "checkpoints/somebody's", new byte[1]);
    assertThrows(IllegalStateException.class, store::sweep);
    assertEquals(3, kept().size());
    place.store().publish(ensemble, HERE);
    store.sweep();
    assertEquals(List.of("somebody's"), kept());
    Map<String, String> expected = TinyNetworks.digests(local);
    assertEquals(expected, place.digests());
  }
}
