package org.abc4j.autoencoder;

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
import org.abc4j.Shape;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.epochs.Progress;
import org.abc4j.io.MalformedFileException;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutoencoderFolderTest {
  private static final AutoencoderConfig CONFIG = new AutoencoderConfig(new Shape(1, 8, 16), 3, 2);
  private static final AutoencoderTraining TRAINING = AutoencoderTraining.paper(1).withEpochs(1, 1);
  private static final Map<String, float[]> WEIGHTS =
      AutoencoderModel.of(CONFIG, TRAINING).weights();
  private static final AutoencoderIdentity IDENTITY =
      new AutoencoderIdentity(
          CONFIG,
          TRAINING.toString(),
          "a".repeat(64),
          Optional.of(ImagePreparation.of(Normalisation.plusMinusOne())));

  /** In memory, since every file written is forced to its disk. */
  private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());

  private final Path folder = disk.getPath("/autoencoder");
  private final Path manifest = folder.resolve("codec.json");
  private final Path weights = folder.resolve("weights.safetensors");

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder);
    AutoencoderFolder.write(folder, IDENTITY, WEIGHTS, List.of(1.5, 0x1.8p-3));
  }

  @AfterEach
  void close_theDisk() throws IOException {
    disk.close();
  }

  private MalformedFileException assertRefused() {
    return assertThrows(MalformedFileException.class, () -> AutoencoderFolder.open(folder));
  }

  @Test
  void open_whatWasWritten_isTheSame() throws IOException {
    AutoencoderFolder opened = AutoencoderFolder.open(folder);
    assertEquals(BasicAutoencoder.of(CONFIG, WEIGHTS), opened.codec());
    assertEquals(CONFIG, opened.codec().config());
    assertEquals(List.of(1.5, 0x1.8p-3), opened.losses());
    assertEquals("a".repeat(64), opened.imagesSha256());
    assertEquals(IDENTITY.preparation(), opened.preparation());
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
    assertEquals("the weights of an autoencoder", assertRefused().expected());
    Files.write(weights, sound);
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"latentChannels\" : 2", "\"latentChannels\" : 3"));
    assertEquals("SHA-256", assertRefused().field());
    Files.writeString(manifest, text.replace("\"version\" : 1", "\"version\" : 2"));
    assertEquals("1, the newest that this release reads", assertRefused().expected());
    Files.writeString(manifest, text.replace("basic autoencoder", "better autoencoder"));
    assertEquals("kind", assertRefused().field());
    Files.writeString(manifest, text.replace("  \"kind\" :", "  \"more\" : 1,\n  \"kind\" :"));
    assertEquals("\"more\"", assertRefused().found());
    Files.delete(manifest);
    assertEquals("what an autoencoder says of itself", assertRefused().expected());
  }

  /** A manifest whose digests all hold, of another architecture than the weights are of. */
  @Test
  void open_weightsOfAnotherArchitecture_areRefusedBeforeAnythingIsMade() throws IOException {
    AutoencoderConfig wide = new AutoencoderConfig(CONFIG.images(), 1024, 64);
    AutoencoderFile.Content content = AutoencoderFile.read(manifest);
    AutoencoderFile.write(
        manifest,
        new AutoencoderFile.Content(
            content.library(),
            new AutoencoderIdentity(wide, "t", "a".repeat(64), Optional.empty()),
            content.losses(),
            content.weightsSha256(),
            content.codecSha256()));
    MalformedFileException error = assertRefused();
    assertEquals("number of weights", error.field());
    assertEquals(wide.weights() + ", as " + wide + " has", error.expected());
  }

  @Test
  void read_spoiltManifests_areReadOrRefused() throws IOException {
    byte[] sound = Files.readAllBytes(manifest);
    AutoencoderFile.Content content = AutoencoderFile.read(manifest);
    Fuzz.run(
            "codec",
            6,
            1 << 20,
            List.of(sound),
            draws -> {
              if (draws.oneIn(3)) {
                Path other = disk.getPath("/other.json");
                AutoencoderFile.write(
                    other,
                    new AutoencoderFile.Content(
                        "l" + draws.below(9),
                        new AutoencoderIdentity(
                            new AutoencoderConfig(
                                new Shape(1 + draws.below(4), 8 * (1 + draws.below(9)), 16),
                                1 + draws.below(40),
                                2),
                            "t",
                            "b".repeat(64),
                            Optional.empty()),
                        List.of((double) draws.below(100)),
                        content.weightsSha256(),
                        content.codecSha256()));
                return draws.jsonFile(sound, Files.readAllBytes(other));
              }
              return draws.jsonFile(sound, "{\"format\": 3}".getBytes(StandardCharsets.UTF_8));
            },
            AutoencoderFile::read)
        .assertDeep(0, 8);
  }

  @Test
  void read_spoiltCheckpoints_areReadOrRefused() throws IOException {
    AutoencoderModel model = AutoencoderModel.of(CONFIG, TRAINING);
    Path file = disk.getPath("/checkpoint.safetensors");
    Map<String, String> lines = Map.of("training", "one");
    new AutoencoderCheckpoint(file, lines, 2, 9)
        .write(model, new Progress<>(4, List.of(2.0, 1.0), 0.25));
    byte[] sound = Files.readAllBytes(file);
    new AutoencoderCheckpoint(file, Map.of("training", "two"), 2, 9)
        .write(model, new Progress<>(9, List.of(), 0));
    byte[] other = Files.readAllBytes(file);
    Fuzz.run(
            "autoencoder-checkpoint",
            6,
            2 << 20,
            List.of(sound),
            draws -> draws.safetensors(sound, other),
            path -> new AutoencoderCheckpoint(path, lines, 2, 9).read(model))
        .assertDeep(0, 8);
  }
}
