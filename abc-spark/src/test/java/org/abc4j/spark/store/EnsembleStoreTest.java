package org.abc4j.spark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.spark.store.EnsembleStore.Published;
import org.abc4j.spark.store.ObjectStoreFileSystem.Bucket;
import org.abc4j.spark.store.Places.Place;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleStoreTest {
  private static final Execution HERE = Execution.sequential();
  private static final String PREFIX = "some/ensemble/";

  @TempDir private Path folder;
  private EnsembleFolder ensemble;
  private String name;

  @BeforeEach
  void make_anEnsemble(TestInfo test) throws IOException {
    name = "store-" + test.getTestMethod().orElseThrow().getName().replaceAll("[^A-Za-z]", "");
    ensemble = local("local", 2);
  }

  /** Another if its sources see another number of members. */
  private EnsembleFolder local(String where, long seed) throws IOException {
    Path local = Files.createDirectories(folder.resolve(where));
    var code =
        org.abc4j.codebook.Codebook.allWords(TinyNetworks.MEMBERS, 2)
            .assign(TinyNetworks.code().sources(), seed);
    return TinyNetworks.folder(local, TinyNetworks.config(), code);
  }

  private Bucket bucket() {
    return ObjectStoreFileSystem.bucket(name);
  }

  @ParameterizedTest
  @EnumSource(Places.Kind.class)
  void publishedAndFetched_isTheSameToTheByte(Places.Kind kind) throws IOException {
    Place place = Places.of(kind, folder);
    List<Long> heard = new ArrayList<>();
    Published published =
        place
            .store()
            .publish(ensemble, HERE.reportingTo((done, total) -> heard.add(done * 100 + total)));
    assertEquals(List.of(107L, 207L, 307L, 407L, 507L, 607L, 707L), heard);
    assertEquals(TinyNetworks.digests(ensemble.path()), place.digests());
    assertEquals(ensemble.manifestSha256(), published.address().manifestSha256());
    assertEquals(published, place.store().requireWhole());
    Path copy = folder.resolve("copy");
    EnsembleFolder fetched = place.store().fetch(published.address(), copy, HERE);
    assertEquals(TinyNetworks.digests(ensemble.path()), TinyNetworks.digests(copy));
    assertEquals(ensemble.manifest(), fetched.manifest());
  }

  @Test
  void published_inASharedFolder_isAnEnsemblesFolder() throws IOException {
    Path place = folder.resolve("shared");
    EnsembleStore store = EnsembleStore.at(StoreLocation.of(place.toUri().toString()));
    store.publish(ensemble, HERE);
    assertEquals(ensemble.manifest(), EnsembleFolder.open(place).manifest());
    assertEquals(TinyNetworks.digests(ensemble.path()), TinyNetworks.digests(place));
  }

  @Test
  void published_ofAnEmptyPlace_saysThatTheManifestIsMissing() throws IOException {
    Place place = Places.objects(name);
    IncompleteEnsembleException error =
        assertThrows(IncompleteEnsembleException.class, () -> place.store().published());
    assertEquals(
        "objects://"
            + name
            + "/some/ensemble holds no whole ensemble: missing 'manifest.json'; it is written"
            + " last, and there is no member either",
        error.getMessage());
    assertEquals(List.of("manifest.json"), error.missing());
    bucket().put(PREFIX + "member-000.safetensors", new byte[9]);
    error = assertThrows(IncompleteEnsembleException.class, () -> place.store().published());
    assertTrue(error.getMessage().endsWith("members that are there: 1"), error.getMessage());
  }

  @Test
  void requireWhole_ofALostFolder_namesWhatIsLost() throws IOException {
    Place place = Places.objects(name);
    place.store().publish(ensemble, HERE);
    bucket().remove(PREFIX + "member-001.safetensors");
    bucket().put(PREFIX + "member-003.safetensors", new byte[0]);
    IncompleteEnsembleException error =
        assertThrows(IncompleteEnsembleException.class, () -> place.store().requireWhole());
    assertEquals(List.of("member-001.safetensors", "member-003.safetensors"), error.missing());
    assertTrue(
        error.getMessage().contains("the manifest names 6 files: some were lost"),
        error.getMessage());
    place.store().publish(ensemble, HERE);
    place.store().verify(HERE);
  }

  @Test
  void verify_ofAChangedByte_namesTheFile() throws IOException {
    Place place = Places.objects(name);
    place.store().publish(ensemble, HERE);
    String key = PREFIX + "member-002.safetensors";
    byte[] bytes = bucket().objects().get(key).clone();
    bytes[bytes.length / 2] ^= 1;
    bucket().put(key, bytes);
    Published published = place.store().requireWhole();
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> place.store().verify(HERE));
    assertEquals("objects://" + name + "/" + key, error.file());
    assertEquals(ensemble.manifest().memberSha256().get(2), error.expected());
    assertEquals(Sha256.of(bytes), error.found());
    Path copy = folder.resolve("copy");
    error =
        assertThrows(
            MalformedFileException.class,
            () -> place.store().fetch(published.address(), copy, HERE));
    assertEquals("objects://" + name + "/" + key, error.file());
    assertFalse(Files.exists(copy.resolve("member-002.safetensors")), "nothing wrong is kept");
    assertFalse(EnsembleFolder.isComplete(copy));
  }

  @Test
  void publish_whereAnotherIs_isRefused_andTheSameAgainIsNot() throws IOException {
    Place place = Places.objects(name);
    EnsembleFolder another = local("another", 3);
    place.store().publish(ensemble, HERE);
    Map<String, byte[]> before = bucket().objects();
    IOException error = assertThrows(IOException.class, () -> place.store().publish(another, HERE));
    assertTrue(
        error
            .getMessage()
            .contains(
                "has another ensemble, whose manifest has SHA-256 "
                    + ensemble.manifestSha256()
                    + ", not "
                    + another.manifestSha256()),
        error.getMessage());
    place.store().publish(ensemble, HERE);
    assertEquals(before.keySet(), bucket().objects().keySet());
    before.forEach(
        (key, bytes) -> assertTrue(Arrays.equals(bytes, bucket().objects().get(key)), key));
  }

  @Test
  void fetch_ofAnotherThanWasPlanned_isRefused() throws IOException {
    Place place = Places.objects(name);
    place.store().publish(ensemble, HERE);
    EnsembleAddress planned = new EnsembleAddress(place.location(), "0".repeat(64));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> place.store().fetch(planned, folder.resolve("copy"), HERE));
    assertEquals("0".repeat(64) + ", as when this work was planned", error.expected());
    assertEquals(ensemble.manifestSha256(), error.found());
  }

  @Test
  void fetch_ofFilesThatSayTheyAreHuge_isRefusedBeforeACopy() throws IOException {
    Place place = Places.objects(name);
    Published published = place.store().publish(ensemble, HERE);
    bucket().lie(PREFIX + "member-001.safetensors", 1L << 40);
    Path copy = folder.resolve("copy");
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> place.store().fetch(published.address(), copy, HERE));
    assertTrue(error.file().endsWith("member-001.safetensors"), error.file());
    assertEquals("size", error.field());
    assertEquals((1L << 40) + " bytes", error.found());
    bucket().lie(PREFIX + "config.json", (1L << 20) + 1);
    Path another = folder.resolve("another");
    error =
        assertThrows(
            MalformedFileException.class,
            () -> place.store().fetch(published.address(), another, HERE));
    assertEquals("at most 1048576 bytes", error.expected());
    bucket().lie(PREFIX + "manifest.json", (4L << 20) + 1);
    error = assertThrows(MalformedFileException.class, () -> place.store().published());
    assertEquals("at most 4194304 bytes", error.expected());
  }

  @Test
  void fetch_ofMoreOrFewerBytesThanSaid_isRefused() throws IOException {
    Place place = Places.objects(name);
    Published published = place.store().publish(ensemble, HERE);
    String member = PREFIX + "member-001.safetensors";
    long size = bucket().objects().get(member).length;
    for (long said : new long[] {size - 1, size + 1}) {
      bucket().lie(member, said);
      MalformedFileException error =
          assertThrows(
              MalformedFileException.class,
              () -> place.store().fetch(published.address(), folder.resolve("copy"), HERE));
      assertEquals(said + " bytes", error.expected());
      assertEquals(said < size ? "more than that" : "an end after " + size, error.found());
    }
  }

  @Test
  void published_ofADamagedManifest_isAnErrorOfThatFile_andPublishingMendsIt() throws IOException {
    Place place = Places.objects(name);
    place.store().publish(ensemble, HERE);
    byte[] whole = bucket().objects().get(PREFIX + "manifest.json");
    bucket().put(PREFIX + "manifest.json", Arrays.copyOf(whole, whole.length / 2));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> place.store().published());
    assertEquals("objects://" + name + "/" + PREFIX + "manifest.json", error.file());
    place.store().publish(ensemble, HERE);
    place.store().verify(HERE);
  }

  /** Of a newer release, and of nobody knows what: both may be somebody's whole ensemble. */
  @Test
  void publish_whereAManifestCannotBeRead_replacesNothing() throws IOException {
    Place place = Places.objects(name);
    place.store().publish(ensemble, HERE);
    String own = new String(bucket().objects().get(PREFIX + "manifest.json"), UTF_8);
    EnsembleFolder another = local("another", 3);
    for (String other : List.of(own.replaceFirst("\"version\" ?: ?\\d+", "\"version\":99"), "{}")) {
      assertNotEquals(own, other);
      bucket().put(PREFIX + "manifest.json", other.getBytes(UTF_8));
      Map<String, byte[]> before = bucket().objects();
      for (EnsembleFolder each : List.of(ensemble, another)) {
        IOException error =
            assertThrows(IOException.class, () -> place.store().publish(each, HERE));
        assertTrue(
            error
                .getMessage()
                .startsWith(
                    "objects://"
                        + name
                        + "/"
                        + PREFIX
                        + "manifest.json is there and cannot be read"),
            error.getMessage());
        assertTrue(
            error.getMessage().endsWith("; delete it, or publish to a place of its own"),
            error.getMessage());
      }
      assertEquals(before.keySet(), bucket().objects().keySet());
      before.forEach(
          (key, bytes) -> assertTrue(Arrays.equals(bytes, bucket().objects().get(key)), key));
    }
  }

  /** Two attempts of one member: the slower one never takes away what the other has told of. */
  @Test
  void put_ofWhatIsThere_isAlwaysThere() throws IOException {
    Place place = Places.objects(name);
    Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3, 4, 5, 6});
    String sha256 = Sha256.of(file);
    place.files().put("member", file, sha256, HERE);
    int failures = 0;
    for (Faults.How how : Faults.How.values()) {
      for (int call = 1; ; call++) {
        place.faults().failAt(call, how);
        try {
          place.files().put("member", file, sha256, HERE);
        } catch (IOException broken) {
          failures++;
        }
        boolean struck = place.faults().struck();
        place.faults().never();
        assertArrayEquals(
            Files.readAllBytes(file),
            bucket().objects().get(PREFIX + "member"),
            how + " call " + call);
        if (!struck) {
          break;
        }
      }
    }
    assertTrue(failures > 10, "calls that failed: " + failures);
  }

  @Test
  void publish_whereAManifestCannotBeRead_isRefused_andLeavesAllAsItWas() throws IOException {
    Place place = Places.objects(name);
    EnsembleFolder another = local("another", 3);
    place.store().publish(another, HERE);
    String key = PREFIX + "manifest.json";
    String whole = new String(bucket().objects().get(key), UTF_8);
    String newer = whole.replaceFirst("\"version\" *: *[0-9]+", "\"version\": 4");
    for (String manifest : List.of(newer, whole.substring(0, whole.length() - 20), "{}")) {
      bucket().put(key, manifest.getBytes(UTF_8));
      requireRefusedWithoutAChange(place, "objects://" + name + "/" + key);
    }
    bucket().lie(key, (4L << 20) + 1);
    requireRefusedWithoutAChange(place, "at most 4194304 bytes");
    // The connection ends early: it is another's, and whole.
    bucket().put(key, whole.getBytes(UTF_8));
    bucket().lie(key, whole.length() + 1L);
    requireRefusedWithoutAChange(place, "an end after " + whole.length());
  }

  private void requireRefusedWithoutAChange(Place place, String said) {
    Map<String, byte[]> before = bucket().objects();
    IOException error =
        assertThrows(IOException.class, () -> place.store().publish(ensemble, HERE));
    assertTrue(error.getMessage().contains(said), error.getMessage());
    assertTrue(error.getMessage().endsWith("publish to a place of its own"), error.getMessage());
    assertEquals(before.keySet(), bucket().objects().keySet());
    before.forEach(
        (file, bytes) -> assertTrue(Arrays.equals(bytes, bucket().objects().get(file)), file));
  }

  @Test
  void published_ofAManifestOfSomethingElse_isRefused() throws IOException {
    Place place = Places.objects(name);
    bucket().put(PREFIX + "manifest.json", "{}".getBytes(UTF_8));
    assertThrows(MalformedFileException.class, () -> place.store().published());
  }

  @Test
  void publish_cancelled_leavesNoManifest_andGoesOn() throws IOException {
    Place place = Places.objects(name);
    int[] asked = {0};
    assertThrows(
        CancellationException.class,
        () ->
            place
                .store()
                .publish(
                    ensemble,
                    HERE.reportingTo(
                        (done, total) -> {
                          if (++asked[0] == 3) {
                            throw new CancellationException("enough");
                          }
                        })));
    assertFalse(place.store().isPublished());
    place.store().publish(ensemble, HERE);
    assertEquals(TinyNetworks.digests(ensemble.path()), place.digests());
  }

  /** An error is not the answer that nothing is there. */
  @Test
  void isPublished_whereNothingCanBeAsked_isAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    EnsembleStore store = EnsembleStore.at(StoreLocation.of(file.resolve("place").toString()));
    assertThrows(FileSystemException.class, store::isPublished);
  }

  @Test
  void folder_withALinkOutOfIt_isRefused() throws IOException {
    Path place = folder.resolve("linked");
    EnsembleStore store = EnsembleStore.at(StoreLocation.of(place.toString()));
    Published published = store.publish(ensemble, HERE);
    Path member = place.resolve("member-000.safetensors");
    Path elsewhere = Files.move(member, folder.resolve("elsewhere"));
    Files.createSymbolicLink(member, elsewhere);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> store.fetch(published.address(), folder.resolve("copy"), HERE));
    assertTrue(error.getMessage().contains("a link to"), error.getMessage());
  }
}
