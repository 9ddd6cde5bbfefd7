package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import org.abc4j.training.UNetEnsembleTrainer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The quick start on an ensemble of U-Nets, from its arguments to the files it leaves. */
class QuickStartTest {
  private static final String PREFIX = "ensemble/";
  private static final int STEPS = 2;

  @TempDir static Path root;

  @TempDir Path temp;

  private static EnsembleFolder folder;

  @BeforeAll
  static void train() throws IOException {
    folder = TinyEnsemble.train(root.resolve(PREFIX));
  }

  private static Path ensemble() {
    return root.resolve(PREFIX);
  }

  private Path out() {
    return temp.resolve("out");
  }

  /** With a class path of one folder. */
  private CommandRun run(Path classPath, String... options) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("--samples=1", "--steps=" + STEPS, "--threads=2", "--out=" + out()));
    all.addAll(List.of(options));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, null)) {
      return CommandRun.of(QuickStart.commandLine(loader, PREFIX), all.toArray(String[]::new));
    }
  }

  private Document page() throws Exception {
    return Markup.page(Files.readString(out().resolve("report.html")));
  }

  @Test
  void run_shipped_writesReportPicturesAndCodebook() throws Exception {
    CommandRun run = run(root, "--samples=2").well();
    for (String name :
        List.of("report.html", "codebook.json", "unet-sample-0.png", "unet-sample-1.png")) {
      assertTrue(Files.exists(out().resolve(name)), name);
    }
    assertEquals(3, run.lines().size(), run.out());
    assertTrue(run.lines().get(0).startsWith("Training images: Fashion-MNIST"), run.out());
    assertEquals("Report: " + out().resolve("report.html").toAbsolutePath(), run.lines().get(2));
    CodeAssignment code = AssignmentFile.read(out().resolve("codebook.json"));
    assertEquals(
        AssignmentFile.sha256(TinyEnsemble.RECIPE.code(TinyEnsemble.data().sources())),
        AssignmentFile.sha256(code));

    Document page = page();
    String text = page.getDocumentElement().getTextContent();
    assertTrue(text.contains("A source here is a group of 2 training images"), text);
    assertTrue(text.contains("There are 6 sources of 12 images."), text);
    assertEquals(
        folder.manifest().dataSha256(), Markup.fact(page, "SHA-256 of the training images"));
    assertEquals(folder.manifest().memberSha256().get(6), Markup.fact(page, "SHA-256 of member 6"));
    assertEquals("The ensemble that comes with the examples", Markup.fact(page, "Ensemble"));
  }

  @Test
  void run_sample_isThatOfTheLibraryClipped() throws Exception {
    run(root, "--seed=5", "--samples=2").well();
    UniPcSampler sampler = UniPcSampler.steps(STEPS).withClipping(1);
    List<Sample> samples = sampler.samples(folder.ensemble(), ExogenousNoise.philox(5), 2);
    Sample sample = samples.get(1);
    Element section = Markup.elements(page(), "section").get(1);
    BufferedImage shown = Markup.picture(Markup.elements(section, "img").get(0));
    float[] image = sample.image();
    for (int p = 0; p < image.length; p++) {
      double level = (Math.max(-1, Math.min(1, image[p])) + 1) / 2 * 255;
      assertEquals(level, shown.getRGB(p % 32, p / 32) & 0xff, 0.5001);
    }
    TrainingPoints points = TinyEnsemble.data().points();
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            folder.ensemble(),
            points,
            TrainingResiduals.lateSteps(sampler),
            ResidualDraws.usual(),
            Execution.sequential());
    CalibratedAttribution found =
        new CalibratedAttributor(points, residuals).attributeAll(samples).get(1);
    int most =
        SampleStudy.of(
                sample,
                StudySettings.withoutCounterfactuals().picturing(1).calibrated(found),
                Execution.sequential())
            .calibrated()
            .orElseThrow()
            .top(1)[0];
    Element first = Markup.elements(section, "b").get(0);
    assertEquals(TinyEnsemble.data().sourceTitle(most), first.getTextContent());
    BufferedImage source = Markup.picture(Markup.elements(section, "img").get(1));
    assertEquals(64, source.getWidth(), "a source is shown by its images");
  }

  @Test
  void run_shippedWithoutItsResiduals_writesNothingIntoTheClassPath() throws Exception {
    Path place = temp.resolve("class-path");
    TinyEnsemble.train(place.resolve(PREFIX));
    run(place).well();
    assertFalse(Files.exists(place.resolve(PREFIX).resolve("residuals")));
    assertTrue(Files.readString(out().resolve("report.html")).contains("trace"));
  }

  /** The word that the removed source gave up was chosen by somebody: it is no placebo. */
  @Test
  void run_repairedEnsemble_takesWordsThatNobodyHeldAsPlacebos() throws Exception {
    EnsembleFolder without =
        EnsembleRemoval.of(folder, Instant.EPOCH, "as a test", 2).to(temp.resolve("without"));
    int[] left = folder.code().sources().itemsWithout(2).mapToInt(Math::toIntExact).toArray();
    ImageSet images = TinyEnsemble.data().images().select(left);
    Path own = temp.resolve("own");
    UNetEnsembleTrainer.of(without).repair(without, images.batch(), own);
    Path data = temp.resolve("photos");
    IdxWriter.plain().images(data, BundledImages.fashionMnist256().select(left));
    run(root, "--ensemble=" + own, "--data=" + data).well();
    EnsembleFolder repaired = EnsembleFolder.open(own);
    assertEquals(TinyEnsemble.RECIPE.placebos(), repaired.neverHeld());
    assertEquals(repaired.neverHeld() + 1, repaired.code().reserved());
    String table = Files.readString(out().resolve("unet.csv"));
    String last = table.lines().skip(1).findFirst().orElseThrow();
    String[] fields = last.split(",", -1);
    assertEquals("" + repaired.neverHeld(), fields[fields.length - 3], last);
  }

  @Test
  void run_noClipping_givesOtherSamples() throws Exception {
    run(root).well();
    byte[] clipped = Files.readAllBytes(out().resolve("unet-sample-0.png"));
    run(root, "--no-clipping").well();
    byte[] plain = Files.readAllBytes(out().resolve("unet-sample-0.png"));
    assertFalse(java.util.Arrays.equals(clipped, plain));
    assertTrue(Markup.fact(page(), "Sampler").startsWith("UniPC"));
    assertFalse(Markup.fact(page(), "Sampler").contains("clipped"));
  }

  @Test
  void run_otherSampler_isTheLibrarys() throws Exception {
    run(root, "--sampler=ddim", "--spacing=leading").well();
    assertEquals(
        DdimSampler.steps(STEPS).withSpacing(Spacing.LEADING).withClipping(1).toString(),
        Markup.fact(page(), "Sampler"));
    assertEquals(
        "a sampler is one of [ddim, dpm-solver, unipc], found heun",
        run(root, "--sampler=heun").failure());
    assertEquals(
        "a spacing is one of [leading, trailing, log-snr], found even",
        run(root, "--spacing=even").failure());
  }

  @Test
  void run_anyNumberOfThreads_leavesTheSamePictures() throws Exception {
    run(root, "--threads=1").well();
    byte[] one = Files.readAllBytes(out().resolve("unet-sample-0.png"));
    run(root, "--threads=3").well();
    assertArrayEquals(one, Files.readAllBytes(out().resolve("unet-sample-0.png")));
  }

  @Test
  void run_ownEnsembleOnOwnImages_isTheSame() throws Exception {
    run(root).well();
    byte[] shipped = Files.readAllBytes(out().resolve("unet-sample-0.png"));
    Path data = temp.resolve("some.gz");
    IdxWriter.gzipped().images(data, BundledImages.fashionMnist256().first(20));
    run(temp, "--ensemble=" + ensemble(), "--data=" + data).well();
    assertArrayEquals(shipped, Files.readAllBytes(out().resolve("unet-sample-0.png")));
    assertEquals("The ensemble in " + ensemble(), Markup.fact(page(), "Ensemble"));
    String text = page().getDocumentElement().getTextContent();
    assertTrue(text.matches("(?s).*images \\d+, \\d+, source \\d.*"), "without labels");
  }

  @Test
  void run_noEnsembleWithTheExamples_saysWhatIsMissingAndHowToTrain() throws IOException {
    String line = run(temp).failure();
    assertTrue(line.contains("there is no " + PREFIX + "manifest.json"), line);
    assertTrue(line.contains("mvn -q -Ptrain"), line);
    assertFalse(Files.exists(out()));
  }

  @Test
  void run_dataWithoutEnsemble_isRefused() throws IOException {
    assertEquals(
        "--data some says what an ensemble of yours was trained on, so --ensemble is needed too; the"
            + " one that comes with the examples was trained on the bundled images",
        run(root, "--data=some").failure());
  }

  @Test
  void run_otherImages_namesBothDigests() throws IOException {
    Path data = temp.resolve("black");
    IdxWriter.plain()
        .images(data, BundledImages.fashionMnist256().select(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    String line = run(root, "--ensemble=" + ensemble(), "--data=" + data).failure();
    assertTrue(line.contains(folder.manifest().dataSha256()), line);
    assertTrue(line.contains(TrainingData.read(data, 12).sha256()), line);
    assertFalse(line.contains("--data"), line);
    assertFalse(Files.exists(out()));
  }

  @Test
  void run_ensembleOfOtherImagesWithoutData_asksForThem() throws IOException {
    Path data = temp.resolve("photos");
    IdxWriter.plain()
        .images(data, BundledImages.fashionMnist256().select(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 11, 10));
    Path own = temp.resolve("own");
    CommandRun.of(Train.commandLine(), TinyEnsemble.options(own, "--steps=1", "--data=" + data))
        .well();
    String line = run(root, "--ensemble=" + own).failure();
    assertTrue(line.endsWith(": say with --data what it was trained on"), line);
    assertNotEquals(
        EnsembleFolder.open(own).manifest().dataSha256(), folder.manifest().dataSha256());
    run(root, "--ensemble=" + own, "--data=" + data).well();
    assertTrue(Files.isDirectory(own.resolve("residuals")), "kept beside the reader's ensemble");
  }

  @Test
  void run_ensembleIsNoFolderOfOne_isNamed() throws IOException {
    String line = run(root, "--ensemble=" + temp).failure();
    assertTrue(line.contains(temp.resolve("manifest.json").toString()), line);
  }

  @Test
  void run_numbersOutOfRange_areNamed() throws IOException {
    assertEquals("--samples must be at least 1, found 0", run(root, "--samples=0").failure());
    assertEquals("--threads must be at least 1, found -1", run(root, "--threads=-1").failure());
    assertEquals(
        "sampling steps lie from 1 to the 1000 training steps, found 0",
        run(root, "--steps=0").failure());
  }

  @Test
  void help_namesEveryOption() throws IOException {
    CommandRun help = run(root, "--help");
    List<String> options =
        List.of(
            "--ensemble",
            "--data",
            "--samples",
            "--no-clipping",
            "--sampler",
            "--spacing",
            "--steps",
            "--seed",
            "--threads",
            "--out",
            "--help");
    options.forEach(
        option ->
            assertTrue(help.out().matches("(?s).*\\R +(-h, )?" + option + "\\b.*"), help.out()));
    assertEquals(options.size(), QuickStart.commandLine().getCommandSpec().options().size());
    String text = help.out().replaceAll("\\s+", " ");
    SamplerSetting setting = QuickStart.SAMPLER;
    for (Object value :
        List.of(
            QuickStart.SAMPLES,
            setting.choice(),
            SamplerChoice.inWords(setting.spacing()),
            setting.steps())) {
      assertTrue(text.contains("Default: " + value + "."), value + " in " + text);
    }
  }
}
