package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.abc4j.Shape;
import org.abc4j.autoencoder.AutoencoderFolder;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.LatentPreparation;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From pictures by way of an autoencoder's latents to a report of decoded counterfactuals. */
class LatentTest {
  private static final Shape IMAGES = new Shape(1, 32, 32);
  private static final Shape LATENTS = new Shape(2, 8, 8);

  @TempDir private static Path folder;
  private static Path pictures;
  private static Path codec;
  private static Path ensemble;
  private static Path samples;

  @TempDir private Path temp;

  @BeforeAll
  static void make() throws IOException {
    pictures = Tiny.pictures(folder.resolve("pictures"));
    codec = folder.resolve("codec");
    autoencoder(codec).well();
    ensemble = folder.resolve("ensemble");
    CommandRun trained = train(ensemble, "--latents=" + folder.resolve("latents"));
    assertEquals(0, trained.exitCode(), trained.err());
    assertTrue(
        trained.err().contains("the autoencoder was trained on these very pictures"),
        trained.err());
    samples = folder.resolve("samples");
    CommandRun.of(
            "sample",
            ensemble,
            "--codec=" + codec,
            "--out=" + samples,
            "--count=2",
            "--sampling-steps=3",
            "--enlarge=1")
        .well();
  }

  private static CommandRun autoencoder(Path out, Object... more) {
    Object[] args = {
      "autoencoder",
      pictures,
      "--out=" + out,
      "--gray",
      "--flips",
      "--width=4",
      "--latent-channels=2",
      "--epochs=2",
      "--patch-epochs=1",
      "--batch=5",
      "--rate=0.01"
    };
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  private static CommandRun train(Path out, Object... more) {
    Object[] args = {
      "train",
      pictures,
      "--out=" + out,
      "--codec=" + codec,
      "--channels=8,8",
      "--batch=2",
      "--steps=3",
      "--placebos=3",
      "--flips"
    };
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  @Test
  void autoencoder_pictures_isAFolderWithASheetOfReconstructions() throws IOException {
    AutoencoderFolder made = AutoencoderFolder.open(codec);
    assertEquals(IMAGES, made.codec().imageShape());
    assertEquals(LATENTS, made.codec().latentShape());
    assertEquals(3, made.losses().size());
    assertTrue(made.preparation().orElseThrow().origin().isPresent());
    assertTrue(ImageIO.read(codec.resolve("reconstructions.png").toFile()).getWidth() > 12 * 32);
    // The same command finds it there.
    var before = Tiny.digests(codec);
    autoencoder(codec).well();
    assertEquals(before, Tiny.digests(codec));
    String other = autoencoder(codec, "--seed=2").failure(4);
    assertTrue(other.contains("holds another autoencoder: its training is"), other);
  }

  @Test
  void train_withACodec_isAnEnsembleOfNormalisedLatents() throws IOException {
    EnsembleFolder made = EnsembleFolder.open(ensemble);
    assertEquals(LATENTS, made.config().inputShape());
    LatentPreparation latents = made.manifest().preparation().latents().orElseThrow();
    assertEquals(AutoencoderFolder.open(codec).codec().sha256(), latents.codecSha256());
    assertEquals(LATENTS, latents.shape());
    assertEquals(IMAGES, made.manifest().preparation().picture().orElseThrow().shape());
    // Mirrored pictures are pictures of the same sources.
    assertEquals(2 * Tiny.SOURCES * Tiny.PICTURES, made.code().sources().items());
    assertEquals(Tiny.SOURCES, made.code().sources().count());
    assertTrue(Files.exists(folder.resolve("latents").resolve("latents-000.safetensors")));
    Path again = temp.resolve("again");
    assertEquals(0, train(again).exitCode());
    assertEquals(Tiny.digests(ensemble), Tiny.digests(again));
  }

  @Test
  void sample_withACodec_hasADecodedPicture() throws IOException {
    Path picture = samples.resolve("sample-1-000000.png");
    assertEquals(32, ImageIO.read(picture.toFile()).getWidth());
    CommandRun.of(
            "export",
            samples,
            "--ensemble=" + ensemble,
            "--codec=" + codec,
            "--png=" + temp.resolve("png"),
            "--npy=" + temp.resolve("all.npy"))
        .well();
    assertEquals(-1, Files.mismatch(picture, temp.resolve("png").resolve("sample-1-000000.png")));
    // As networks make them: two latents of 128 floats behind a header.
    assertEquals(128 + 2 * 4 * LATENTS.size(), Files.size(temp.resolve("all.npy")));
  }

  @Test
  void report_ofDecodedCounterfactuals_saysSo() throws IOException {
    Path studies = temp.resolve("studies");
    CommandRun.of(
            "attribute",
            samples,
            "--ensemble=" + ensemble,
            "--codec=" + codec,
            "--pictures=" + pictures,
            "--method=exact,differential,visual,calibrated",
            "--top=2",
            "--out=" + studies)
        .well();
    SampleStudy study = StudyFile.read(studies.resolve("study-1-000001.safetensors"));
    assertEquals(IMAGES, study.shape());
    assertEquals(IMAGES.size(), study.counterfactual(study.pictured()[0]).length);
    assertEquals(
        IMAGES.size(), study.predicted(study.calibrated().orElseThrow().pictured()[0]).length);
    LatentPreparation latents =
        EnsembleFolder.open(ensemble).manifest().preparation().latents().orElseThrow();
    assertEquals(
        Optional.of(
            NormalisedCodec.of(AutoencoderFolder.open(codec).codec(), latents.normalisation())
                .sha256()),
        study.codec());
    assertTrue(study.visual().isPresent());
    Path report = temp.resolve("report");
    CommandRun.of(
            "report",
            studies,
            "--ensemble=" + ensemble,
            "--codec=" + codec,
            "--pictures=" + pictures,
            "--show=2",
            "--out=" + report)
        .well();
    String page = Files.readString(report.resolve("report.html"));
    assertTrue(page.contains("the ensemble makes latents"), "what the page says of latents");
    assertTrue(page.contains(latents.codecSha256()));
    assertTrue(Files.exists(report.resolve("samples-sample-1.png")));
    CommandRun.of(
            "landscape",
            samples,
            "--ensemble=" + ensemble,
            "--codec=" + codec,
            "--out=" + temp.resolve("l.csv"))
        .well();
    assertTrue(
        Files.readString(temp.resolve("l.csv"))
            .contains("" + study.exact().orElseThrow().distance(0)));
  }

  @Test
  void codec_missingOrAnother_isRefused() throws IOException {
    String missing = CommandRun.of("sample", ensemble, "--out=" + temp.resolve("s")).failure(4);
    assertTrue(missing.contains("is an ensemble of latents: name the autoencoder"), missing);
    Path other = temp.resolve("other");
    autoencoder(other, "--seed=7").well();
    String message =
        CommandRun.of(
                "attribute",
                samples,
                "--ensemble=" + ensemble,
                "--codec=" + other,
                "--out=" + temp.resolve("x"))
            .failure(4);
    assertTrue(message.contains(AutoencoderFolder.open(codec).codec().sha256()), message);
    assertTrue(message.contains(AutoencoderFolder.open(other).codec().sha256()), message);
    assertNotEquals(AutoencoderFolder.open(codec).codec(), AutoencoderFolder.open(other).codec());
    Path plain = Tiny.ensemble(temp);
    String pictured =
        CommandRun.of("sample", plain, "--codec=" + codec, "--out=" + temp.resolve("y")).failure(4);
    assertTrue(pictured.contains("is an ensemble of pictures"), pictured);
    assertFalse(Files.exists(temp.resolve("y")));
  }

  @Test
  void train_optionsThatDoNotAgreeWithTheCodec_areRefused() {
    assertEquals(
        "--codec takes images of 1×32×32, found --size 16",
        train(temp.resolve("a"), "--size=16").failure(2));
    String normalised = train(temp.resolve("b"), "--normalise=standard").failure(2);
    assertTrue(normalised.startsWith("--normalise is for ensembles of pictures"), normalised);
    String damaged =
        CommandRun.of("train", pictures, "--codec=" + pictures, "--out=" + temp.resolve("c"))
            .failure(3);
    assertTrue(damaged.contains("codec.json"), damaged);
  }
}
