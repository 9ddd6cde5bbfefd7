package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.cli.experiment.ExperimentCheck;
import org.abc4j.cli.experiment.ExperimentElsewhere;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRun;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.cli.experiment.Protocol;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.cli.experiment.world.ExperimentWorlds;
import org.abc4j.cli.experiment.world.FileCodecs;
import org.abc4j.cli.experiment.world.SmallPlans;
import org.abc4j.codec.CodecException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments in latents of an autoencoder that another module runs. */
class StableDiffusionDataTest {
  private static final String NAME = "CelebA_SD_512";
  private static final Shape IMAGES = new Shape(3, 64, 64);

  @TempDir private static Path data;
  private static Path place;
  @TempDir private Path folder;
  private int open;

  @BeforeAll
  static void write_pictures() throws IOException {
    ExperimentDataTest.celeba(data.resolve("celeba"));
    place = data.resolve("stable-diffusion-64");
  }

  @BeforeEach
  void write_codec() throws IOException {
    open = FileCodecs.open();
    FileCodecs.write(place, "8", "a decoder");
  }

  @AfterEach
  void all_isClosed() {
    assertEquals(open, FileCodecs.open(), "codecs that are left open");
  }

  private static ExperimentPlan plan(MemberKind kind) {
    return SmallPlans.doing(NAME, kind, Map.of(Protocol.FRECHET, 5, Protocol.LANDSCAPES, 2));
  }

  private Path module() {
    return folder.resolve("module");
  }

  private Path out() {
    return folder.resolve("out");
  }

  private static ExperimentWorld open(ExperimentPlan plan, Path into) throws IOException {
    try (Work work = new Work(2, true)) {
      return new ExperimentWorlds().open(plan, Optional.of(data), into, work);
    }
  }

  private Path run(ExperimentPlan plan) throws Exception {
    return FileCodecs.provided(
        module(),
        () -> {
          try (Work work = new Work(2, true)) {
            return ExperimentRunCommand.open(plan, out(), Optional.of(data), work).into(out());
          }
        });
  }

  private ExperimentCheck check(ExperimentPlan plan) throws Exception {
    return FileCodecs.provided(
        module(),
        () -> {
          try (Work work = new Work(2, true)) {
            return new ExperimentRun(plan, Optional.of(data), Worlds.MAKER, work)
                .check(out(), false);
          }
        });
  }

  private <T extends Exception> String refused(Class<T> type) {
    return assertThrows(
            type,
            () ->
                FileCodecs.provided(module(), () -> open(plan(MemberKind.GAUSSIAN), out())).close())
        .getMessage();
  }

  @Test
  void world_hasTheCodecsLatents_normalisedAllTogether() throws Exception {
    try (ExperimentWorld world =
        FileCodecs.provided(module(), () -> open(plan(MemberKind.GAUSSIAN), out()))) {
      assertEquals(open + 1, FileCodecs.open());
      assertEquals(new Shape(4, 8, 8), world.items().shape());
      assertEquals(IMAGES, world.images().shape());
      float[] image = new float[IMAGES.size()];
      float[] latent = new float[world.items().shape().size()];
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < world.items().rows(); row++) {
        world.images().copyRow(row, image);
        world.items().copyRow(row, latent);
        Batch encoded = world.codec().orElseThrow().encode(Batch.of(IMAGES, image));
        assertArrayEquals(encoded.row(0), latent, 1e-5f);
        for (float value : latent) {
          sum += value;
          squares += (double) value * value;
        }
      }
      double count = (double) world.items().rows() * latent.length;
      assertEquals(0, sum / count, 1e-5);
      assertEquals(1, squares / count, 1e-4);
    }
  }

  @Test
  void run_closesItsCodec_andAnotherCodecIsFoundByItsDigest() throws Exception {
    ExperimentPlan plan = plan(MemberKind.GAUSSIAN);
    int opened = FileCodecs.opened();
    assertTrue(Files.readString(run(plan)).contains(NAME));
    // Once to see that it is there and fits, before anything is written, and once to run.
    assertEquals(opened + 2, FileCodecs.opened());
    String digests = Files.readString(out().resolve("digests.json"));
    assertTrue(digests.contains("\"codec\""), digests);
    assertEquals(Optional.empty(), check(plan).difference());
    FileCodecs.write(place, "8", "another decoder");
    String differs = check(plan).difference().orElseThrow();
    assertTrue(differs.contains("codec"), differs);
    run(plan);
    assertNotEquals(digests, Files.readString(out().resolve("digests.json")));
    assertEquals(Optional.empty(), check(plan).difference());
  }

  @Test
  void run_ofNetworks_trainsThemOnLatents() throws Exception {
    ExperimentPlan plan = SmallPlans.doing(NAME, MemberKind.UNET, Map.of(Protocol.FRECHET, 5));
    run(plan);
    assertTrue(
        Files.readString(out().resolve("ensemble/manifest.json")).contains("4×8×8"),
        "the manifest names the latents");
    assertEquals(Optional.empty(), check(plan).difference());
    Path elsewhere = folder.resolve("elsewhere");
    int opened = FileCodecs.opened();
    FileCodecs.provided(
        module(),
        () -> {
          try (Work work = new Work(2, true)) {
            return new ExperimentElsewhere(plan, Optional.of(data), Worlds.MAKER, work)
                .write(elsewhere);
          }
        });
    assertEquals(opened + 1, FileCodecs.opened());
    assertTrue(Files.isDirectory(elsewhere.resolve("inputs")));
  }

  @Test
  void run_whoseDecoderFails_closesIt_andSaysSoInOneLine() throws Exception {
    FileCodecs.write(place, "8", FileCodecs.FAILING);
    CodecException failure =
        assertThrows(CodecException.class, () -> run(plan(MemberKind.GAUSSIAN)));
    Failures.Said said = Failures.of(failure).orElseThrow();
    assertEquals(ExitCode.BAD_INPUT, said.exitCode());
    assertEquals("the decoder fails", said.message());
  }

  @Test
  void files_thatAreMissing_areNamedWithWhereTheyComeFrom() throws Exception {
    Files.delete(place.resolve("decoder.onnx"));
    String where =
        " not in '"
            + place
            + "': export encoder and decoder of the VAE of Stable Diffusion v1 as docs/onnx.md"
            + " shows; two files whose sides are open do for every folder";
    String what = NAME + " diffuses latents of Stable Diffusion's autoencoder, of which ";
    assertEquals(what + "'decoder.onnx' is" + where, refused(UnusableInput.class));
    Files.delete(place.resolve("encoder.onnx"));
    assertEquals(
        what + "'encoder.onnx' and 'decoder.onnx' are" + where, refused(UnusableInput.class));
    String said =
        assertThrows(UnusableInput.class, () -> run(plan(MemberKind.GAUSSIAN))).getMessage();
    assertEquals(what + "'encoder.onnx' and 'decoder.onnx' are" + where, said);
    assertTrue(Files.notExists(out()), "nothing is written before");
  }

  @Test
  void codec_ofOtherShapes_isRefusedWithBoth() throws Exception {
    FileCodecs.write(place, "4", "a decoder");
    int opened = FileCodecs.opened();
    assertEquals(
        "'" + place + "' maps 3×64×64 to 4×16×16, " + NAME + " needs 3×64×64 to 4×8×8",
        refused(UnusableInput.class));
    assertEquals(opened + 1, FileCodecs.opened());
  }

  @Test
  void codec_thatSaysNothingOfImages_isRefused() throws Exception {
    FileCodecs.write(place, FileCodecs.CONSTANT, "a decoder");
    String said = refused(Refusal.class);
    assertTrue(
        said.endsWith("in channel 0 of its latents: export it anew, as docs/onnx.md shows"), said);
  }

  @Test
  void show_saysThatItsTimeIsWithoutTheAutoencoder() {
    String latents =
        CommandRun.of("experiment", "show", NAME, "--scale=tiny", "--threads=2").well().out();
    assertTrue(latents.contains(" threads without encoding and decoding, from counts"), latents);
    String pixels =
        CommandRun.of("experiment", "show", "MNIST_256", "--scale=tiny", "--threads=2")
            .well()
            .out();
    assertTrue(pixels.contains(" threads, from counts"), pixels);
  }

  @Test
  void run_withoutAModuleForTheFiles_saysHowTheCommandGetsIt() {
    int opened = FileCodecs.opened();
    Refusal refusal =
        assertThrows(Refusal.class, () -> open(plan(MemberKind.GAUSSIAN), out()).close());
    assertEquals(
        "'"
            + place.resolve("encoder.onnx")
            + "' and '"
            + place.resolve("decoder.onnx")
            + "' are run by the module abc-onnx, which is not there: put abc-onnx.jar and"
            + " onnxruntime's jar on the class path (a folder lib beside abc.jar; docs/onnx.md says"
            + " from where)",
        refusal.getMessage());
    assertEquals(opened, FileCodecs.opened());
  }
}
