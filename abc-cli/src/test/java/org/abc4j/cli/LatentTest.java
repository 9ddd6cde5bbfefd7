package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.autoencoder.AutoencoderFolder;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerText;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.abc4j.study.SampleOrigin;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.abc4j.study.StudySettings;
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
  void autoencoder_moreThanMemory_isRefusedBeforeAPictureIsDecoded() throws IOException {
    Path spoilt = Tiny.pictures(temp.resolve("pictures"));
    Files.writeString(spoilt.resolve("a").resolve("0.png"), "no picture");
    Path out = temp.resolve("large");
    String large =
        CommandRun.of(
                "autoencoder", spoilt, "--out=" + out, "--size=256", "--width=1024", "--first=18")
            .failure(4);
    assertTrue(large.matches("training takes .* MB of memory, Java has .*"), large);
    assertTrue(large.contains("take a smaller --batch than 64"), large);
    assertFalse(Files.exists(out));
    String size = autoencoder(out, "--size=20").failure(2);
    assertEquals("--size: sides of images are multiples of 8, up to 1024, found 20", size);
    CommandRun wide =
        CommandRun.of("autoencoder", pictures, "--out=" + out, "--size=32", "--width=1025");
    assertEquals("--width: widths lie from 1 to 1024, found 1025", wide.failure(2));
  }

  @Test
  void autoencoder_aTraining_saysFirstWhatItTakes() throws IOException {
    String said = autoencoder(temp.resolve("new")).well().out();
    assertTrue(said.startsWith("Training:   about "), said);
    assertTrue(said.contains(": 24 steps of 5 images"), said);
    assertTrue(said.contains("Memory:     "), said);
  }

  /** Of a channel that died in training, which a ReLU ends. */
  @Test
  void constantChannels_ofACodec_areNamed() {
    float[] values = new float[3 * LATENTS.size()];
    for (int i = 0; i < 3; i++) {
      Arrays.fill(values, i * LATENTS.size(), i * LATENTS.size() + LATENTS.size() / 2, i);
    }
    Batch dead = Batch.of(LATENTS, values);
    String noted = AutoencoderCommand.ofConstantChannels(dead).orElseThrow();
    assertTrue(
        noted.startsWith(
            "1 of 2 channels of latents, the first channel 1, are the same for all of 3 pictures"),
        noted);
    Refusal refused =
        assertThrows(Refusal.class, () -> TrainCommand.requireVarying(Path.of("codec"), dead));
    assertTrue(
        refused
            .getMessage()
            .startsWith(
                "the autoencoder in 'codec' says nothing of these pictures in 1 of its 2 channels:"
                    + " channel 1 of its latents is the same for all of them"),
        refused.getMessage());
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Batch alive = Batch.of(LATENTS, values);
    assertEquals(Optional.empty(), AutoencoderCommand.ofConstantChannels(alive));
    TrainCommand.requireVarying(Path.of("codec"), alive);
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
    try (var files = Files.list(folder.resolve("latents"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertEquals(1, names.size(), names.toString());
      assertTrue(names.get(0).matches("latents-[0-9a-f]{12}-000\\.safetensors"), names.get(0));
    }
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

  /** Where no codec is needed either: nobody should think that it was used. */
  @Test
  void codec_ofAnotherEnsemble_isRefusedByEveryCommand() throws IOException {
    Path other = temp.resolve("other");
    autoencoder(other, "--seed=7").well();
    String theirs = "--codec=" + other;
    String of = "--ensemble=" + ensemble;
    Path studies = temp.resolve("studies");
    CommandRun.of("attribute", samples, of, "--codec=" + codec, "--out=" + studies).well();
    Path out = temp.resolve("out");
    Object[][] commands = {
      {"sample", ensemble, "--out=" + out},
      {"export", samples, of, "--npy=" + temp.resolve("a.npy")},
      {"export", samples, of, "--png=" + out},
      {"export", studies, of, "--scores=" + temp.resolve("a.csv")},
      {"landscape", samples, of, "--out=" + temp.resolve("b.csv")},
      {"remove", ensemble, "--source=c", "--out=" + out},
      {"remove", ensemble, "--source=c", "--out=" + out, "--pictures=" + pictures},
      {"plan", ensemble},
      {"report", studies, of, "--pictures=" + pictures, "--out=" + out}
    };
    for (Object[] command : commands) {
      Object[] all = Arrays.copyOf(command, command.length + 1);
      all[command.length] = theirs;
      String message = CommandRun.of(all).failure(4);
      assertTrue(
          message.contains("the codec that was given has"),
          Arrays.toString(command) + ": " + message);
      assertFalse(Files.exists(out), Arrays.toString(command));
    }
    Object[][] encodingNothing = {
      {"sample", ensemble, "--codec=" + codec, "--out=" + out},
      {"export", samples, of, "--codec=" + codec, "--png=" + out},
      {"export", studies, of, "--scores=" + temp.resolve("a.csv")},
      {"landscape", samples, of, "--codec=" + codec, "--out=" + temp.resolve("b.csv")},
      {"remove", ensemble, "--source=c", "--out=" + out},
      {"plan", ensemble},
      {"attribute", samples, of, "--codec=" + codec, "--out=" + out}
    };
    for (Object[] command : encodingNothing) {
      Object[] all = Arrays.copyOf(command, command.length + 1);
      all[command.length] = "--latents=" + temp.resolve("latents");
      String message = CommandRun.of(all).failure(2);
      assertTrue(message.startsWith("--latents keeps those of pictures"), message);
    }
    String alone =
        CommandRun.of("train", pictures, "--latents=" + temp.resolve("l"), "--out=" + out)
            .failure(2);
    assertEquals("--latents is of --codec, found none", alone);
  }

  @Test
  void remove_ofLatents_saysWhatElseHoldsThem() throws IOException {
    Path latents = temp.resolve("kept");
    Path without = temp.resolve("without");
    Files.createDirectories(temp.resolve("copy"));
    CommandRun removed =
        CommandRun.of(
                "remove",
                ensemble,
                "--source=c",
                "--codec=" + codec,
                "--pictures=" + pictures,
                "--latents=" + latents,
                "--out=" + without)
            .well();
    assertTrue(removed.out().contains("and so have latents in '" + latents + "'"), removed.out());
    assertTrue(removed.out().contains("features among studies"), removed.out());
    // The pictures that are left are others, and so are their latents: beside those, not refused.
    CommandRun.of(
            "repair",
            without,
            pictures,
            "--codec=" + codec,
            "--latents=" + folder.resolve("latents"),
            "--out=" + temp.resolve("repaired"))
        .well();
  }

  @Test
  void studies_ofAnotherCodecOrNone_areRefused() throws IOException {
    EnsembleFolder open = EnsembleFolder.open(ensemble);
    SampleFile sample = SampleFile.read(samples.resolve("sample-1-000000.json"));
    StudySettings plain =
        StudySettings.exactOnly()
            .picturing(2)
            .from(
                SampleOrigin.of(
                    sample.ensemble(),
                    sample.seed(),
                    sample.index(),
                    SamplerText.of(sample.sampler())));
    Sample again = sample.regenerate(open.ensemble(), "sample", Execution.sequential());
    NormalisedCodec another =
        NormalisedCodec.of(AutoencoderFolder.open(codec).codec(), Normalisation.affine(0.5, 1));
    for (boolean decoded : new boolean[] {false, true}) {
      StudySettings settings = decoded ? plain.decodedBy(another) : plain;
      Path studies = temp.resolve("studies-" + decoded);
      Files.createDirectories(studies);
      StudyFile.write(
          studies.resolve("study-1-000000.safetensors"),
          SampleStudy.of(again, settings, Execution.sequential()));
      String of = "--ensemble=" + ensemble;
      Object[][] commands = {
        {"attribute", samples, of, "--out=" + studies},
        {"report", studies, of, "--pictures=" + pictures, "--out=" + temp.resolve("out")},
        {"export", studies, of, "--scores=" + temp.resolve("scores.csv")}
      };
      for (Object[] command : commands) {
        Object[] all = Arrays.copyOf(command, command.length + 1);
        all[command.length] = "--codec=" + codec;
        String message = CommandRun.of(all).failure(4);
        assertTrue(
            message.contains(
                decoded ? "found " + another.sha256() : "is a study of latents as they are"),
            Arrays.toString(command) + ": " + message);
      }
    }
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
