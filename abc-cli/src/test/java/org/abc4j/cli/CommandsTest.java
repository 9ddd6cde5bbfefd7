package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the commands make, on one small ensemble. */
class CommandsTest {
  @TempDir private static Path shared;
  private static Path ensemble;
  private static Path samples;

  @TempDir private Path folder;

  @org.junit.jupiter.api.BeforeAll
  static void train() throws IOException {
    ensemble = Tiny.ensemble(shared);
    samples = Tiny.samples(shared, ensemble, 2);
  }

  @Test
  void train_again_changesNothingAndSaysTheSameHashes() throws IOException {
    var before = Tiny.digests(ensemble);
    CommandRun again =
        CommandRun.of(Tiny.training(shared.resolve("pictures"), ensemble, "--json")).well();
    assertEquals(before, Tiny.digests(ensemble));
    List<String> hashes = EnsembleFolder.open(ensemble).manifest().memberSha256();
    assertEquals(new ObjectMapper().valueToTree(hashes), again.json().get("memberSha256"));
    assertEquals(18, again.json().get("pictures").intValue());
  }

  @Test
  void plan_ofPicturesAndOfAnEnsemble_saysWhatItTakes() throws IOException {
    JsonNode plan =
        CommandRun.of(
                "plan",
                shared.resolve("pictures"),
                "--size=8",
                "--gray",
                "--channels=8,8",
                "--placebos=3",
                "--steps=100",
                "--samples=5",
                "--json")
            .well()
            .json();
    assertEquals(7, plan.get("retrainings").intValue());
    assertEquals(3, plan.get("placebos").intValue());
    assertTrue(plan.get("trainingSeconds").doubleValue() > 0, plan::toString);
    assertTrue(plan.get("diskBytes").longValue() > 0, plan::toString);
    assertEquals(1, plan.get("choices").get(0).get("relativeCost").doubleValue());

    JsonNode trained = CommandRun.of("plan", ensemble, "--json").well().json();
    assertEquals(plan.get("members"), trained.get("members"));
    assertEquals(plan.get("weightsOfAMember"), trained.get("weightsOfAMember"));
    assertTrue(trained.path("trainingSeconds").isMissingNode(), trained::toString);
  }

  @Test
  void plan_forPeople_namesPicturesCodeAndTimes() {
    List<String> lines =
        CommandRun.of("plan", shared.resolve("pictures"), "--size=8", "--channels=8,8")
            .well()
            .lines();
    assertEquals(
        "Pictures:   18 of 6 sources from '" + shared.resolve("pictures") + "', as 3×8×8",
        lines.get(0));
    assertTrue(lines.get(1).matches("Code: {7}\\d members, each source seen by \\d.*"));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("Without codes: 7 trainings")));
  }

  @Test
  void sample_ofAnEnsemble_isAFileThatGivesTheSameBitsAndAPicture() throws IOException {
    Path file = samples.resolve("sample-5-000001.json");
    SampleFile sample = SampleFile.read(file);
    assertEquals(5, sample.seed());
    assertEquals(1, sample.index());
    Sample again = sample.regenerate(EnsembleFolder.open(ensemble), "it", Execution.sequential());

    byte[] shown = PictureReader.standard().read(samples.resolve("sample-5-000001.png")).toBytes();
    float[] values = again.image();
    for (int p = 0; p < values.length; p++) {
      int expected = Math.round(Math.max(0, Math.min(1, (values[p] + 1) / 2)) * 255);
      assertEquals(expected, Byte.toUnsignedInt(shown[p]), 1, "pixel " + p);
    }
  }

  @Test
  void sample_twice_isTheSameFiles() throws IOException {
    Path again = Tiny.samples(folder, ensemble, 2);
    assertEquals(Tiny.digests(samples), Tiny.digests(again));
    assertEquals(4, Tiny.digests(again).size());
    CommandRun.of("sample", ensemble, "--out", again, "--sampling-steps=3", "--seed=5").well();
    assertEquals(16, Tiny.digests(again).size());
  }

  @Test
  void landscape_asTable_hasTheLibrarysNumbersToTheBit() throws IOException {
    Path table = folder.resolve("table.jsonl");
    CommandRun.of("landscape", samples, "--ensemble", ensemble, "--out", table, "--form=jsonl")
        .well();
    Sample sample =
        SampleFile.read(samples.resolve("sample-5-000000.json"))
            .regenerate(EnsembleFolder.open(ensemble), "it", Execution.sequential());
    Landscape exact = new AblationAttributor().attribute(sample);
    List<String> lines = Files.readAllLines(table);
    assertEquals(2 * (6 + 3), lines.size());
    for (int source = 0; source < 6; source++) {
      JsonNode row = new ObjectMapper().readTree(lines.get(source));
      assertEquals("sample-5-000000", row.get("sample").textValue());
      assertEquals("" + (char) ('a' + source), row.get("name").textValue());
      assertEquals(exact.distance(source), row.get("exact").doubleValue());
      assertTrue(row.get("first_order").doubleValue() > 0, row::toString);
    }
    assertEquals("placebo", new ObjectMapper().readTree(lines.get(6)).get("kind").textValue());

    Path csv = folder.resolve("table.csv");
    CommandRun.of("landscape", samples, "--ensemble", ensemble, "--out", csv, "--method=exact")
        .well();
    List<String> rows = Files.readAllLines(csv);
    assertEquals("sample,kind,index,name,exact,first_order,visual,looks_like", rows.get(0));
    assertEquals("sample-5-000000,source,0,a," + exact.distance(0) + ",,,", rows.get(1));
    assertEquals(1 + 2 * (6 + 3), rows.size());
  }

  @Test
  void export_asNpyAndPng_isWhatNumpyReads() throws IOException {
    Path npy = folder.resolve("samples.npy");
    Path png = folder.resolve("png");
    CommandRun.of("export", samples, "--ensemble", ensemble, "--npy", npy, "--png", png).well();
    byte[] bytes = Files.readAllBytes(npy);
    String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
    assertEquals(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 8, 8), }", header.strip());
    assertArrayEquals(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0},
        java.util.Arrays.copyOf(bytes, 10));
    assertEquals(128 + 2 * 64 * 4, bytes.length);
    assertEquals('\n', bytes[127]);
    float[] values = new float[64];
    ByteBuffer.wrap(bytes, 128 + 256, 256)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    Sample second =
        SampleFile.read(samples.resolve("sample-5-000001.json"))
            .regenerate(EnsembleFolder.open(ensemble), "it", Execution.sequential());
    assertArrayEquals(second.image(), values);
    assertArrayEquals(
        Files.readAllBytes(samples.resolve("sample-5-000001.png")),
        Files.readAllBytes(png.resolve("sample-5-000001.png")));
  }

  @Test
  void verify_whatIsWhole_saysSo() throws IOException {
    long members =
        Tiny.digests(ensemble).keySet().stream().filter(file -> file.startsWith("member-")).count();
    assertEquals(
        List.of(
            "'"
                + ensemble
                + "': "
                + members
                + " members and all other files are those of the manifest"),
        CommandRun.of("verify", ensemble).well().lines());
    assertEquals(
        List.of("2 samples were generated again, to the same bits"),
        CommandRun.of("verify", samples, "--ensemble", ensemble).well().lines());
  }

  @Test
  void verify_whatIsChanged_exitsWithItsCode() throws IOException {
    Path other = Tiny.ensemble(folder);
    Path member = EnsembleFolder.memberFile(other, 1);
    byte[] bytes = Files.readAllBytes(member);
    bytes[bytes.length - 1] ^= 1;
    Files.write(member, bytes);
    String said = CommandRun.of("verify", other).failure(ExitCode.REFUSED);
    assertTrue(said.startsWith(member + ": SHA-256: expected "), said);

    Path sample = folder.resolve("sample-x.json");
    String text = Files.readString(samples.resolve("sample-5-000000.json"));
    Files.writeString(sample, text.replaceFirst("\"seed\" : \"5\"", "\"seed\" : \"6\""));
    String changed =
        CommandRun.of("verify", sample, "--ensemble", ensemble).failure(ExitCode.REFUSED);
    assertTrue(changed.startsWith(sample + ": image: expected one of SHA-256 "), changed);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void completion_inBash_completesCommandsAndOptions() throws Exception {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, CommandRun.of("completion").well().out());
    assertEquals(Abc.commandLine().getSubcommands().keySet(), completions(script, ""));
    assertEquals(Set.of("landscape"), completions(script, "la"));
    assertEquals(Set.of("--sampler", "--sampling-steps"), completions(script, "sample", "--sampl"));
  }

  /** What bash offers for the last of the words that were typed. */
  private static Set<String> completions(Path script, String... words) throws Exception {
    List<String> typed = new ArrayList<>(List.of("abc"));
    typed.addAll(List.of(words));
    String quoted = typed.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    String asked =
        "source \"$1\"; COMP_WORDS=("
            + quoted
            + "); COMP_CWORD="
            + words.length
            + "; function=$(complete -p abc | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
            + " $function abc; printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process bash =
        new ProcessBuilder("bash", "-c", asked, "bash", script.toString())
            // Outside of a terminal, compopt says that nothing is being completed.
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), said);
    return said.lines().map(String::strip).collect(Collectors.toSet());
  }

  @Test
  void help_ofEachCommand_hasAnExampleThatParses() {
    Abc.commandLine()
        .getSubcommands()
        .forEach(
            (name, line) -> {
              if (name.equals("help")) {
                return;
              }
              String help = CommandRun.of(name, "--help").well().out();
              List<String> lines = help.lines().toList();
              int example = lines.indexOf("Example:");
              assertTrue(example > 0, help);
              for (String one : lines.subList(example + 1, lines.size())) {
                if (one.strip().startsWith("abc ")) {
                  Abc.commandLine().parseArgs(one.strip().substring(4).split(" +"));
                }
              }
            });
  }
}
