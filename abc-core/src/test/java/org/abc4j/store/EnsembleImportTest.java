package org.abc4j.store;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.safetensors.Dtype;
import org.abc4j.testing.Checkpoints;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetCheckpoint;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetVariant;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles of members that others have trained. */
class EnsembleImportTest {
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final String SCHEDULER =
      "{\"_class_name\": \"DDPMScheduler\", \"num_train_timesteps\": 1000}";

  @TempDir private Path disk;

  private static UNetConfig usual() {
    return TinyNetworks.config();
  }

  private static UNetConfig ddpm() {
    return Networks.tiny(TinyNetworks.SHAPE).with(UNetVariant.ddpm());
  }

  private static UNetConfig wider() {
    return UNetConfig.attendingOnce(TinyNetworks.SHAPE, List.of(8, 16), 1, 4)
        .with(UNetVariant.usual().with(Prediction.VELOCITY));
  }

  /** Four members, one after the other of these configurations. */
  private List<UNetCheckpoint> checkpoints(UNetConfig... configs) throws IOException {
    List<UNetCheckpoint> checkpoints = new ArrayList<>();
    for (int i = 0; i < TinyNetworks.MEMBERS; i++) {
      UNetConfig config = configs[i % configs.length];
      Path folder = Files.createDirectories(disk.resolve("theirs-" + i));
      UNetConfigFile.write(folder.resolve("config.json"), config);
      String prediction =
          ", \"prediction_type\": \"" + config.variant().prediction().text() + "\"}";
      Files.writeString(
          folder.resolve("scheduler_config.json"), SCHEDULER.replace("}", prediction));
      Checkpoints.write(
          folder.resolve(Checkpoints.WEIGHTS + ".safetensors"),
          Networks.random(config, i),
          Dtype.F16,
          Checkpoints::oldName);
      checkpoints.add(UNetCheckpoint.open(folder));
    }
    return checkpoints;
  }

  private static void assertPredicts(List<UNetCheckpoint> theirs, Ensemble ensemble)
      throws IOException {
    Batch x = Draws.batch(1, 0, TinyNetworks.SHAPE, 2);
    for (int i = 0; i < theirs.size(); i++) {
      if (!ensemble.removed().contains(i)) {
        NoiseModel member = ensemble.member(i);
        assertEquals(theirs.get(i).model().predict(x, 500), member.predict(x, 500), "member " + i);
      }
    }
  }

  @Test
  void into_membersOfOneConfiguration_needNoDigestOfData() throws IOException {
    List<UNetCheckpoint> theirs = checkpoints(ddpm());
    EnsembleFolder folder = EnsembleImport.of(theirs, CODE).into(disk.resolve("ours"));
    assertPredicts(theirs, folder.ensemble());
    assertEquals(ddpm(), folder.config());
    assertEquals(NoiseSchedule.linear(), folder.manifest().schedule());
    assertFalse(folder.manifest().knowsData());
    assertEquals("unknown", folder.manifest().dataSha256());
    assertTrue(folder.manifest().memberConfigSha256().isEmpty());
    assertTrue(
        Files.readString(folder.path().resolve("manifest.json")).contains("\"version\" : 3"));
    assertEquals(
        "nobody can tell whether these are the images that the ensemble of "
            + folder.path()
            + " was trained on, less those of removed sources: its members were trained by others,"
            + " and the manifest has no digest of their data; a removal that is given the images"
            + " keeps their digest",
        assertThrows(
                IllegalArgumentException.class, () -> folder.requireData(TinyNetworks.images()))
            .getMessage());
  }

  @Test
  void into_withImages_knowsThem() throws IOException {
    EnsembleFolder folder =
        EnsembleImport.of(checkpoints(usual()), CODE)
            .withImages(TinyNetworks.images())
            .into(disk.resolve("ours"));
    folder.requireData(TinyNetworks.images());
    // Nothing is said that folders have not always said.
    assertTrue(
        Files.readString(folder.path().resolve("manifest.json")).contains("\"version\" : 1"));
    Batch others = Draws.images(5, 5, TinyNetworks.SHAPE, 12);
    assertThrows(IllegalArgumentException.class, () -> folder.requireData(others));
  }

  /** As in memory: members need be alike in nothing but the images' shape. */
  @Test
  void into_membersOfDifferentConfigurations_areThose() throws IOException {
    List<UNetCheckpoint> theirs = checkpoints(usual(), ddpm(), wider());
    EnsembleFolder folder = EnsembleImport.of(theirs, CODE).into(disk.resolve("ours"));
    assertPredicts(theirs, folder.ensemble());
    assertPredicts(theirs, EnsembleFolder.open(folder.path()).ensemble().held());
    assertEquals(usual(), folder.config());
    assertEquals(ddpm(), folder.config(1));
    assertEquals(wider(), folder.config(2));
    assertEquals(usual(), folder.config(3));
    assertEquals(4, folder.manifest().memberConfigSha256().size());
    // A removal keeps them.
    EnsembleFolder without =
        EnsembleRemoval.of(folder, Instant.EPOCH, "", 1).to(disk.resolve("without"));
    assertPredicts(theirs, without.ensemble());
    assertEquals(wider(), without.config(2));
    assertEquals(
        without.manifestSha256(),
        EnsembleRemoval.of(folder, Instant.EPOCH, "", 1)
            .to(disk.resolve("without"))
            .manifestSha256());
  }

  @Test
  void open_configurationOfAMemberChangedOrGone_isNamed() throws IOException {
    EnsembleFolder folder =
        EnsembleImport.of(checkpoints(usual(), ddpm()), CODE).into(disk.resolve("ours"));
    Path file = folder.path().resolve("config-001.json");
    byte[] before = Files.readAllBytes(file);
    UNetConfigFile.write(file, usual());
    MalformedFileException changed =
        assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(folder.path()));
    assertEquals("SHA-256", changed.field());
    Files.delete(file);
    MalformedFileException gone =
        assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(folder.path()));
    assertTrue(gone.getMessage().startsWith(file + ": file: expected one with SHA-256 "));
    Files.write(file, before);
    EnsembleFolder.open(folder.path());
  }

  @Test
  void into_again_isTheSameBytes() throws IOException {
    List<UNetCheckpoint> theirs = checkpoints(usual(), ddpm());
    EnsembleFolder folder = EnsembleImport.of(theirs, CODE).into(disk.resolve("ours"));
    byte[] manifest = Files.readAllBytes(folder.path().resolve("manifest.json"));
    // As an import leaves it that is killed before the manifest.
    Files.delete(folder.path().resolve("manifest.json"));
    Files.delete(EnsembleFolder.memberFile(folder.path(), 3));
    EnsembleImport.of(theirs, CODE).into(folder.path());
    assertArrayEquals(manifest, Files.readAllBytes(folder.path().resolve("manifest.json")));
  }

  @Test
  void into_whatIsCompleteAndTheSame_opensIt() throws IOException {
    List<UNetCheckpoint> theirs = checkpoints(usual(), ddpm());
    Path ours = disk.resolve("ours");
    EnsembleFolder folder = EnsembleImport.of(theirs, CODE).into(ours);
    Map<String, String> before = TinyNetworks.digests(ours);
    FileTime written = Files.getLastModifiedTime(ours.resolve("manifest.json"));
    assertEquals(
        folder.manifestSha256(), EnsembleImport.of(theirs, CODE).into(ours).manifestSha256());
    assertEquals(before, TinyNetworks.digests(ours));
    assertEquals(written, Files.getLastModifiedTime(ours.resolve("manifest.json")));
  }

  @Test
  void into_whatIsCompleteAndAnother_isRefusedAndStays() throws IOException {
    List<UNetCheckpoint> theirs = checkpoints(usual(), ddpm());
    Path ours = disk.resolve("ours");
    EnsembleImport.of(theirs, CODE).into(ours);
    Map<String, String> before = TinyNetworks.digests(ours);
    String holds =
        "an import writes to a folder of its own, but " + ours + " holds an ensemble of another ";
    EnsembleImport same = EnsembleImport.of(theirs, CODE);
    assertIllegal(
        holds + "schedule", () -> same.withSchedule(NoiseSchedule.cosine(1000)).into(ours));
    assertIllegal(holds + "training data", () -> same.withImages(TinyNetworks.images()).into(ours));
    assertIllegal(
        holds + "preparation",
        () -> same.withPreparation(ImagePreparation.of(Normalisation.plusMinusOne())).into(ours));
    assertIllegal(
        holds + "code",
        () ->
            EnsembleImport.of(theirs, Codebook.allWords(4, 2).assign(CODE.sources(), 77))
                .into(ours));
    List<UNetCheckpoint> exchanged =
        List.of(theirs.get(2), theirs.get(1), theirs.get(0), theirs.get(3));
    assertIllegal(holds + "member 0", () -> EnsembleImport.of(exchanged, CODE).into(ours));
    List<UNetCheckpoint> turned =
        List.of(theirs.get(0), theirs.get(2), theirs.get(1), theirs.get(3));
    assertIllegal(
        holds + "configuration of member 1", () -> EnsembleImport.of(turned, CODE).into(ours));
    Files.writeString(ours.resolve("notes.txt"), "");
    assertIllegal(
        "an import writes to a folder of its own, but " + ours + " holds 'notes.txt'",
        () -> same.into(ours));
    Files.delete(ours.resolve("notes.txt"));
    assertEquals(before, TinyNetworks.digests(ours));
  }

  @Test
  void into_anExecution_isToldAndStopsAtItsWord() throws IOException {
    List<UNetCheckpoint> theirs = checkpoints(usual(), ddpm());
    Path ours = disk.resolve("ours");
    AtomicInteger asked = new AtomicInteger();
    assertThrows(
        CancellationException.class,
        () ->
            EnsembleImport.of(theirs, CODE)
                .into(ours, Execution.sequential().until(() -> asked.incrementAndGet() > 2)));
    assertTrue(Files.exists(EnsembleFolder.memberFile(ours, 1)));
    assertFalse(EnsembleFolder.isComplete(ours));
    for (int run = 0; run < 2; run++) {
      List<Double> shares = new ArrayList<>();
      EnsembleImport.of(theirs, CODE)
          .into(
              ours,
              Execution.sequential()
                  .reportingTo((done, total) -> shares.add((double) done / total)));
      assertEquals(shares.stream().sorted().toList(), shares);
      assertEquals(1.0, shares.get(shares.size() - 1));
    }
    assertEquals(
        EnsembleImport.of(theirs, CODE).into(disk.resolve("whole")).manifestSha256(),
        EnsembleFolder.open(ours).manifestSha256());
  }

  /** The first member's configuration is there twice. */
  @Test
  void open_configurationOfTheFirstMemberInTwoForms_isRefused() throws IOException {
    EnsembleFolder folder =
        EnsembleImport.of(checkpoints(usual(), ddpm()), CODE).into(disk.resolve("ours"));
    Path config = folder.path().resolve("config.json");
    UNetConfigFile.write(config, usual().withDropout(0.5));
    Path manifest = folder.path().resolve("manifest.json");
    EnsembleManifest before = folder.manifest();
    ManifestFile.write(
        manifest,
        new EnsembleManifest(
            before.library(),
            before.schedule(),
            before.dataSha256(),
            before.provenance(),
            before.codebookSha256(),
            Sha256.of(config),
            before.memberSha256(),
            before.splitSha256(),
            before.images(),
            before.removalSha256(),
            before.memberConfigSha256()));
    assertFails(
        MalformedFileException.class,
        folder.path().resolve("config-000.json")
            + ": configuration: expected that of config.json, found another",
        () -> EnsembleFolder.open(folder.path()));
  }

  @Test
  void of_whatFitsNotTogether_isRefused() throws IOException {
    List<UNetCheckpoint> theirs = checkpoints(usual());
    assertIllegal(
        "a code of 4 members takes as many checkpoints, found 3",
        () -> EnsembleImport.of(theirs.subList(0, 3), CODE));
    UNetConfig large = Networks.tiny(new Shape(1, 16, 16));
    List<UNetCheckpoint> mixed = checkpoints(usual(), large);
    assertIllegal(
        "members of one ensemble are of images of one shape, 1×8×8, found 1×16×16 in "
            + disk.resolve("theirs-1"),
        () -> EnsembleImport.of(mixed, CODE));
    List<UNetCheckpoint> two = checkpoints(usual());
    Files.writeString(
        disk.resolve("theirs-2/scheduler_config.json"), SCHEDULER.replace("1000", "500"));
    List<UNetCheckpoint> others = new ArrayList<>(two);
    others.set(2, UNetCheckpoint.open(disk.resolve("theirs-2")));
    assertIllegal(
        "members of one ensemble have one schedule, 'linear(1000, 1.0E-4, 0.02)', found"
            + " 'linear(500, 1.0E-4, 0.02)' in "
            + disk.resolve("theirs-2"),
        () -> EnsembleImport.of(others, CODE).into(disk.resolve("ours")));
    Files.delete(disk.resolve("theirs-2/scheduler_config.json"));
    others.set(2, UNetCheckpoint.open(disk.resolve("theirs-2")));
    assertIllegal(
        disk.resolve("theirs-2") + " does not say which schedule it was trained with",
        () -> EnsembleImport.of(others, CODE).into(disk.resolve("ours")));
    assertTrue(Files.notExists(disk.resolve("ours")));
    NoiseSchedule given = NoiseSchedule.of(0.1, 0.2, 0.3);
    EnsembleFolder folder =
        EnsembleImport.of(others, CODE).withSchedule(given).into(disk.resolve("ours"));
    assertEquals(given, EnsembleFolder.open(folder.path()).manifest().schedule());
  }

  /** Networks of members are checked as they are read. */
  @Test
  void network_ofAMember_isOfItsConfiguration() throws IOException {
    EnsembleFolder folder =
        EnsembleImport.of(checkpoints(usual(), wider()), CODE).into(disk.resolve("ours"));
    Network network = folder.network(1);
    assertEquals(wider(), network.config());
  }
}
