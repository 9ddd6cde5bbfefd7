package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.UNetCost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot work is known from a list of files: one that cannot be decoded is not found first.
 */
class RefusedBeforeDecodingTest {
  private static final String[] LARGE = {"--channels=4096,4096", "--threads=2"};

  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("ensemble");
  }

  /** Pictures of which one is none. */
  private Path spoilt() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Files.writeString(pictures.resolve("a").resolve("0.png"), "no picture");
    return pictures;
  }

  @Test
  void train_oneSource_isRefusedFirst() throws IOException {
    Path only = Files.createDirectories(folder.resolve("pictures").resolve("only"));
    Files.writeString(only.resolve("0.png"), "no picture");
    String said = CommandRun.of(Tiny.training(only.getParent(), out())).failure(ExitCode.REFUSED);
    assertTrue(said.contains("has pictures of one source, 'only'"), said);
    assertEquals(
        said, CommandRun.of("plan", only.getParent(), "--size=8").failure(ExitCode.REFUSED));
  }

  @Test
  void train_noCodeForSoManySources_isRefusedFirst() throws IOException {
    Path pictures = folder.resolve("pictures");
    for (String source : new String[] {"a", "b"}) {
      Files.writeString(
          Files.createDirectories(pictures.resolve(source)).resolve("0.png"), "no picture");
    }
    String said =
        CommandRun.of(Tiny.training(pictures, out(), "--members=9", "--weight=4"))
            .failure(ExitCode.REFUSED);
    assertTrue(said.startsWith("2 sources leave a member of 9 without a picture"), said);
    assertFalse(Files.exists(out()));
  }

  @Test
  void trainAndPlan_moreMemoryThanThereIs_areRefusedFirst() throws IOException {
    Path pictures = spoilt();
    String trained =
        CommandRun.of("train", pictures, "--out=" + out(), "--size=8", LARGE[0], LARGE[1])
            .failure(ExitCode.REFUSED);
    assertTrue(trained.matches("training 2 members at once takes .* of memory, .*"), trained);
    assertEquals(
        trained,
        CommandRun.of("plan", pictures, "--size=8", LARGE[0], LARGE[1]).failure(ExitCode.REFUSED));
    assertFalse(Files.exists(out()));
  }

  @Test
  void repair_fewerPictures_isRefusedFirst() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path without = folder.resolve("without");
    CommandRun.of("remove", ensemble, "--source=c", "--out", without).well();
    Path pictures = spoilt();
    Files.delete(pictures.resolve("b").resolve("0.png"));
    String said =
        CommandRun.of("repair", without, pictures, "--out", folder.resolve("repaired"))
            .failure(ExitCode.REFUSED);
    assertTrue(said.contains("15 are left, found 14"), said);
  }

  @Test
  void repair_ofAnEnsemble_saysWhatItTakesAsTrainDoes() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path without = folder.resolve("without");
    CommandRun.of("remove", ensemble, "--source=c", "--out", without).well();
    CommandRun repaired =
        CommandRun.of(
                "repair",
                without,
                folder.resolve("pictures"),
                "--out",
                folder.resolve("repaired"),
                "--threads=1")
            .well();
    int missing = EnsembleFolder.open(without).removed().weight();
    assertTrue(
        repaired.lines().stream()
            .anyMatch(
                line ->
                    line.startsWith("Training:   about ")
                        && line.endsWith(
                            " on 1 thread: 3 steps of 2 images for each of "
                                + missing
                                + " members")),
        repaired.out());
    assertTrue(
        repaired.lines().stream().anyMatch(line -> line.matches("Memory: {5}[\\d.,]+ MB")),
        repaired.out());
  }

  /**
   * Landscapes need no memory of trainings: many threads are no reason to refuse a plan of them.
   */
  @Test
  void plan_ofAnEnsemble_needsNoMemoryToTrainIt() throws Exception {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    List<Object> training = new ArrayList<>(List.of(Tiny.training(pictures, out(), "--steps=1")));
    training.set(training.indexOf("--channels=8,8"), "--channels=128,128");
    CommandRun.of(training.toArray()).well();
    EnsembleFolder made = EnsembleFolder.open(out());
    long member = 36 * UNetCost.of(made.config()).parameters();
    int members = made.code().codebook().length();
    // As much memory as a few of these trainings take, and not all of them at once.
    int megabytes = (int) (0.6 * members * member / 1e6);
    Path said = folder.resolve("said.txt");
    Process process =
        KillTest.start(megabytes, said, "plan", out(), "--samples=1", "--threads=" + members);
    assertEquals(0, process.waitFor(), Files.readString(said));
  }

  /** A picture that is of somebody else when it is read than when it was listed. */
  @Test
  void code_ofPicturesThatMovedMeanwhile_isOfThoseThatWereRead() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    PictureSet set =
        PictureSets.list(
            pictures,
            ImageOrigin.of(DataLayout.FOLDERS),
            Optional.empty(),
            PicturePreparation.to(new Shape(1, 8, 8)),
            Optional.empty(),
            Set.of());
    NetworkOptions networks = new NetworkOptions();
    CodeAssignment listed = networks.code(set.sources());
    try (Work work = new Work(1, true)) {
      NormalisationForm form = NormalisationForm.fixed(Normalisation.plusMinusOne());
      DataSources same = set.read(form, Optional.empty(), work).sources();
      assertSame(listed, TrainCommand.code(same, listed, pictures, networks));
      Files.move(pictures.resolve("a/2.png"), pictures.resolve("f/3.png"));
      DataSources read = set.read(form, Optional.empty(), work).sources();
      assertEquals(set.sources().items(), read.items());
      CodeAssignment code = TrainCommand.code(read, listed, pictures, networks);
      assertEquals("b", code.sources().name(code.sources().sourceOf(2)));
      assertEquals(4, code.sources().itemsOf(5).length);
    }
  }

  /** As many pictures of a value each as are asked for; none is ever read. */
  private PictureSet values(long count, DataLayout layout) {
    return values(count, ImageOrigin.of(layout));
  }

  private PictureSet values(long count, ImageOrigin origin) {
    return new PictureSet() {
      @Override
      public Path place() {
        return folder;
      }

      @Override
      public ImageOrigin origin() {
        return origin;
      }

      @Override
      public DataSources sources() {
        return DataSources.oneItemEach(count);
      }

      @Override
      public Shape shape() {
        return new Shape(1, 1, 1);
      }

      @Override
      public boolean isCacheable() {
        return origin.layout() == DataLayout.FOLDERS;
      }

      @Override
      public TrainingPictures read(NormalisationForm form, Optional<Path> cache, Work work) {
        throw new IllegalStateException("read");
      }
    };
  }

  private Optional<Path> choose(PictureSet set, StringWriter said) throws IOException {
    PrintWriter err = new PrintWriter(said, true);
    return PictureCache.choose(
        null, out(), set, new Console(new PrintWriter(new StringWriter()), err, false));
  }

  @Test
  void cache_moreThanAThirdOfTheHeap_isChosenByItselfInOneLine() throws IOException {
    long third = Runtime.getRuntime().maxMemory() / 3 / Float.BYTES;
    StringWriter said = new StringWriter();
    assertEquals(Optional.empty(), choose(values(third, DataLayout.FOLDERS), said));
    assertEquals("", said.toString());
    Optional<Path> chosen = choose(values(third + 1, DataLayout.FOLDERS), said);
    assertEquals(Optional.of(folder.resolve("ensemble.cache")), chosen);
    assertEquals(1, said.toString().lines().count(), said.toString());
    assertTrue(said.toString().contains("'" + chosen.get() + "'"), said.toString());
  }

  @Test
  void cache_noSpaceOrNoMemory_isRefused() {
    long all = 1L << 55;
    String disk =
        assertThrows(
                Refusal.class, () -> choose(values(all, DataLayout.FOLDERS), new StringWriter()))
            .getMessage();
    assertTrue(disk.startsWith("the pictures' cache takes 36,028,797,019.0 MB more"), disk);
    // Mirrored copies are made as they are asked for.
    ImageOrigin mirrored =
        new ImageOrigin(
            DataLayout.FOLDERS,
            false,
            ImageOrigin.Part.TRAIN,
            false,
            true,
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty());
    String half =
        assertThrows(Refusal.class, () -> choose(values(all, mirrored), new StringWriter()))
            .getMessage();
    assertTrue(half.startsWith("the pictures' cache takes 18,014,398,509.5 MB more"), half);
    String memory =
        assertThrows(Refusal.class, () -> choose(values(all, DataLayout.MNIST), new StringWriter()))
            .getMessage();
    assertTrue(memory.contains("take the --first of them"), memory);
  }
}
