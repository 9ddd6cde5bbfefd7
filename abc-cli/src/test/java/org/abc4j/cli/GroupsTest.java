package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.ImageSet;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are dealt to groups, and made black or white without duplicates. */
class GroupsTest {
  private static final int DIGITS = 30;
  private static final int GROUPS = 6;

  @TempDir private static Path shared;
  private static Path digits;
  private static Path ensemble;

  @TempDir private Path folder;

  /** Digit 7 is as digit 0 in black and white, and nearly so without; 21 is digit 4 itself. */
  @BeforeAll
  static void train() throws IOException {
    digits = Files.createDirectory(shared.resolve("digits"));
    Shape shape = new Shape(1, 28, 28);
    float[] values = new float[DIGITS * shape.size()];
    for (int j = 0; j < values.length; j++) {
      int item = j / shape.size();
      int like = item == 7 ? 0 : item == 21 ? 4 : item;
      int pixel = j % shape.size();
      long block = pixel / 28 / 4 * 7 + pixel % 28 / 4;
      boolean light = CounterRandom.of(like, Purpose.EXAMPLE).below(2, 0, 0, block) == 1;
      values[j] = (light ? 200 : 50) + (item == 7 && pixel == 3 ? 1 : 0);
    }
    ImageSet set = ImageSet.of(Batch.of(shape, values), 0, 255);
    IdxWriter.plain().images(digits.resolve("train-images-idx3-ubyte"), set);
    IdxWriter.plain().labels(digits.resolve("train-labels-idx1-ubyte"), new int[DIGITS]);
    ensemble = shared.resolve("ensemble");
    CommandRun run =
        CommandRun.of(
                Tiny.training(
                    digits,
                    ensemble,
                    "--layout=mnist",
                    "--binarise",
                    "--groups=" + GROUPS,
                    "--average=0",
                    "--members=5",
                    "--weight=2",
                    "--placebos=0",
                    "--json"))
            .well();
    assertEquals(2, run.json().get("duplicates").asInt());
  }

  @Test
  void manifest_saysHowPicturesWereDealtAndWhichWereLeftOut() throws IOException {
    EnsembleFolder trained = EnsembleFolder.open(ensemble);
    ImagePreparation how = trained.manifest().preparation();
    assertEquals(new RandomGroups(GROUPS, 1), how.origin().orElseThrow().groups().orElseThrow());
    assertEquals("duplicates of=30 removed=7:0,21:4", how.duplicates().orElseThrow().text());
    assertEquals(0.5, how.binarisation().orElseThrow().threshold());
    DataSources sources = trained.code().sources();
    assertEquals(GROUPS, sources.count());
    assertEquals(DIGITS - 2, sources.items());
    int[] dealt = new RandomGroups(GROUPS, 1).deal(DIGITS);
    int[] kept = how.duplicates().orElseThrow().kept();
    for (int item = 0; item < kept.length; item++) {
      assertEquals(RandomGroups.name(dealt[kept[item]]), sources.name(sources.sourceOf(item)));
    }
  }

  /** Also of a group whose digit is the first of two that are equal: the other stays left out. */
  @Test
  void laterCommands_theFolderAlone_findTheSameGroups() throws IOException {
    String group = RandomGroups.name(new RandomGroups(GROUPS, 1).deal(DIGITS)[0]);
    Path without = folder.resolve("without");
    CommandRun.of(
            "remove", ensemble, "--source=" + group, "--out=" + without, "--pictures=" + digits)
        .well();
    Path repaired = folder.resolve("repaired");
    CommandRun.of("repair", without, digits, "--out=" + repaired).well();
    EnsembleFolder whole = EnsembleFolder.open(ensemble);
    EnsembleFolder left = EnsembleFolder.open(repaired);
    DataSources sources = whole.code().sources();
    long gone = sources.indicesOf(List.of(group))[0];
    assertEquals(sources.items() - sources.itemsOf(gone).length, left.code().sources().items());
    assertEquals(whole.manifest().preparation().texts(), left.manifest().preparation().texts());
  }

  @Test
  void laterCommands_otherGroups_areRefused() {
    for (String option : List.of("--groups=5", "--group-seed=2")) {
      String said =
          CommandRun.of(
                  "remove",
                  ensemble,
                  "--source=group 0",
                  "--out=" + folder.resolve("out"),
                  "--pictures=" + digits,
                  option)
              .failure(ExitCode.REFUSED);
      assertTrue(said.startsWith("the ensemble was trained with " + option.split("=")[0]), said);
    }
  }

  @Test
  void folderOfPictures_dealt_isOfGroupsWhateverItsSubfolders() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path out = folder.resolve("of groups");
    CommandRun.of(
            Tiny.training(
                pictures,
                out,
                "--groups=6",
                "--group-seed=9",
                "--flips",
                "--average=0",
                "--members=5",
                "--weight=2",
                "--placebos=0"))
        .well();
    DataSources sources = EnsembleFolder.open(out).code().sources();
    int all = Tiny.SOURCES * Tiny.PICTURES;
    assertEquals(6, sources.count());
    assertEquals(2 * all, sources.items());
    int[] dealt = new RandomGroups(6, 9).deal(all);
    for (int item = 0; item < all; item++) {
      String name = RandomGroups.name(dealt[item]);
      assertEquals(name, sources.name(sources.sourceOf(item)));
      assertEquals(name, sources.name(sources.sourceOf(all + (long) item)));
    }
    Path without = folder.resolve("without");
    CommandRun.of("remove", out, "--source=group 1", "--out=" + without, "--pictures=" + pictures)
        .well();
    CommandRun.of("repair", without, pictures, "--out=" + folder.resolve("repaired")).well();
  }

  @Test
  void whatDoesNotGoTogether_isRefused() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    assertEquals(
        "--group-seed is of --groups, found none",
        CommandRun.of("plan", pictures, "--group-seed=3").failure(ExitCode.USAGE));
    assertEquals(
        "--groups takes at most the 18 that there are, found 19",
        CommandRun.of("plan", pictures, "--groups=19").failure(ExitCode.REFUSED));
    assertEquals(
        "--groups must be at least 1, found 0",
        CommandRun.of("plan", pictures, "--groups=0").failure(ExitCode.USAGE));
    assertEquals(
        "--binarise is for --layout mnist, fashion-mnist, cifar-10 and cifar-100, found it with"
            + " --layout folders",
        CommandRun.of("plan", pictures, "--binarise").failure(ExitCode.USAGE));
    assertEquals(
        "--binarise leaves out pictures that are equal, and --flips would add such: give one or"
            + " the other",
        CommandRun.of("plan", digits, "--layout=mnist", "--binarise", "--flips")
            .failure(ExitCode.USAGE));
  }

  @Test
  void deal_isEvenRandomAndBySeed() {
    int[] dealt = new RandomGroups(7, 3).deal(40);
    int[] sizes = new int[7];
    Arrays.stream(dealt).forEach(group -> sizes[group]++);
    assertArrayEquals(new int[] {6, 6, 6, 6, 6, 5, 5}, sizes);
    assertArrayEquals(dealt, new RandomGroups(7, 3).deal(40));
    Set<String> deals = new HashSet<>();
    LongStream.range(0, 20)
        .forEach(seed -> deals.add(Arrays.toString(new RandomGroups(7, seed).deal(40))));
    assertEquals(20, deals.size());
  }
}
