package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are trained on with mean 0 and deviation 1, and shown as they are. */
class NormalisationTest {
  @TempDir private static Path shared;
  private static Path pictures;
  private static EnsembleFolder ensemble;
  private static Path samples;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    pictures = Tiny.pictures(shared.resolve("pictures"));
    Path out = shared.resolve("ensemble");
    CommandRun.of(Tiny.training(pictures, out, "--normalise=standard")).well();
    ensemble = EnsembleFolder.open(out);
    samples = shared.resolve("samples");
    CommandRun.of(
            "sample",
            out,
            "--out=" + samples,
            "--count=1",
            "--sampling-steps=3",
            "--seed=5",
            "--enlarge=1")
        .well();
  }

  private static Sample sample() throws IOException {
    return SampleFile.read(samples.resolve("sample-5-000000.json"))
        .regenerate(ensemble, "it", Execution.sequential());
  }

  @Test
  void train_standard_isOnMeanZeroAndDeviationOne() throws IOException {
    try (Work work = new Work(1, true)) {
      TrainingPictures read =
          PictureSets.list(
                  pictures,
                  ImageOrigin.of(DataLayout.FOLDERS),
                  Optional.empty(),
                  ensemble.manifest().preparation().picture().orElseThrow(),
                  Optional.empty(),
                  Set.of())
              .read(
                  NormalisationForm.fixed(ensemble.manifest().preparation().normalisation()),
                  Optional.empty(),
                  work);
      assertEquals(
          ensemble.manifest().dataSha256(), EnsembleFolder.dataSha256(read.images()), "data");
      double sum = 0;
      double squares = 0;
      float[] image = new float[64];
      for (int i = 0; i < 18; i++) {
        read.images().copyRow(i, image);
        for (float value : image) {
          sum += value;
          squares += (double) value * value;
        }
      }
      assertEquals(0, sum / 1152, 1e-6);
      assertEquals(1, squares / 1152, 1e-6);
    }
  }

  /** In every place where a sample is shown: beside its file, exported, and in a report. */
  @Test
  void samples_areShownAsPicturesAre() throws IOException {
    float[] values = sample().image();
    Normalisation normalisation = ensemble.manifest().preparation().normalisation();
    byte[] expected = new byte[values.length];
    float[] undone = normalisation.undo(Batch.of(sample().shape(), values)).toArray();
    for (int p = 0; p < values.length; p++) {
      expected[p] = (byte) Math.round(Math.max(0, Math.min(1, undone[p])) * 255);
    }
    PictureReader reader = PictureReader.standard();
    assertArrayEquals(
        expected, reader.read(samples.resolve("sample-5-000000.png")).toBytes(), "beside");

    Path png = folder.resolve("png");
    CommandRun.of("export", samples, "--ensemble", ensemble.path(), "--png", png).well();
    assertArrayEquals(
        expected, reader.read(png.resolve("sample-5-000000.png")).toBytes(), "exported");

    Path studies = folder.resolve("studies");
    Path report = folder.resolve("report");
    CommandRun.of("attribute", samples, "--ensemble=" + ensemble.path(), "--out=" + studies).well();
    CommandRun.of(
            "report",
            studies,
            "--ensemble=" + ensemble.path(),
            "--pictures=" + pictures,
            "--out=" + report)
        .well();
    String page = Files.readString(report.resolve("report.html"));
    assertTrue(page.matches("(?s).*>Images: normalisation<[^>]*>\\s*<[^>]*>shift=.*"), page);
    // The sample stands in the corner of its sheet, enlarged, beside four sources and gaps.
    BufferedImage sheet = ImageIO.read(report.resolve("samples-sample-0.png").toFile());
    int zoom = sheet.getWidth() / (5 * 9);
    for (int p = 0; p < expected.length; p++) {
      int level = sheet.getRGB(p % 8 * zoom, p / 8 * zoom) & 255;
      // Tones are rounded from the network's values, not from those that the picture had.
      assertEquals(Byte.toUnsignedInt(expected[p]), level, 1, "pixel " + p);
    }
  }

  /** Ensembles of other values do not compare. */
  @Test
  void report_besideAnotherNormalisation_isRefusedWithBoth() throws IOException {
    Path other = folder.resolve("other");
    CommandRun.of(Tiny.training(pictures, other)).well();
    Path studies = folder.resolve("studies");
    CommandRun.of("attribute", samples, "--ensemble=" + ensemble.path(), "--out=" + studies).well();
    Path report = folder.resolve("report");
    assertEquals(
        "'"
            + other
            + "' was trained on images normalised by '"
            + Normalisation.plusMinusOne().text()
            + "', the studies are of an ensemble of '"
            + ensemble.manifest().preparation().normalisation().text()
            + "': values of the two do not compare",
        CommandRun.of(
                "report",
                studies,
                "--ensemble=" + ensemble.path(),
                "--pictures=" + pictures,
                "--beside=" + other,
                "--out=" + report)
            .failure(ExitCode.REFUSED));
    assertFalse(Files.exists(report));
  }

  /** Clipping to −1 and 1 would cut away what is darker or lighter than one deviation. */
  @Test
  void sample_isHeldWithinTheRangeOfTheImages() throws IOException {
    double bound = ensemble.manifest().preparation().normalisation().bound();
    assertTrue(bound > 1.2, "bound: " + bound);
    String sampler = sample().sampler().toString();
    assertTrue(sampler.contains(Double.toString(bound)), sampler);
  }

  @Test
  void train_otherForms_areInTheManifest() throws IOException {
    for (String[] form :
        new String[][] {
          {"plus-minus-one", Normalisation.plusMinusOne().text()},
          {"cifar", Normalisation.cifarAsPrinted().text()},
          {"0.25,3", Normalisation.affine(0.25, 3).text()}
        }) {
      Path out = folder.resolve(form[0]);
      CommandRun.of(Tiny.training(pictures, out, "--normalise=" + form[0])).well();
      assertEquals(
          form[1], EnsembleFolder.open(out).manifest().preparation().normalisation().text());
    }
    String said =
        CommandRun.of(Tiny.training(pictures, folder.resolve("no"), "--normalise=1,0"))
            .failure(ExitCode.USAGE);
    assertTrue(said.contains("the scale must be above 0, found 0.0"), said);
    assertTrue(
        CommandRun.of(Tiny.training(pictures, folder.resolve("no"), "--normalise=white"))
            .failure(ExitCode.USAGE)
            .contains("SHIFT,SCALE, found 'white'"));
  }

  @Test
  void train_allOfOneColour_isRefused() throws IOException {
    Path plain = folder.resolve("plain");
    for (String source : new String[] {"a", "b", "c", "d", "e", "f"}) {
      Path own = Files.createDirectories(plain.resolve(source));
      ImageIO.write(
          new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY),
          "png",
          own.resolve("0.png").toFile());
    }
    String said =
        CommandRun.of(Tiny.training(plain, folder.resolve("no"), "--normalise=standard"))
            .failure(ExitCode.REFUSED);
    assertTrue(said.startsWith("a standard deviation of 1 needs different values"), said);
  }

  /** A preparation without any word of layout, as ensembles of before have. */
  @Test
  void preparation_ofThese_hasAnOrigin() {
    assertEquals(
        Optional.of(ImageOrigin.of(DataLayout.FOLDERS)),
        ensemble.manifest().preparation().origin());
    assertEquals(
        PicturePreparation.to(ensemble.config().inputShape()),
        ensemble.manifest().preparation().picture().orElseThrow());
  }
}
