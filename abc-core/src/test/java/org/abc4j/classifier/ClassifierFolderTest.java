package org.abc4j.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.abc4j.Shape;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.epochs.Progress;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassifierFolderTest {
  private static final ResNet CONFIG = Small.quarters();
  private static final Map<String, float[]> WEIGHTS =
      ClassifierModel.of(CONFIG, Small.training()).network().weights();
  private static final ClassifierIdentity IDENTITY =
      new ClassifierIdentity(
          CONFIG,
          Small.training().toString(),
          "a".repeat(64),
          "b".repeat(64),
          Optional.of(ImagePreparation.of(Normalisation.plusMinusOne())));
  private static final List<EpochResult> RESULTS =
      List.of(
          new EpochResult(1.5, 0.25, OptionalDouble.empty()),
          new EpochResult(0x1.8p-3, 0.5, OptionalDouble.of(0.125)),
          new EpochResult(0.1, 0.75, OptionalDouble.of(0.125)));

  /** In memory, since every file written is forced to its disk. */
  private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());

  private final Path folder = disk.getPath("/classifier");
  private final Path manifest = folder.resolve("classifier.json");
  private final Path weights = folder.resolve("weights.safetensors");

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder);
    ClassifierFolder.write(folder, IDENTITY, WEIGHTS, RESULTS);
  }

  @AfterEach
  void close_theDisk() throws IOException {
    disk.close();
  }

  private MalformedFileException assertRefused() {
    return assertThrows(MalformedFileException.class, () -> ClassifierFolder.open(folder));
  }

  @Test
  void open_whatWasWritten_isTheSame() throws IOException {
    ClassifierFolder opened = ClassifierFolder.open(folder);
    assertEquals(ImageClassifier.of(CONFIG, WEIGHTS), opened.classifier());
    assertEquals(CONFIG, opened.classifier().config());
    assertEquals(RESULTS, opened.results());
    assertEquals(2, opened.keptEpoch());
    assertEquals(IDENTITY, opened.identity());
    assertEquals(IDENTITY.preparation(), opened.preparation());
    assertEquals(Small.training().toString(), opened.training());
    assertTrue(opened.library().startsWith("abc"), opened.library());
  }

  @Test
  void open_whatIsMissingOrChanged_isRefused() throws IOException {
    byte[] sound = Files.readAllBytes(weights);
    byte[] changed = sound.clone();
    changed[changed.length - 1] ^= 1;
    Files.write(weights, changed);
    assertEquals("SHA-256", assertRefused().field());
    Files.delete(weights);
    assertEquals("the weights of a classifier", assertRefused().expected());
    Files.write(weights, sound);
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"classes\" : 3", "\"classes\" : 4"));
    assertEquals("SHA-256", assertRefused().field());
    Files.writeString(manifest, text.replace("\"version\" : 1", "\"version\" : 2"));
    assertEquals("1, the newest that this release reads", assertRefused().expected());
    Files.writeString(manifest, text.replace("quarters", "halves"));
    assertEquals("stem", assertRefused().field());
    Files.writeString(manifest, text.replace("  \"stem\" :", "  \"more\" : 1,\n  \"stem\" :"));
    assertEquals("\"more\"", assertRefused().found());
    Files.writeString(manifest, text.replace("0x1.8p-3,", "0x1.8p-3;"));
    assertEquals("results", assertRefused().field());
    Files.writeString(manifest, text.replaceAll("\"results\" : \"[^\"]*\"", "\"results\" : \"\""));
    assertEquals("at least 1 epoch", assertRefused().expected());
    Files.delete(manifest);
    assertEquals("what a classifier says of itself", assertRefused().expected());
  }

  /** A manifest whose digests all hold, of another architecture than the weights are of. */
  @Test
  void open_weightsOfAnotherArchitecture_areRefusedBeforeAnythingIsMade() throws IOException {
    ResNet wide = new ResNet(CONFIG.images(), 3, ResNet.Stem.KEEPS, 256, List.of(64, 64, 64));
    ClassifierFile.Content content = ClassifierFile.read(manifest);
    ClassifierFile.write(
        manifest,
        new ClassifierFile.Content(
            content.library(),
            new ClassifierIdentity(wide, "t", "a".repeat(64), "b".repeat(64), Optional.empty()),
            content.results(),
            content.weightsSha256(),
            content.classifierSha256()));
    MalformedFileException error = assertRefused();
    assertEquals("number of weights", error.field());
    assertEquals(wide.weights() + ", as " + wide + " has", error.expected());
  }

  /** As PyTorch's state_dict has them, with the counters of batches. */
  @Test
  void read_weightsOfPyTorch_needNoFolder() throws IOException {
    Path file = disk.getPath("/torch.safetensors");
    SafetensorsWriter writer = SafetensorsWriter.create();
    ClassifierNetwork.of(CONFIG)
        .values()
        .forEach(p -> writer.put(p.name(), p.shape(), WEIGHTS.get(p.name())));
    writer.put("bn1.num_batches_tracked", new int[0], new long[] {12});
    writer.write(file);
    assertEquals(ImageClassifier.of(CONFIG, WEIGHTS), ClassifierFolder.read(file, CONFIG));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class, () -> ClassifierFolder.read(file, Small.config()));
    assertEquals("number of weights", error.field());
  }

  @Test
  void read_spoiltManifests_areReadOrRefused() throws IOException {
    byte[] sound = Files.readAllBytes(manifest);
    ClassifierFile.Content content = ClassifierFile.read(manifest);
    Fuzz.run(
            "classifier",
            6,
            1 << 20,
            List.of(sound),
            draws -> {
              if (draws.oneIn(3)) {
                Path other = disk.getPath("/other.json");
                ClassifierFile.write(
                    other,
                    new ClassifierFile.Content(
                        "l" + draws.below(9),
                        new ClassifierIdentity(
                            new ResNet(
                                new Shape(1 + draws.below(4), 8 + draws.below(99), 16),
                                2 + draws.below(40),
                                ResNet.Stem.KEEPS,
                                1 + draws.below(40),
                                List.of(1, 1 + draws.below(3))),
                            "t",
                            "b".repeat(64),
                            "c".repeat(64),
                            Optional.empty()),
                        RESULTS.subList(0, draws.below(3)),
                        content.weightsSha256(),
                        content.classifierSha256()));
                return draws.jsonFile(sound, Files.readAllBytes(other));
              }
              return draws.jsonFile(sound, "{\"format\": 3}".getBytes(StandardCharsets.UTF_8));
            },
            ClassifierFile::read)
        .assertDeep(0, 8);
  }

  @Test
  void read_spoiltCheckpoints_areReadOrRefused() throws IOException {
    ClassifierModel model = ClassifierModel.of(CONFIG, Small.training());
    Path file = disk.getPath("/checkpoint.safetensors");
    Map<String, String> lines = Map.of("training", "one");
    new ClassifierCheckpoint(file, lines, Small.training(), 2)
        .write(model, new Progress<>(3, List.of(RESULTS.get(0)), 0.25));
    byte[] sound = Files.readAllBytes(file);
    new ClassifierCheckpoint(file, Map.of("training", "two"), Small.training(), 2)
        .write(model, new Progress<>(9, List.of(), 0));
    byte[] other = Files.readAllBytes(file);
    Fuzz.run(
            "classifier-checkpoint",
            6,
            2 << 20,
            List.of(sound),
            draws -> draws.safetensors(sound, other),
            path -> new ClassifierCheckpoint(path, lines, Small.training(), 2).read(model))
        .assertDeep(0, 8);
  }
}
