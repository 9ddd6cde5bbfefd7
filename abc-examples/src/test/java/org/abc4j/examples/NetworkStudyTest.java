package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The study of trained networks at a size of seconds, from its arguments to its files. */
class NetworkStudyTest {
  @TempDir private Path temp;

  private String run(int exitCode, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        NetworkStudy.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> given = List.of(more);
    String[] args =
        Stream.concat(
                Stream.of(
                        "--sources=8",
                        "--items=2",
                        "--members=5",
                        "--weight=2",
                        "--side=16",
                        "--channels=8",
                        "--steps=2",
                        "--batch=2",
                        "--removed=3",
                        "--deals=2",
                        "--samples=2",
                        "--threads=1",
                        "--out=" + temp.resolve("out"))
                    .filter(
                        usual ->
                            given.stream()
                                .noneMatch(
                                    other ->
                                        usual.startsWith(
                                            other.substring(0, other.indexOf('=') + 1)))),
                given.stream())
            .toArray(String[]::new);
    assertEquals(exitCode, line.execute(args), err.toString());
    return exitCode == 0 ? out.toString() : err.toString();
  }

  private Map<String, byte[]> files() throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(temp.resolve("out"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(temp.resolve("out").relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void study_stopped_goesOnToTheSameBytes() throws Exception {
    String first = run(0, "--starts=own,shared");
    assertTrue(first.contains("own starts: 3 sources, 2 samples, 2 seeds"), first);
    assertTrue(first.contains("shared starts, seed 1, source 2, watermark"), first);
    Map<String, byte[]> whole = files();
    // For each start 5 members of each seed, 2 again for each of 3 sources, 5 of planted images.
    assertEquals(
        2 * (2 * (5 + 3 * 2) + 5),
        whole.keySet().stream().filter(name -> name.endsWith(".safetensors")).count());
    Files.delete(temp.resolve("out/retraining.csv"));
    Files.delete(temp.resolve("out/lines/trial-shared-removed-3-seeds-1-2-samples-2.csv"));
    Files.delete(temp.resolve("out/lines/evidence-own-seed-2-deals-2-samples-2.csv"));
    for (String name : whole.keySet()) {
      if (name.endsWith("member-003.safetensors")) {
        Files.delete(temp.resolve("out").resolve(name));
      }
    }
    assertEquals(first, run(0, "--starts=own,shared", "--threads=2"));
    Map<String, byte[]> again = files();
    assertEquals(whole.keySet(), again.keySet());
    whole.forEach((name, bytes) -> assertArrayEquals(bytes, again.get(name), name));
    for (String name : List.of("retraining", "evidence", "planted")) {
      List<String> lines = Files.readAllLines(temp.resolve("out/" + name + ".csv"));
      int columns = lines.get(0).split(",").length;
      lines.forEach(line -> assertEquals(columns, line.split(",").length, line));
    }
  }

  @Test
  void study_ofAnotherTraining_isRefused() throws Exception {
    run(0, "--removed=0", "--seeds=1", "--deals=0");
    assertTrue(run(1, "--removed=0", "--seeds=1", "--steps=3", "--deals=1").contains("training"));
    assertTrue(run(1, "--removed=0", "--seeds=1", "--steps=3", "--deals=0").contains("first line"));
    Path member = temp.resolve("out/plain-own-seed-1/member-000.safetensors");
    byte[] bytes = Files.readAllBytes(member);
    bytes[bytes.length - 1] ^= 0x40;
    Files.write(temp.resolve("out/plain-own-seed-1/member-001.safetensors"), bytes);
    String error = run(1, "--removed=0", "--seeds=1", "--deals=1");
    assertTrue(error.contains("member-001.safetensors"), error);
  }

  @Test
  void study_impossibleArguments_areRefused() {
    assertTrue(run(1, "--removed=9").contains("--sources with --removed 9 must be at least 9"));
    assertTrue(run(1, "--seeds=1").contains("the number of --seeds must be at least 2, found 1"));
    String few = run(1, "--sources=3", "--removed=3");
    assertTrue(few.contains("sees ") && few.contains("of the 3 sources"), few);
    assertTrue(run(1, "--sources=10", "--items=20").contains("asked for 10"));
  }

  /** Who never saw the source is the member as it was. */
  @Test
  void retrained_replacesWhoSawTheSource() throws Exception {
    NetworkRecipe recipe = new NetworkRecipe(8, 2, 5, 2, 16, List.of(8), 2, 2);
    Batch images = recipe.images(TrainingData.bundled(256).images());
    NetworkWorld world = recipe.world(images, NetworkWorld.Starts.OWN, 1);
    NetworkMembers members = new NetworkMembers(temp, world);
    members.train(2, Execution.sequential());
    Ensemble trained = members.ensemble();
    Ensemble again = members.retrained(1);
    Batch x = images.select(4);
    for (int i = 0; i < 5; i++) {
      assertEquals(
          !world.code().word(1).contains(i),
          trained.member(i).predict(x, 300).equals(again.member(i).predict(x, 300)),
          "member " + i);
    }
  }
}
