package org.abc4j.store;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetWeights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders in the making. */
class EnsembleWriterTest {
  private static final UNetConfig CONFIG = TinyNetworks.config();
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final String DATA = Sha256.of(new byte[] {1});

  @TempDir private Path folder;

  @BeforeEach
  void make_aFolder() throws IOException {
    TinyNetworks.folder(folder, CONFIG, CODE);
  }

  @Test
  void complete_manifest_namesTheRelease() throws IOException {
    String library = EnsembleFolder.open(folder).manifest().library();
    assertTrue(library.matches("abc \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), library);
  }

  @Test
  void complete_missingMember_isAnErrorAndWritesNoManifest() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (int member = 0; member < 3; member++) {
      Files.copy(
          EnsembleFolder.memberFile(folder, member), EnsembleFolder.memberFile(other, member));
    }
    assertCompleteFails(other, "member-003.safetensors");
    Files.writeString(other.resolve("member-003.safetensors"), "x");
    assertCompleteFails(other, "member-003.safetensors");
    Path large = other.resolve("member-003.safetensors");
    UNetConfig wide = UNetConfig.attendingOnce(TinyNetworks.SHAPE, List.of(8, 16), 1, 4);
    UNetWeights.write(large, TinyNetworks.network(wide, 5, 3));
    assertCompleteFails(other, "member-003.safetensors");
  }

  private static void assertCompleteFails(Path folder, String name) {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> EnsembleWriter.of(CONFIG, CODE, NoiseSchedule.linear(), DATA).complete(folder));
    assertEquals(folder.resolve(name).toString(), error.file());
    assertFalse(EnsembleFolder.isComplete(folder));
  }

  @Test
  void begin_folderThatIsComplete_isNoMore() throws IOException {
    assertTrue(EnsembleFolder.isComplete(folder));
    EnsembleWriter.begin(folder, CONFIG, CODE);
    assertFalse(EnsembleFolder.isComplete(folder));
  }

  @Test
  void complete_digestThatIsNone_isAnErrorAndWritesNoManifest() throws IOException {
    Files.delete(folder.resolve("manifest.json"));
    assertIllegal(
        "a SHA-256 digest is 64 hexadecimal digits, found none as that of data",
        () -> EnsembleWriter.of(CONFIG, CODE, NoiseSchedule.linear(), "none").complete(folder));
    assertFalse(EnsembleFolder.isComplete(folder));
  }

  @Test
  void begin_imagesThatAreNotSquare_areStored() throws IOException {
    UNetConfig oblong = UNetConfig.attendingOnce(new Shape(1, 8, 16), List.of(8, 8), 1, 4);
    EnsembleWriter.begin(folder, oblong, CODE);
    assertEquals(oblong, UNetConfigFile.read(folder.resolve("config.json")));
  }

  @Test
  void withConfigs_thatDoNotFit_areRefused() {
    EnsembleWriter writer = EnsembleWriter.of(CONFIG, CODE, NoiseSchedule.linear(), DATA);
    UNetConfig wider = CONFIG.withDropout(0.5);
    UNetConfig oblong = UNetConfig.attendingOnce(new Shape(1, 8, 16), List.of(8, 8), 1, 4);
    assertIllegal(
        "4 members have a configuration each, found 1", () -> writer.withConfigs(List.of(CONFIG)));
    assertIllegal(
        "members of one ensemble are of images of one shape, 1×8×8, found 1×8×16 of member 2",
        () -> writer.withConfigs(List.of(CONFIG, CONFIG, oblong, CONFIG)));
    assertIllegal(
        "the first member's configuration is the ensemble's, " + CONFIG + ", found " + wider,
        () -> writer.withConfigs(List.of(wider, CONFIG, CONFIG, CONFIG)));
  }

  @Test
  void withMembers_notOneDigestEach_isRefused() {
    EnsembleWriter writer = EnsembleWriter.of(CONFIG, CODE, NoiseSchedule.linear(), DATA);
    assertIllegal("4 members have a digest each, found 0", () -> writer.withMembers(List.of()));
    assertIllegal("4 members have a digest each, found 1", () -> writer.withMembers(List.of(DATA)));
  }

  @Test
  void withMembers_otherDigest_isAnErrorAndWritesNoManifest() throws IOException {
    List<String> digests = new ArrayList<>(EnsembleFolder.open(folder).manifest().memberSha256());
    EnsembleWriter writer = EnsembleWriter.of(CONFIG, CODE, NoiseSchedule.linear(), DATA);
    assertEquals(digests, writer.withMembers(digests).complete(folder).manifest().memberSha256());
    digests.set(2, DATA);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class, () -> writer.withMembers(digests).complete(folder));
    assertEquals(folder.resolve("member-002.safetensors").toString(), error.file());
    assertEquals(DATA, error.expected());
    assertFalse(EnsembleFolder.isComplete(folder));
  }

  @Test
  void withProvenance_changedLater_isACopyInOrder() throws IOException {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("b", "first");
    provenance.put("a", "second");
    EnsembleWriter writer =
        EnsembleWriter.of(CONFIG, CODE, NoiseSchedule.linear(), DATA).withProvenance(provenance);
    provenance.clear();
    assertEquals(
        List.of("b", "a"), List.copyOf(writer.complete(folder).manifest().provenance().keySet()));
  }
}
