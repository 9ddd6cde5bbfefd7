package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.evaluation.Correlation;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.UniPcSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study of samplers, from its arguments to the files it leaves. */
class SamplerStudyTest {
  private static final String HEADER =
      "members,sampler,spacing,steps,sample,passes,image_rmse,spearman,top8_shared,"
          + "median_relative_distance_error";

  @TempDir Path temp;

  private static List<String> options(Path out, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--members=gaussian",
                "--sources=12",
                "--samples=2",
                "--landscapes=1",
                "--steps=3,4",
                "--reference=ddim-trailing-60",
                "--checks=unipc-trailing-20",
                "--threads=2",
                "--out=" + out));
    options.addAll(List.of(more));
    return options;
  }

  private CommandRun run(String folder, String... more) {
    return CommandRun.of(
        SamplerStudy.commandLine(), options(temp.resolve(folder), more).toArray(String[]::new));
  }

  private Map<String, byte[]> files(String folder) throws IOException {
    Path root = temp.resolve(folder);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void assertSameFiles(String folder, String other) throws IOException {
    Map<String, byte[]> a = files(folder);
    Map<String, byte[]> b = files(other);
    assertEquals(a.keySet(), b.keySet());
    a.forEach((name, bytes) -> assertArrayEquals(bytes, b.get(name), name));
  }

  /** The cells of a line of the results, by its first five. */
  private String[] line(String folder, String first) throws IOException {
    List<String> found =
        Files.readAllLines(temp.resolve(folder).resolve("samplers.csv")).stream()
            .filter(line -> line.startsWith(first + ","))
            .toList();
    assertEquals(1, found.size(), first);
    return found.get(0).split(",", -1);
  }

  @Test
  void run_gaussian_writesWhatTheLibraryFinds() throws IOException {
    run("out").well();
    StudiedMembers members = StudiedMembers.closedForm(StudiedMembers.Kind.GAUSSIAN, 12, 1);
    ExogenousNoise noise = ExogenousNoise.philox(1);
    Sample expected = DdimSampler.steps(60).sample(members.ensemble(), noise.of(0));
    Sample found = UniPcSampler.steps(3).sample(members.ensemble(), noise.of(0));
    double squares = 0;
    for (int p = 0; p < expected.image().length; p++) {
      squares += Math.pow((double) found.image()[p] - expected.image()[p], 2);
    }
    String[] cells = line("out", "gaussian,unipc,trailing,3,0");
    assertEquals(Math.sqrt(squares / 1024), Double.parseDouble(cells[6]), 1e-12);
    AblationAttributor attributor = new AblationAttributor();
    assertEquals(
        Correlation.spearman(
                attributor.attribute(found).distances(), attributor.attribute(expected).distances())
            .coefficient(),
        Double.parseDouble(cells[7]),
        1e-12);
    int n = members.ensemble().size();
    int w = members.ensemble().code().codebook().weight();
    assertEquals(3 * (n + 12 * (n - w)), Integer.parseInt(cells[5]));
  }

  @Test
  void run_samplesWithoutLandscape_haveImagesOnly() throws IOException {
    run("out").well();
    List<String> lines = Files.readAllLines(temp.resolve("out/samplers.csv"));
    assertEquals(HEADER, lines.get(0));
    // 3 samplers, 2 spacings, 2 numbers of steps; DDIM at 50 and the check; 2 samples.
    assertEquals(1 + (12 + 2) * 2, lines.size());
    String[] cells = line("out", "gaussian,dpm-solver,log-snr,4,1");
    assertTrue(Double.parseDouble(cells[6]) > 0);
    assertEquals(List.of("", "", ""), List.of(cells).subList(7, 10));
    assertEquals("", line("out", "gaussian,unipc,trailing,20,0")[7], "a check has no landscape");
  }

  @Test
  void run_moreSteps_comeNearer() throws IOException {
    run("out", "--steps=4,30", "--spacings=log-snr", "--reference=unipc-log-snr-100").well();
    for (String sampler : List.of("ddim", "dpm-solver", "unipc")) {
      double few = Double.parseDouble(line("out", "gaussian," + sampler + ",log-snr,4,0")[6]);
      double many = Double.parseDouble(line("out", "gaussian," + sampler + ",log-snr,30,0")[6]);
      assertTrue(many < few / 2, sampler + ": " + few + ", " + many);
    }
  }

  @Test
  void run_anyNumberOfThreads_leavesTheSameResults() throws IOException {
    run("one", "--threads=1").well();
    run("three", "--threads=3").well();
    Map<String, byte[]> one = files("one");
    Map<String, byte[]> three = files("three");
    assertEquals(one.keySet(), three.keySet());
    one.remove("samplers.html");
    one.forEach((name, bytes) -> assertArrayEquals(bytes, three.get(name), name));
  }

  @Test
  void run_again_computesOnlyWhatIsMissing() throws IOException {
    run("whole").well();
    run("again").well();
    Path kept = temp.resolve("again/trials/gaussian/ddim-trailing-60-sample-0.safetensors");
    var time = Files.getLastModifiedTime(kept);
    Path gone = temp.resolve("again/trials/gaussian/unipc-log-snr-4-sample-1.safetensors");
    Files.delete(gone);
    Files.delete(temp.resolve("again/samplers.csv"));
    run("again").well();
    assertEquals(time, Files.getLastModifiedTime(kept));
    assertSameFiles("whole", "again");
  }

  /** Killed at no moment that anybody chose, and then to its end. */
  @Test
  void run_killedAndStartedAgain_leavesTheSameBytes() throws Exception {
    run("whole").well();
    Path out = temp.resolve("killed");
    ProcessBuilder program = CommandRun.java(SamplerStudy.class, options(out));
    // With the Vector API it works itself, and not in a child that would outlive it.
    program.command().addAll(1, List.of("--add-modules", "jdk.incubator.vector"));
    Process process =
        program.redirectErrorStream(true).redirectOutput(temp.resolve("output").toFile()).start();
    Path trials = out.resolve("trials/gaussian");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (process.isAlive() && count(trials) < 3 && System.nanoTime() < deadline) {
      Thread.sleep(2);
    }
    process.destroyForcibly().waitFor();
    assertTrue(count(trials) >= 3, Files.readString(temp.resolve("output")));
    assertFalse(Files.exists(out.resolve("samplers.csv")), "it was killed before its end");
    run("killed").well();
    assertSameFiles("whole", "killed");
  }

  private static long count(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).count();
    }
  }

  @Test
  void run_moreLandscapes_addsThem() throws IOException {
    run("out", "--landscapes=0").well();
    assertEquals("", line("out", "gaussian,unipc,trailing,3,0")[7]);
    run("out", "--landscapes=1").well();
    assertNotEquals("", line("out", "gaussian,unipc,trailing,3,0")[7]);
    run("whole").well();
    assertSameFiles("whole", "out");
  }

  @Test
  void run_shipped_isClippedSoThatItConverges() throws IOException {
    TinyEnsemble.train(temp.resolve("root/ensemble"));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {temp.resolve("root").toUri().toURL()}, null)) {
      List<String> options =
          options(
              temp.resolve("out"),
              "--members=shipped",
              "--samples=1",
              "--steps=2",
              "--samplers=unipc",
              "--spacings=trailing",
              "--reference=ddim-trailing-4");
      CommandRun run =
          CommandRun.of(
                  SamplerStudy.commandLine(loader, "ensemble/"), options.toArray(String[]::new))
              .well();
      assertTrue(run.lines().get(0).startsWith("Trained members"), run.out());
    }
    Path trial = temp.resolve("out/trials/shipped/unipc-trailing-2-sample-0.safetensors");
    String sampler = SafetensorsFile.read(trial).metadata().get("sampler");
    assertTrue(sampler.contains("clipped to ±1.0, noise of the clipped sample"), sampler);
  }

  @Test
  void run_page_hasChartsTableAndAnswers() throws Exception {
    CommandRun run = run("out", "--members=gaussian,memorising").well();
    var page = Markup.page(Files.readString(temp.resolve("out/samplers.html")));
    assertEquals(4, Markup.elements(page, "svg").size());
    String text = page.getDocumentElement().getTextContent();
    for (String answer : run.lines().stream().filter(line -> line.startsWith("  ")).toList()) {
      assertTrue(text.contains(answer.strip()), answer);
    }
    assertTrue(run.out().contains("As good as DDIM, trailing, 50 steps is UniPC-2, log-SNR"));
    assertEquals(
        "Results: " + temp.resolve("out/samplers.html").toAbsolutePath(),
        run.lines().get(run.lines().size() - 1));
    assertTrue(Markup.fact(page, "Gaussian members").contains("SHA-256"));
  }

  /**
   * Neither is compared with itself, and both have the landscapes that others are compared with.
   */
  @Test
  void run_usualSamplerIsReferenceAndCheck_isComparedWithNothing() throws Exception {
    CommandRun run = run("out", "--reference=ddim-trailing-50", "--checks=ddim-trailing-50").well();
    assertFalse(run.out().contains("As good as"), run.out());
    assertNotEquals("", line("out", "gaussian,unipc,trailing,3,0")[7]);
    String text =
        Markup.page(Files.readString(temp.resolve("out/samplers.html")))
            .getDocumentElement()
            .getTextContent();
    assertTrue(text.contains("The reference is DDIM, trailing, 50 steps."), text);
    assertTrue(text.contains("by the image: UniPC-2, trailing, 20 steps by 0."), text);
    assertFalse(text.contains("As good as") || text.contains("50 steps by"), text);
  }

  @Test
  void run_storeOfAnotherStudy_isNamedAndLeft() throws IOException {
    run("out").well();
    Map<String, byte[]> before = files("out");
    String line = run("out", "--seed=2").failure();
    assertTrue(line.contains("ddim-trailing-60-sample-0.safetensors"), line);
    Map<String, byte[]> after = files("out");
    assertEquals(before.keySet(), after.keySet());
    before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
  }

  @Test
  void run_garbledTrial_isNamed() throws IOException {
    run("out").well();
    Path trial = temp.resolve("out/trials/gaussian/unipc-log-snr-3-sample-0.safetensors");
    Files.write(trial, Arrays.copyOf(Files.readAllBytes(trial), 99));
    String line = run("out").failure();
    assertTrue(line.contains(trial.toString()), line);
  }

  @Test
  void run_badArguments_areNamed() {
    assertEquals("--samples must be at least 1, found 0", run("o", "--samples=0").failure());
    assertEquals("--threads must be at least 1, found 0", run("o", "--threads=0").failure());
    assertEquals("--sources must be at least 4, found 3", run("o", "--sources=3").failure());
    assertEquals(
        "--landscapes must be at least 0, found -1", run("o", "--landscapes=-1").failure());
    assertEquals(
        "a sampler is one of [ddim, dpm-solver, unipc], found heun",
        run("o", "--samplers=heun").failure());
    assertEquals(
        "a spacing is one of [leading, trailing, log-snr], found even",
        run("o", "--spacings=even").failure());
    assertEquals(
        "a sampler with spacing and steps is written like ddim-trailing-1000, found all",
        run("o", "--reference=all").failure());
    assertEquals(
        "sampling steps lie from 1 to the 1000 training steps, found 1001",
        run("o", "--steps=1001").failure());
    assertFalse(Files.exists(temp.resolve("o/samplers.csv")));
  }

  @Test
  void help_namesEveryOption() {
    String help = run("none", "--help").out();
    for (var option : SamplerStudy.commandLine().getCommandSpec().options()) {
      assertTrue(help.contains(option.longestName()), option.longestName());
    }
    assertFalse(Files.exists(temp.resolve("none")));
    assertEquals(
        List.of("ddim", "dpm-solver", "unipc"),
        Arrays.stream(SamplerChoice.values()).map(Object::toString).collect(Collectors.toList()));
  }
}
