package org.abc4j.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.abc4j.Execution;
import org.abc4j.codebook.Codebook;
import org.abc4j.spark.store.ObjectStoreFileSystem.Bucket;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetWeights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  private static final Execution HERE = Execution.sequential();

  @TempDir private Path folder;
  private String name;
  private EnsembleFolder ensemble;
  private EnsembleAddress address;
  private long bytes;

  @BeforeEach
  void publish_anEnsemble(TestInfo test) throws IOException {
    name = "scratch-" + test.getTestMethod().orElseThrow().getName().replaceAll("[^A-Za-z]", "");
    ensemble = local(1);
    address = published(name, ensemble);
    bytes = Scratch.bytes(ensemble.path());
  }

  @AfterEach
  void forget() {
    Scratch.forget();
  }

  private EnsembleFolder local(long seed) throws IOException {
    return TinyNetworks.folder(
        Files.createDirectories(folder.resolve("local-" + seed)),
        TinyNetworks.config(),
        Codebook.allWords(TinyNetworks.MEMBERS, 2).assign(TinyNetworks.code().sources(), seed));
  }

  private static EnsembleAddress published(String bucket, EnsembleFolder ensemble)
      throws IOException {
    return Places.objects(bucket).store().publish(ensemble, HERE).address();
  }

  private Scratch scratch(long most) {
    return new Scratch(folder.resolve("scratch").toString(), most);
  }

  private Path place(EnsembleAddress of) {
    return folder.resolve("scratch").resolve(of.manifestSha256());
  }

  private Bucket bucket() {
    return ObjectStoreFileSystem.bucket(name);
  }

  @Test
  void bring_isTheSameBytes_onceForAProcess_andOnceForAMachine() throws IOException {
    EnsembleFolder first = scratch(1 << 20).bring(address, HERE);
    assertEquals(TinyNetworks.digests(ensemble.path()), TinyNetworks.digests(first.path()));
    int opened = bucket().opened();
    assertSame(first, scratch(1 << 20).bring(address, HERE));
    assertEquals(opened, bucket().opened(), "the second call reads nothing");
    Scratch.forget();
    EnsembleFolder another = scratch(1 << 20).bring(address, HERE);
    assertEquals(first.path(), another.path());
    assertEquals(1, bucket().opened() - opened, "another process reads the manifest alone");
  }

  @Test
  void make_ofTheRecipe_isTheEnsemble() throws IOException {
    StoredEnsemble recipe =
        StoredEnsemble.of(EnsembleStore.at(address.location()), scratch(1 << 20));
    assertEquals(address, recipe.address());
    assertEquals(TinyNetworks.MEMBERS, recipe.members());
    assertEquals(TinyNetworks.config().inputShape(), recipe.shape());
    assertEquals(AssignmentFile.sha256(ensemble.code()), AssignmentFile.sha256(recipe.code()));
    assertEquals(ensemble.manifestSha256(), recipe.digest());
    assertEquals(
        UNetWeights.sha256(ensemble.network(2)),
        UNetWeights.sha256(recipe.folder(HERE).network(2)));
    assertEquals(TinyNetworks.MEMBERS, recipe.make(HERE).size());
  }

  @Test
  void bring_byManyThreadsAtOnce_readsEachFileOnce() throws Exception {
    int before = bucket().opened();
    var threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<EnsembleFolder>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(threads.submit(() -> scratch(1 << 20).bring(address, HERE)));
      }
      for (Future<EnsembleFolder> one : all) {
        assertSame(all.get(0).get(), one.get());
      }
    } finally {
      threads.shutdown();
    }
    int files = ensemble.manifest().files().size();
    assertEquals(files + 2, bucket().opened() - before, "each file, and the manifest first");
  }

  @Test
  void bring_ofADamagedFileOnTheDisk_bringsItAgain() throws IOException {
    scratch(1 << 20).bring(address, HERE);
    Scratch.forget();
    Files.write(place(address).resolve("member-001.safetensors"), new byte[7]);
    EnsembleFolder again = scratch(1 << 20).bring(address, HERE);
    assertEquals(TinyNetworks.digests(ensemble.path()), TinyNetworks.digests(again.path()));
  }

  @Test
  void bring_ofALostFile_namesIt() {
    bucket().remove("some/ensemble/member-003.safetensors");
    IncompleteEnsembleException error =
        assertThrows(
            IncompleteEnsembleException.class, () -> scratch(1 << 20).bring(address, HERE));
    assertEquals(List.of("member-003.safetensors"), error.missing());
  }

  @Test
  void bring_ofMoreThanIsAllowed_isRefusedBeforeACopy() {
    IOException error = assertThrows(IOException.class, () -> scratch(1000).bring(address, HERE));
    assertTrue(error.getMessage().contains("may hold 1000 only"), error.getMessage());
    assertFalse(Files.exists(place(address).resolve("codebook.json")));
  }

  @Test
  void bring_whereOthersNeedTheRoom_deletesWhatNobodyUses_theFirstFirst() throws IOException {
    List<EnsembleAddress> all = new ArrayList<>(List.of(address));
    for (int seed = 2; seed <= 3; seed++) {
      all.add(published(name + seed, local(seed)));
    }
    Scratch two = scratch(2 * bytes + 2000);
    List<EnsembleFolder> had =
        new ArrayList<>(List.of(two.bring(all.get(0), HERE), two.bring(all.get(1), HERE)));
    IOException error = assertThrows(IOException.class, () -> two.bring(all.get(2), HERE));
    assertTrue(error.getMessage().contains("processes use"), error.getMessage());
    assertEquals(2, had.size(), "both are used until here");
    // What failed is not held against others, nor is what somebody had.
    had.remove(0);
    two.bring(all.get(2), HERE);
    assertSame(had.get(0), two.bring(all.get(1), HERE), "it is still used");
    assertFalse(Files.exists(place(all.get(0))), "nobody uses the first any more");
    assertTrue(EnsembleFolder.isComplete(place(all.get(1))));
  }

  /** Another process that needs room, and says how it went. */
  static final class Another {
    private Another() {}

    public static void main(String[] args) throws IOException {
      Path place = Path.of(args[0], "f".repeat(64));
      try (ScratchLock lock = ScratchLock.of(Path.of(args[0]), HERE)) {
        lock.use(place);
        lock.makeRoom(place, 1000, Long.parseLong(args[1]));
        System.out.println("there is room");
      } catch (ScratchFullException full) {
        System.out.println(full.getMessage());
      }
    }
  }

  private String another(long most) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Another.class.getName(),
                folder.resolve("scratch").toString(),
                "" + most)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void anotherProcess_deletesNothingThatThisOneUses() throws IOException {
    EnsembleFolder used = scratch(1 << 20).bring(address, HERE);
    long most = bytes + 500;
    String said = another(most);
    assertTrue(
        said.endsWith("may hold " + most + ", and processes use " + bytes + " of these for others"),
        said);
    assertTrue(EnsembleFolder.isComplete(used.path()));
    Scratch.forget();
    assertEquals("there is room", another(most));
    assertFalse(Files.exists(place(address)));
  }

  @Test
  void bring_whileAnotherProcessBrings_waits_untilCancelled() throws IOException {
    Files.createDirectories(folder.resolve("scratch"));
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("scratch/scratch.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      channel.lock();
      int[] asked = {0};
      assertThrows(
          CancellationException.class,
          () -> scratch(1 << 20).bring(address, HERE.until(() -> ++asked[0] > 3)));
    }
    scratch(1 << 20).bring(address, HERE);
  }

  @Test
  void bring_cancelledInTheMiddle_goesOnWithWhatIsThere() throws IOException {
    assertThrows(
        CancellationException.class,
        () ->
            scratch(1 << 20)
                .bring(
                    address,
                    HERE.reportingTo(
                        (done, total) -> {
                          if (done == 2) {
                            throw new CancellationException("enough");
                          }
                        })));
    assertFalse(EnsembleFolder.isComplete(place(address)));
    int before = bucket().opened();
    scratch(1 << 20).bring(address, HERE);
    assertEquals(
        2 + 2, bucket().opened() - before, "two members, and the manifest before and after");
  }

  @Test
  void bring_whereATrainingTookTheRoom_deletesItOnceNobodyUsesIt() throws IOException {
    Path training = folder.resolve("scratch/training-" + "ab".repeat(32));
    Path checkpoint = training.resolve("checkpoints/member-000.safetensors");
    Files.createDirectories(checkpoint.getParent());
    Files.write(checkpoint, new byte[5000]);
    assertEquals(5000, Scratch.bytes(training));
    try (ScratchLock lock = ScratchLock.of(folder.resolve("scratch"), HERE)) {
      lock.use(training);
    }
    Scratch one = scratch(bytes + 4000);
    IOException error = assertThrows(IOException.class, () -> one.bring(address, HERE));
    assertTrue(error.getMessage().contains("processes use 5000 of these"), error.getMessage());
    Scratch.forget();
    one.bring(address, HERE);
    assertFalse(Files.exists(training));
  }

  @Test
  void bring_throughALinkInItsPlace_isRefused() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
    Files.createDirectories(folder.resolve("scratch"));
    Files.createSymbolicLink(folder.resolve("scratch/scratch.lock"), elsewhere);
    assertThrows(IOException.class, () -> scratch(1 << 20).bring(address, HERE));
  }

  @Test
  void scratch_relativeOrEmpty_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Scratch("here", 1));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> new Scratch("/here", 0));
    assertEquals("a scratch folder holds at least 1 byte, found 0", error.getMessage());
  }
}
