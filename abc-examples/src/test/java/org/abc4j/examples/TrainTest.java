package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.data.IdxWriter;
import org.abc4j.io.FolderLock;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The training, from its arguments to the files it leaves. */
class TrainTest {
  private static final TrainingListener NOBODY = (member, step, steps, loss) -> {};
  private static final String NONE = "no/such/place/";

  @TempDir static Path root;

  @TempDir Path temp;

  /** What every training of the tiny recipe gives. */
  private static EnsembleFolder reference;

  @BeforeAll
  static void train() throws IOException {
    reference = TinyEnsemble.train(root.resolve("ensemble"));
  }

  private Path out() {
    return temp.resolve("out");
  }

  private CommandRun run(TrainingListener listener, String... options) {
    return CommandRun.of(
        Train.commandLine(TrainTest.class.getClassLoader(), NONE, listener),
        TinyEnsemble.options(out(), options));
  }

  private CommandRun run(String... options) {
    return run(NOBODY, options);
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.filter(Files::isRegularFile).toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void assertAsReference() throws IOException {
    Map<String, byte[]> expected = files(root.resolve("ensemble"));
    Map<String, byte[]> found = files(out());
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  @Test
  void run_tinyRecipe_makesTheEnsembleOfTheRecipe() throws IOException {
    CommandRun run = run().well();
    assertAsReference();
    List<String> lines = run.lines();
    assertEquals(
        "Training images: Fashion-MNIST (the test images that are bundled): the first 12 of 256"
            + " images",
        lines.get(0));
    assertTrue(lines.get(1).contains("6 sources of 12 items"), lines.get(1));
    for (String estimate :
        List.of(
            "Network: ", "Training: ", "Memory: ", "Disk: ", "Afterwards: ", "Without codes: ")) {
      assertEquals(1, lines.stream().filter(line -> line.startsWith(estimate)).count(), estimate);
    }
    for (int member = 0; member < TinyEnsemble.MEMBERS; member++) {
      String hash = reference.manifest().memberSha256().get(member);
      assertTrue(lines.contains("Member " + member + ": " + hash), run.out());
    }
    assertTrue(run.out().contains("no ensemble with the examples to compare it with"), run.out());
    assertEquals(
        "Study it: mvn -q -Pquickstart -Dexec.args=\"--ensemble " + out() + "\"",
        lines.get(lines.size() - 1));
  }

  @Test
  void run_threeThreads_givesTheSameBytes() throws IOException {
    run("--threads=3").well();
    assertAsReference();
  }

  @Test
  void run_again_opensWhatIsThere() throws IOException {
    run().well();
    CommandRun again =
        run(
            (member, step, steps, loss) -> {
              throw new AssertionError("trained again");
            });
    again.well();
    assertFalse(again.out().contains("Training:"), "no estimate for what is done");
    assertAsReference();
  }

  @Test
  void run_stoppedInTheMiddle_saysHowToGoOnAndGoesOnToTheSameBytes() throws IOException {
    CommandRun stopped =
        run(
            (member, step, steps, loss) -> {
              if (member == 2 && step == 1) {
                Thread.currentThread().interrupt();
              }
            });
    assertTrue(Thread.interrupted(), "who asked for the stop still sees it");
    assertEquals(Train.STOPPED, stopped.exitCode());
    assertEquals(
        "Stopped after 5 of 16 steps, which are kept in "
            + out()
            + ": the same command goes on from there, to the same bytes.",
        stopped.err().strip());
    assertFalse(EnsembleFolder.isComplete(out()));

    int[] steps = new int[TinyEnsemble.MEMBERS];
    run((member, step, of, loss) -> steps[member]++).well();
    assertArrayEquals(new int[] {0, 0, 1, 2, 2, 2, 2, 2}, steps);
    assertAsReference();
  }

  @Test
  void run_stoppedBetweenTrainingAndSheet_keepsTheEnsemble() throws IOException {
    CommandRun stopped =
        run(
            (member, step, steps, loss) -> {
              if (member == TinyEnsemble.MEMBERS - 1 && step == steps) {
                Thread.currentThread().interrupt();
              }
            },
            "--show=1");
    assertTrue(Thread.interrupted());
    assertEquals(Train.STOPPED, stopped.exitCode());
    assertEquals("Stopped; the ensemble in " + out() + " is complete.", stopped.err().strip());
    assertAsReference();
  }

  /** Not that a file could not be read. */
  @Test
  void run_stoppedBeforeItsImagesAreRead_saysThatItWasStopped() throws IOException {
    Path file = temp.resolve("photos");
    IdxWriter.plain().images(file, BundledImages.fashionMnist256().first(12));
    Thread.currentThread().interrupt();
    CommandRun stopped = run("--data=" + file);
    assertTrue(Thread.interrupted());
    assertEquals(Train.STOPPED, stopped.exitCode(), stopped.err());
    assertTrue(stopped.err().startsWith("Stopped after 0 of 16 steps"), stopped.err());
  }

  @Test
  void run_somebodyTrainsThere_saysWhoAtOnce() throws IOException {
    Files.createDirectories(out().resolve("checkpoints"));
    try (FolderLock held = FolderLock.hold(out(), out().resolve("checkpoints/training.lock"))) {
      CommandRun refused = run();
      assertEquals(1, refused.exitCode());
      assertEquals(
          out() + " is in use by this process: one process works in a folder at a time",
          refused.err().strip());
    }
    run().well();
    assertAsReference();
  }

  @Test
  void run_shippedIsTheSame_saysSoOfEachMember() throws IOException {
    try (URLClassLoader loader = loader(root)) {
      CommandRun run =
          CommandRun.of(Train.commandLine(loader, "ensemble/", NOBODY), TinyEnsemble.options(out()))
              .well();
      assertEquals(
          TinyEnsemble.MEMBERS,
          run.lines().stream().filter(line -> line.endsWith(", as shipped")).count());
      assertTrue(run.out().contains("All members are, bit for bit,"), run.out());
    }
  }

  @Test
  void run_shippedIsOfAnotherTraining_saysInWhat() throws IOException {
    try (URLClassLoader loader = loader(root)) {
      CommandRun run =
          CommandRun.of(
                  Train.commandLine(loader, "ensemble/", NOBODY),
                  TinyEnsemble.options(out(), "--steps=1"))
              .well();
      assertTrue(run.out().contains("Not compared with the ensemble"), run.out());
      assertTrue(run.out().contains("trained with other training"), run.out());
    }
  }

  private static URLClassLoader loader(Path place) throws IOException {
    return new URLClassLoader(new URL[] {place.toUri().toURL()}, null);
  }

  @Test
  void run_show_drawsARowForTheEnsembleTwiceAndForEachMember() throws IOException {
    CommandRun run = run("--show=2", "--threads=2").well();
    BufferedImage sheet = ImageIO.read(out().resolve("samples.png").toFile());
    assertEquals(2 * 33 * 3, sheet.getWidth());
    assertEquals((2 + TinyEnsemble.MEMBERS) * 33 * 3, sheet.getHeight());
    assertTrue(run.out().contains("Samples: " + out().resolve("samples.png")), run.out());
    assertTrue(EnsembleFolder.open(out()).manifest().equals(reference.manifest()));
  }

  @Test
  void run_ownImages_areTrainedOnAndNamedAtTheEnd() throws IOException {
    Path file = temp.resolve("photos");
    IdxWriter.plain()
        .images(
            file,
            BundledImages.fashionMnist256()
                .first(20)
                .select(8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
    CommandRun run = run("--data=" + file).well();
    assertTrue(run.out().startsWith("Training images: photos: all 12 images"), run.out());
    assertTrue(run.out().contains("--ensemble " + out() + " --data " + file), run.out());
    EnsembleFolder folder = EnsembleFolder.open(out());
    assertEquals(TrainingData.read(file, 12).sha256(), folder.manifest().dataSha256());
    assertFalse(folder.manifest().memberSha256().equals(reference.manifest().memberSha256()));
  }

  @ParameterizedTest
  @CsvSource({
    "--sources=0, '--sources must be at least 1, found 0'",
    "--images-per-source=0, '--images-per-source must be at least 1, found 0'",
    "--members=7, '--members must be even, for half of them to see a source, found 7'",
    "--members=0, '--members must be at least 2, found 0'",
    "--placebos=-1, '--placebos must be at least 0, found -1'",
    "--steps=0, '--steps must be at least 1, found 0'",
    "--batch=-1, '--batch must be at least 1, found -1'",
    "--threads=0, '--threads must be at least 1, found 0'",
    "--show=-1, '--show must be at least 0, found -1'",
    "'--channels=8,12', 'channels of a block are a multiple of the 8 groups, at most 4096, found 12'",
  })
  void run_numberOutOfRange_isNamedAndLeavesNothing(String option, String line) {
    assertEquals(line, run(option).failure());
    assertFalse(Files.exists(out()));
  }

  @Test
  void run_tooFewImages_isNamed() {
    assertEquals(
        "258 training images are needed, Fashion-MNIST (the test images that are bundled) has 256",
        run("--sources=129").failure());
  }

  @Test
  void run_outIsAFile_isNamedAndStaysAsItIs() throws IOException {
    Path file = Files.writeString(out(), "mine");
    assertEquals("cannot write an ensemble to " + file + ": it is not a folder", run().failure());
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void run_folderOfAnotherTraining_isRefusedAndStaysAsItIs() throws IOException {
    run().well();
    CommandRun other = run("--seed=2");
    assertEquals(1, other.exitCode());
    assertTrue(other.err().startsWith(out() + " belongs to another training: "), other.err());
    assertAsReference();
  }

  @Test
  void help_namesEveryOption() {
    CommandRun help = run("--help");
    List<String> options =
        Arrays.asList(
            "--data",
            "--sources",
            "--images-per-source",
            "--members",
            "--placebos",
            "--channels",
            "--steps",
            "--batch",
            "--seed",
            "--threads",
            "--show",
            "--out",
            "--help");
    options.forEach(
        option ->
            assertTrue(help.out().matches("(?s).*\\R +(-h, )?" + option + "\\b.*"), help.out()));
    assertEquals(options.size(), Train.commandLine().getCommandSpec().options().size());
  }
}
