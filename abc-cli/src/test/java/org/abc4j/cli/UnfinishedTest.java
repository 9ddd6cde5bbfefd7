package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What landscape and export keep of finished samples, until their output is there. */
class UnfinishedTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private static Path shared;
  private static Path ensemble;
  private static Path other;
  private static Path samples;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    ensemble = Tiny.ensemble(shared);
    other = shared.resolve("other");
    CommandRun.of(Tiny.training(shared.resolve("pictures"), other, "--seed=2")).well();
    samples = Tiny.samples(shared, ensemble, 2);
  }

  private static CommandRun landscape(Path samples, Path of, Path out, Object... more) {
    return run(new Object[] {"landscape", samples, "--ensemble", of, "--out", out}, more);
  }

  private static CommandRun export(Path samples, Path of, Path npy, Object... more) {
    return run(new Object[] {"export", samples, "--ensemble", of, "--npy", npy}, more);
  }

  private static CommandRun run(Object[] args, Object... more) {
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  /** The samples, of which one says that its image is another: whoever generates it fails. */
  private Path spoilt(int which) throws IOException {
    Path some = Files.createDirectory(folder.resolve("spoilt " + which));
    for (int i = 0; i < 2; i++) {
      String name = "sample-5-00000" + i + ".json";
      String text = Files.readString(samples.resolve(name));
      int digest = text.indexOf("\"image\" : \"") + "\"image\" : \"".length();
      char other = text.charAt(digest) == '0' ? '1' : '0';
      Files.writeString(
          some.resolve(name),
          i == which ? text.substring(0, digest) + other + text.substring(digest + 1) : text);
    }
    return some;
  }

  /** As if it was killed at its second sample. */
  private Path stoppedAtTheSecond(boolean table) throws IOException {
    Path some = spoilt(1);
    Path out = folder.resolve(table ? "table.csv" : "samples.npy");
    Path kept =
        folder.resolve(out.getFileName() + ".unfinished").resolve("sample-5-000000.safetensors");
    for (int run = 0; run < 2; run++) {
      CommandRun stopped = table ? landscape(some, ensemble, out) : export(some, ensemble, out);
      assertTrue(stopped.failure(ExitCode.BAD_INPUT).contains("sample-5-000001.json: image: "));
      assertFalse(Files.exists(out));
      assertEquals(1, Tiny.digests(kept.getParent()).size(), "one sample was finished");
      if (run == 0) {
        Files.setLastModifiedTime(kept, LONG_AGO);
      }
    }
    assertEquals(LONG_AGO, Files.getLastModifiedTime(kept), "and is not made again");
    return out;
  }

  @Test
  void landscape_goesOnFromWhatIsFinished_toTheSameBytes() throws IOException {
    Path out = stoppedAtTheSecond(true);
    // The first cannot be generated any more, and need not be.
    landscape(spoilt(0), ensemble, out).well();
    assertFalse(Files.exists(folder.resolve("table.csv.unfinished")), "it is gone");
    Path anew = folder.resolve("anew.csv");
    landscape(samples, ensemble, anew).well();
    assertEquals(Sha256.of(anew), Sha256.of(out));
  }

  @Test
  void landscape_leftoversOfOthers_areRefusedAndStay() throws IOException {
    Path out = stoppedAtTheSecond(true);
    Path kept = folder.resolve("table.csv.unfinished");
    Map<String, String> before = Tiny.digests(kept);
    String file = "'" + kept.resolve("sample-5-000000.safetensors") + "'";
    String end = ": end that with its own arguments, delete '" + kept + "', or name a new output";

    for (String option : new String[] {"--method=exact", "--placebos=1"}) {
      assertEquals(
          file
              + ", which an earlier run left unfinished, is of another --method or number of"
              + " --placebos"
              + end,
          landscape(samples, ensemble, out, option).failure(ExitCode.REFUSED));
    }
    Path others = folder.resolve("others");
    CommandRun.of("sample", other, "--out", others, "--count=2", "--seed=5", "--sampling-steps=3")
        .well();
    assertEquals(
        file + ", which an earlier run left unfinished, is of another ensemble" + end,
        landscape(others, other, out).failure(ExitCode.REFUSED));
    Path steps = folder.resolve("steps");
    CommandRun.of("sample", ensemble, "--out", steps, "--count=2", "--seed=5", "--sampling-steps=4")
        .well();
    assertEquals(
        file + ", which an earlier run left unfinished, is of another noise or sampler" + end,
        landscape(steps, ensemble, out).failure(ExitCode.REFUSED));
    assertEquals(
        file + ", which an earlier run left unfinished, is of none of these samples" + end,
        landscape(samples.resolve("sample-5-000001.json"), ensemble, out)
            .failure(ExitCode.REFUSED));
    assertEquals(before, Tiny.digests(kept));
    assertFalse(Files.exists(out));
  }

  @Test
  void landscape_besideAFileOfThatName_isRefusedAndLosesNothing() throws IOException {
    Path out = folder.resolve("table.csv");
    Path mine = Files.writeString(folder.resolve("table.csv.unfinished"), "mine");
    assertTrue(landscape(samples, ensemble, out).failure(ExitCode.REFUSED).contains("no folder"));
    assertEquals("mine", Files.readString(mine));
    Files.delete(mine);
    Path letter = Files.createDirectory(mine).resolve("letter.txt");
    Files.writeString(letter, "dear");
    landscape(samples, ensemble, out).failure(ExitCode.REFUSED);
    assertEquals("dear", Files.readString(letter));
  }

  @Test
  void export_goesOnFromWhatIsGenerated_toTheSameBytes() throws IOException {
    Path out = stoppedAtTheSecond(false);
    export(samples, ensemble, out).well();
    assertFalse(Files.exists(folder.resolve("samples.npy.unfinished")));
    Path anew = folder.resolve("anew.npy");
    export(samples, ensemble, anew).well();
    assertEquals(Sha256.of(anew), Sha256.of(out));
  }

  @Test
  void export_leftoversOfOthers_areRefusedAndStay() throws IOException {
    Path out = stoppedAtTheSecond(false);
    Path kept = folder.resolve("samples.npy.unfinished");
    Map<String, String> before = Tiny.digests(kept);
    Path others = folder.resolve("others");
    CommandRun.of("sample", other, "--out", others, "--count=2", "--seed=5", "--sampling-steps=3")
        .well();
    assertTrue(
        export(others, other, out)
            .failure(ExitCode.REFUSED)
            .contains("is the image of another sample: end that with its own arguments"));
    assertEquals(before, Tiny.digests(kept));
  }
}
