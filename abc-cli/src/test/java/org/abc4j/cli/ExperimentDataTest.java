package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.cli.experiment.TrainingCommandLine;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.cli.experiment.world.ExperimentWorlds;
import org.abc4j.cli.experiment.world.SmallPlans;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.codec.Codec;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.abc4j.io.MalformedFileException;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments on a data set as it is distributed. */
class ExperimentDataTest {
  private static final int DIGITS = 20;

  @TempDir private static Path data;
  @TempDir private Path folder;

  @BeforeAll
  static void write_digits() throws IOException {
    digits(data);
  }

  /** MNIST as it is distributed, of few digits of noise. */
  static void digits(Path data) throws IOException {
    Path mnist = Files.createDirectory(data.resolve("mnist"));
    Shape shape = new Shape(1, 28, 28);
    for (String part : new String[] {"train", "t10k"}) {
      float[] values = new float[DIGITS * shape.size()];
      int[] labels = new int[DIGITS];
      for (int j = 0; j < values.length; j++) {
        int pixel = j % shape.size();
        long block = pixel / 28 / 4 * 7 + pixel % 28 / 4;
        int item = j / shape.size();
        labels[item] = 9 - item % 6;
        values[j] = CounterRandom.of(part.length(), Purpose.EXAMPLE).below(256, item, 0, block);
      }
      IdxWriter.plain()
          .images(
              mnist.resolve(part + "-images-idx3-ubyte"),
              ImageSet.of(Batch.of(shape, values), 0, 255));
      IdxWriter.plain().labels(mnist.resolve(part + "-labels-idx1-ubyte"), labels);
    }
  }

  private static ExperimentWorld open(ExperimentPlan plan, Optional<Path> from, Path place)
      throws IOException {
    try (Work work = new Work(2, true)) {
      return new ExperimentWorlds().open(plan, from, place, work);
    }
  }

  private static void prepare(ExperimentWorld world) throws IOException {
    try (Work work = new Work(2, true)) {
      world.prepare(work);
    }
  }

  /** To the bytes: what one has trained the other takes as it is. */
  @ParameterizedTest
  @ValueSource(strings = {"MNIST_256", "MNIST_binary"})
  void ensemble_isWhatTheCommandTrains(String name) throws IOException {
    ExperimentPlan plan = SmallPlans.of(name, MemberKind.UNET, false);
    Path trained = folder.resolve("ensemble");
    String command =
        TrainingCommandLine.of(plan, data.toString(), trained.toString()).orElseThrow();
    CommandRun.of((Object[]) command.substring("abc ".length()).split(" ")).well();
    Map<String, String> digests = Tiny.digests(trained);
    ExperimentWorld world = open(plan, Optional.of(data), folder);
    assertEquals(SmallPlans.SOURCES, world.code().sources().count());
    // It would be found to be complete, and of another training, were one entry another.
    prepare(world);
    assertEquals(digests, Tiny.digests(trained));
    assertTrue(world.digests().containsKey("ensemble"), world.digests()::toString);
  }

  /** As {@code abc experiment show} says: the folder holds nothing else before. */
  @Test
  void run_takesModelsThatLieInItsFolder(@TempDir Path elsewhere) throws IOException {
    ExperimentPlan plan = SmallPlans.of("MNIST_classes", MemberKind.UNET, false);
    String command =
        TrainingCommandLine.of(plan, data.toString(), folder.resolve("ensemble").toString())
            .orElseThrow();
    CommandRun.of((Object[]) command.substring("abc ".length()).split(" ")).well();
    prepare(open(plan, Optional.of(data), elsewhere));
    Path retrained = folder.resolve("retrained");
    Files.move(elsewhere.resolve("retrained"), retrained);
    Map<String, String> members = Tiny.digests(folder.resolve("ensemble"));
    Map<String, String> single = Tiny.digests(retrained);
    try (Work work = new Work(2, true)) {
      Path page = ExperimentRunCommand.open(plan, folder, Optional.of(data), work).into(folder);
      assertTrue(Files.readString(page).contains("MNIST_classes"));
    }
    assertEquals(members, Tiny.digests(folder.resolve("ensemble")));
    assertEquals(single, Tiny.digests(retrained));
  }

  @Test
  void run_refusesAFolderOfSomethingElseBesideModels() throws IOException {
    Files.createDirectory(folder.resolve("ensemble"));
    Files.writeString(folder.resolve("letter.txt"), "mine");
    String said =
        CommandRun.of("experiment", "run", "MNIST_classes", "--scale=smoke", "--out", folder)
            .failure(ExitCode.REFUSED);
    assertTrue(said.contains("something else than an experiment, such as 'letter.txt'"), said);
  }

  /** Nothing is timed or written before. */
  @ParameterizedTest
  @ValueSource(strings = {"unet", "gaussian"})
  void run_withoutItsData_saysSoFirst(String members) {
    Path out = folder.resolve("out");
    Object[] run = {"experiment", "run", "FASHION_256", "--members", members, "--out", out};
    CommandRun none = CommandRun.of(run);
    assertEquals("", none.out());
    String said = none.failure(ExitCode.REFUSED);
    assertTrue(said.startsWith("FASHION_256 needs its data, by --data DIR: 'DIR/fashion"), said);
    Object[] with = Stream.concat(Arrays.stream(run), Stream.of("--data", data)).toArray();
    String wrong = CommandRun.of(with).failure(ExitCode.BAD_INPUT);
    assertTrue(wrong.contains("'t10k-images-idx3-ubyte'"), wrong);
    assertTrue(wrong.contains("https://github.com/zalandoresearch/fashion-mnist"), wrong);
    assertTrue(Files.notExists(out));
  }

  @Test
  void run_ofAll_saysOfEachWhyItCannotRun() throws IOException {
    Path own = folder.resolve("MNIST_classes");
    Files.createDirectories(own);
    Files.writeString(own.resolve("letter.txt"), "mine");
    CommandRun run = CommandRun.of("experiment", "run", "--all", "--out", folder);
    assertEquals(ExitCode.REFUSED, run.exitCode(), run.err());
    assertEquals(60, run.lines().size());
    assertTrue(run.lines().get(0).contains(" 23 trainings"), run.out());
    assertTrue(run.lines().get(30).contains(" not run: MNIST_256 needs"), run.out());
    assertTrue(run.out().contains("such as 'letter.txt'"), run.out());
    assertEquals(List.of(own), list(folder));
  }

  private static List<Path> list(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.toList();
    }
  }

  @Test
  void data_thatWereKept_needNoDataSet() throws IOException {
    ExperimentPlan plan = SmallPlans.of("MNIST_classes", MemberKind.GAUSSIAN, false);
    ExperimentWorld world = open(plan, Optional.of(data.resolve("mnist")), folder);
    assertEquals(DIGITS, world.items().rows());
    assertEquals("digit 9", world.code().sources().name(0));
    assertEquals("[0, 1, 2, 3, 4, 5, 0]", Arrays.toString(world.referenceLabels(7).orElseThrow()));
    ExperimentWorld kept = open(plan, Optional.empty(), folder.resolve("check"));
    assertEquals(world.digests(), kept.digests());
    assertEquals(world.normalisation(), kept.normalisation());
    assertEquals(sha256(world.reference(7)), sha256(kept.reference(7)), "references");
    assertEquals(
        Arrays.toString(world.referenceLabels(7).orElseThrow()),
        Arrays.toString(kept.referenceLabels(7).orElseThrow()));
  }

  /** Fréchet distances are to all images, of which an earlier release kept the first few. */
  @Test
  void data_keptWithTheFirstReferencesAlone_areKeptAnew() throws IOException {
    ExperimentPlan classes = SmallPlans.of("MNIST_classes", MemberKind.GAUSSIAN, false);
    ExperimentPlan frechet = SmallPlans.of("MNIST_256", MemberKind.GAUSSIAN, false);
    open(classes, Optional.of(data), folder);
    ExperimentWorld first = open(frechet, Optional.empty(), folder);
    String said =
        assertThrows(MalformedFileException.class, () -> first.reference(Integer.MAX_VALUE))
            .getMessage();
    assertTrue(said.contains("expected all reference images, which a run with --data"), said);
    ExperimentWorld with = open(frechet, Optional.of(data), folder);
    assertEquals(DIGITS, with.reference(Integer.MAX_VALUE).rows());
    assertEquals(with.digests(), open(frechet, Optional.empty(), folder).digests());
  }

  private static String sha256(Rows rows) {
    return EnsembleFolder.dataSha256(rows);
  }

  @Test
  void groups_areDealtAsTheCommandDealsThem() throws IOException {
    ExperimentPlan plan = SmallPlans.of("MNIST_binary", MemberKind.GAUSSIAN, false);
    ExperimentWorld world = open(plan, Optional.of(data), folder);
    int[] dealt = new RandomGroups(SmallPlans.SOURCES, 1).deal(DIGITS);
    assertEquals(SmallPlans.SOURCES, world.code().sources().count());
    for (int item = 0; item < DIGITS; item++) {
      assertEquals(
          RandomGroups.name(dealt[item]),
          world.code().sources().name(world.code().sources().sourceOf(item)));
    }
    float[] row = new float[64];
    world.items().copyRow(3, row);
    for (float value : row) {
      assertEquals(1, Math.abs(value));
    }
  }

  @Test
  void data_thatAreMissing_areNamedWithWhereTheyComeFrom() {
    ExperimentPlan plan = SmallPlans.of("FASHION_256", MemberKind.GAUSSIAN, false);
    String expected =
        "'t10k-images-idx3-ubyte.gz' or 't10k-images-idx3-ubyte', and"
            + " 't10k-labels-idx1-ubyte.gz' or 't10k-labels-idx1-ubyte', and"
            + " 'train-images-idx3-ubyte.gz' or 'train-images-idx3-ubyte', and"
            + " 'train-labels-idx1-ubyte.gz' or 'train-labels-idx1-ubyte', as they are distributed"
            + " at https://github.com/zalandoresearch/fashion-mnist; there is no such folder";
    assertEquals(
        "'" + data.resolve("fashion-mnist") + "' needs files of fashion-mnist: " + expected,
        assertThrows(UnusableInput.class, () -> open(plan, Optional.of(data), folder))
            .getMessage());
    assertEquals(
        "FASHION_256 needs its data, by --data DIR: 'DIR/fashion-mnist' needs files of"
            + " fashion-mnist: "
            + expected,
        assertThrows(Refusal.class, () -> open(plan, Optional.empty(), folder)).getMessage());
  }

  /** Celebrity k mod 8 has pictures k and k + 8; the last four pictures are for tests. */
  static void celeba(Path celeba) throws IOException {
    Path pictures = Files.createDirectories(celeba.resolve("img_align_celeba"));
    StringBuilder identities = new StringBuilder();
    StringBuilder partition = new StringBuilder();
    for (int k = 0; k < 20; k++) {
      String name = String.format(Locale.ROOT, "%06d.jpg", k + 1);
      identities.append(name).append(' ').append(100 + k % 8).append('\n');
      partition.append(name).append(' ').append(k < 16 ? 0 : 2).append('\n');
      BufferedImage image = new BufferedImage(140, 150, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 140 * 150; p++) {
        long block = p / 140 / 20 * 7 + p % 140 / 20;
        image.setRGB(
            p % 140,
            p / 140,
            (int) CounterRandom.of(9, Purpose.EXAMPLE).below(1 << 24, k, 0, block));
      }
      ImageIO.write(image, "jpg", pictures.resolve(name).toFile());
    }
    Files.writeString(celeba.resolve("identity_CelebA.txt"), identities);
    Files.writeString(celeba.resolve("list_eval_partition.txt"), partition);
  }

  @Test
  void latents_needTheirAutoencoderAndAreNormalisedByChannel() throws IOException {
    Path all = folder.resolve("data");
    celeba(all.resolve("celeba"));
    ExperimentPlan plan = SmallPlans.of("CelebA_BA_512", MemberKind.GAUSSIAN, false);
    String said =
        assertThrows(UnusableInput.class, () -> open(plan, Optional.of(all), folder)).getMessage();
    String command = "abc autoencoder " + all.resolve("celeba") + " --layout celeba --part test";
    assertTrue(said.contains(command), said);
    String[] words = said.substring(said.indexOf("abc autoencoder ") + 4).split(" ");
    CommandRun.of(
            Stream.concat(Arrays.stream(words), Stream.of("--epochs=2", "--width=4")).toArray())
        .well();
    ExperimentWorld world = open(plan, Optional.of(all), folder);
    assertEquals(2 * SmallPlans.SOURCES, world.items().rows());
    assertEquals(SmallPlans.SOURCES, world.code().sources().count());
    assertEquals(new Shape(3, 32, 32), world.images().shape());
    Codec codec = world.codec().orElseThrow();
    float[] image = new float[world.images().shape().size()];
    float[] latent = new float[world.items().shape().size()];
    world.images().copyRow(4, image);
    world.items().copyRow(4, latent);
    assertArrayEquals(latent, codec.encode(Batch.of(world.images().shape(), image)).row(0), 1e-5f);
    assertEquals(4, world.reference(100).rows());
  }

  @Test
  void celeba_withoutItsAnnotations_saysWhichAreMissing() throws IOException {
    Path celeba = Files.createDirectories(folder.resolve("data/celeba/img_align_celeba"));
    ExperimentPlan plan = SmallPlans.of("CelebA_BA_512", MemberKind.GAUSSIAN, false);
    Path all = celeba.getParent().getParent();
    String said =
        assertThrows(UnusableInput.class, () -> open(plan, Optional.of(all), folder)).getMessage();
    assertTrue(said.contains("'identity_CelebA.txt'"), said);
  }
}
