package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerText;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

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
  void sources_ofAnEnsemble_areListedAndFoundByName() throws IOException {
    EnsembleFolder folder = EnsembleFolder.open(ensemble);
    JsonNode all = CommandRun.of("sources", ensemble, "--json").well().json();
    assertEquals(6, all.get("count").intValue());
    assertEquals(18, all.get("pictures").intValue());
    assertTrue(all.get("named").booleanValue());
    assertEquals(folder.code().reserved(), all.get("reserved").longValue());
    assertEquals(6, all.get("sources").size());
    String name = folder.code().sources().name(4);
    JsonNode one = CommandRun.of("sources", ensemble, name, "--json").well().json().get("sources");
    assertEquals(1, one.size());
    assertEquals(all.get("sources").get(4), one.get(0));
    assertEquals(4, one.get(0).get("index").intValue());
    assertEquals(name, one.get(0).get("source").textValue());
    assertEquals(folder.code().sources().itemsOf(4).length, one.get(0).get("pictures").intValue());
    assertEquals(
        new ObjectMapper().valueToTree(folder.code().word(4).members()), one.get(0).get("members"));
    List<String> lines = CommandRun.of("sources", ensemble, name).well().lines();
    assertEquals(3, lines.size());
    assertTrue(lines.get(1).matches(" +4 +\\d+ +[\\d ]+ +'" + name + "'"), lines.get(1));
    assertEquals(
        "none of the 6 sources is called 'nobody'",
        CommandRun.of("sources", ensemble, "nobody").failure(ExitCode.USAGE));
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
    assertTrue(plan.get("estimatedTrainingSeconds").doubleValue() > 0, plan::toString);
    assertTrue(plan.get("estimatedDiskBytes").longValue() > 0, plan::toString);
    plan.get("choices")
        .forEach(one -> assertTrue(one.get("relativeCost").doubleValue() < 1, one::toString));
    double exact = plan.get("estimatedLandscapeSeconds").doubleValue();
    double jacobians = plan.get("estimatedJacobianSeconds").doubleValue();
    assertEquals(
        exact * (6 + 3) / 6 + jacobians,
        plan.get("estimatedAttributionSeconds").doubleValue(),
        0.002);

    JsonNode trained = CommandRun.of("plan", ensemble, "--json").well().json();
    // Retraining as the ensemble was trained, not as the options' 5,000 steps of 32 would.
    assertTrue(
        trained.get("estimatedRetrainingSeconds").doubleValue()
            < plan.get("estimatedRetrainingSeconds").doubleValue(),
        trained::toString);
    assertEquals(plan.get("members"), trained.get("members"));
    assertEquals(plan.get("weightsOfAMember"), trained.get("weightsOfAMember"));
    assertTrue(trained.path("estimatedTrainingSeconds").isMissingNode(), trained::toString);
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

    // Large enough to be seen: each of 8×8 pixels is a square of 16.
    Picture shown = PictureReader.standard().read(samples.resolve("sample-5-000001.png"));
    assertEquals("1×128×128", shown.shape().toString());
    float[] values = again.image();
    for (int y = 0; y < 128; y++) {
      for (int x = 0; x < 128; x++) {
        float value = values[y / 16 * 8 + x / 16];
        int expected = Math.round(Math.max(0, Math.min(1, (value + 1) / 2)) * 255);
        assertEquals(expected, shown.value(0, y, x), 1, "pixel " + y + ", " + x);
      }
    }
  }

  @Test
  void sample_enlargedOtherwise_isDrawnAgainAndTheSameSample() throws IOException {
    Path again = Tiny.samples(folder, ensemble, 2);
    Object[] own = {
      "sample", ensemble, "--out", again, "--count=2", "--sampling-steps=3", "--seed=5", "--enlarge"
    };
    Object[] args = java.util.Arrays.copyOf(own, own.length + 2);
    args[own.length] = 1;
    args[own.length + 1] = "--json";
    JsonNode said = CommandRun.of(args).well().json();
    assertEquals(0, said.get("kept").intValue());
    assertEquals(
        SamplerText.of(SampleFile.read(again.resolve("sample-5-000000.json")).sampler()),
        said.get("sampler").textValue());
    Path raw = folder.resolve("raw");
    CommandRun.of("export", samples, "--ensemble", ensemble, "--png", raw).well();
    for (String name : List.of("sample-5-000000", "sample-5-000001")) {
      assertArrayEquals(
          Files.readAllBytes(raw.resolve(name + ".png")),
          Files.readAllBytes(again.resolve(name + ".png")));
      assertArrayEquals(
          Files.readAllBytes(samples.resolve(name + ".json")),
          Files.readAllBytes(again.resolve(name + ".json")));
    }
    assertEquals(
        "1×8×8",
        PictureReader.standard().read(raw.resolve("sample-5-000000.png")).shape().toString());
    assertEquals(2, CommandRun.of(args).well().json().get("kept").intValue());
  }

  @Test
  void enough_ofAnyShape_makesTheLongerSide128OrMore() {
    assertEquals(8, PngFile.enough(new Shape(3, 16, 16)));
    assertEquals(3, PngFile.enough(new Shape(3, 8, 60)));
    assertEquals(1, PngFile.enough(new Shape(3, 128, 16)));
    assertEquals(1, PngFile.enough(new Shape(3, 500, 500)));
    assertEquals(64, PngFile.enough(new Shape(1, 1, 1)));
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
    assertTrue(rows.get(0).startsWith("\"sample\",\"kind\",\"index\",\"name\",\"exact\","));
    assertTrue(rows.get(0).contains(",\"visual\",\"looks_like\",\"influence\","), rows.get(0));
    String[] first = rows.get(1).split(",", -1);
    assertEquals("\"sample-5-000000\"", first[0]);
    assertEquals("\"a\"", first[3]);
    assertEquals(exact.distance(0), Double.parseDouble(first[4]));
    assertEquals(1 + 2 * (6 + 3), rows.size());
  }

  @Test
  void attribute_asJson_hasPlacebosBesideEachSample() throws IOException {
    Path studies = folder.resolve("studies");
    JsonNode said =
        CommandRun.of("attribute", samples, "--ensemble", ensemble, "--out", studies, "--json")
            .well()
            .json();
    assertEquals(2, said.get("samples").size());
    JsonNode first = said.get("samples").get(0);
    assertEquals("sample-5-000000", first.get("name").textValue());
    assertEquals(3, first.get("placebos").intValue());
    assertTrue(first.get("farthest").get(0).get("placebosAsFar").isNumber(), first::toString);

    JsonNode none =
        CommandRun.of(
                "attribute",
                samples,
                "--ensemble=" + ensemble,
                "--out=" + folder.resolve("none"),
                "--placebos=0",
                "--json")
            .well()
            .json();
    assertEquals(0, none.get("samples").get(0).get("placebos").intValue());
    assertTrue(
        none.get("samples").get(0).get("farthest").get(0).get("placebosAsFar").isNull(),
        none::toString);
  }

  @Test
  void report_ofStudies_saysWhichNoiseAndWhatCannotBeSaidButNoPath() throws IOException {
    Path studies = folder.resolve("studies");
    Path out = folder.resolve("report");
    CommandRun.of("attribute", samples, "--ensemble", ensemble, "--out", studies).well();
    CommandRun.of(
            "report",
            studies,
            "--ensemble=" + ensemble,
            "--pictures=" + shared.resolve("pictures"),
            "--out=" + out)
        .well();
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("seed 5, index 1, "), "noise");
    assertTrue(page.contains("can ever be named"), "naming");
    assertTrue(page.contains("takes 114 placebos, so an ensemble whose code"), "advice");
    assertFalse(page.contains(shared.toString()), "path");
    assertFalse(page.contains("artist"), "artist");
  }

  @Test
  void failure_withJson_isSaidInJsonToo() throws IOException {
    for (CommandRun failed :
        List.of(
            CommandRun.of("plan", "--json", "--no-such-option"),
            CommandRun.of("verify", folder.resolve("none"), "--json"),
            CommandRun.of(
                "attribute", samples, "--out", samples, "--ensemble", ensemble, "--json"))) {
      JsonNode said = failed.json();
      assertTrue(failed.exitCode() > 0);
      assertEquals(failed.exitCode(), said.get("exitCode").intValue());
      assertEquals(failed.err().strip(), "abc: " + said.get("error").textValue());
    }
    assertEquals("", CommandRun.of("verify", folder.resolve("none")).out());
  }

  @Test
  void plan_ofFewPlacebos_saysThatNoSourceCanBeNamedAndWhatItTakes() {
    List<String> lines =
        CommandRun.of(
                "plan",
                shared.resolve("pictures"),
                "--size=8",
                "--gray",
                "--channels=8,8",
                "--placebos=3")
            .well()
            .lines();
    assertTrue(
        lines.stream()
            .anyMatch(
                line ->
                    line.startsWith(
                        "Naming:     with 3 placebos no single source can ever be named, which takes"
                            + " 19 for one chosen beforehand; to name the farthest of 6 takes"
                            + " --placebos 114, ")),
        lines::toString);
  }

  @Test
  void output_thatCannotBeWritten_isAFailure() {
    java.io.Writer full =
        new java.io.Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("full");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    for (String[] args :
        List.of(new String[] {"completion"}, new String[] {"verify", ensemble.toString()})) {
      java.io.StringWriter err = new java.io.StringWriter();
      int exitCode =
          Abc.commandLine()
              .setOut(new java.io.PrintWriter(full))
              .setErr(new java.io.PrintWriter(err, true))
              .execute(args);
      assertEquals(ExitCode.FAILURE, exitCode, err.toString());
    }
  }

  @Test
  void export_asNpyAndPng_isWhatNumpyReads() throws IOException {
    Path npy = folder.resolve("samples.npy");
    Path png = folder.resolve("png");
    CommandRun.of(
            "export",
            samples,
            "--ensemble=" + ensemble,
            "--npy=" + npy,
            "--png=" + png,
            "--enlarge=16")
        .well();
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
  void help_ofEachCommand_hasItsExitCodes() {
    for (String name : Abc.commandLine().getSubcommands().keySet()) {
      if (!name.equals("help")) {
        List<String> lines = CommandRun.of(name, "--help").well().lines();
        int codes = lines.indexOf("Exit codes:");
        assertTrue(codes > 0 && lines.get(codes + 1).strip().startsWith("0 "), lines::toString);
      }
    }
    String help = CommandRun.of("train", "--help").well().out();
    for (String code : List.of("  0 ", "  1 ", "  2 ", "  3 ", "  4 ", "130 ", "143 ")) {
      assertTrue(help.contains("\n  " + code), help);
    }
  }

  /** Of no command does an option's text speak of an option that the command does not have. */
  @Test
  void help_ofEachCommand_namesOnlyItsOwnOptions() {
    Abc.commandLine()
        .getSubcommands()
        .forEach(
            (name, line) -> {
              for (OptionSpec option : line.getCommandSpec().options()) {
                Matcher named =
                    Pattern.compile("--[a-z-]+").matcher(String.join(" ", option.description()));
                while (named.find()) {
                  assertNotNull(
                      line.getCommandSpec().findOption(named.group()),
                      name + " " + option.longestName() + " speaks of " + named.group());
                }
              }
            });
    String help = CommandRun.of("landscape", "--help").well().out();
    assertFalse(help.toLowerCase(Locale.ROOT).contains("visual"), help);
  }

  @Test
  void version_saysWhatItRunsOn() {
    List<String> lines = CommandRun.of("--version").well().lines();
    assertEquals(
        List.of("abc", "Java", "Memory:", "Vector"),
        lines.stream().map(line -> line.split(" ")[0]).toList());
    assertEquals("Vector API: on", lines.get(3));
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
