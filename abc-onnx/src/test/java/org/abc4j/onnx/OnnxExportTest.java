package org.abc4j.onnx;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.Codeword;
import org.abc4j.data.DataLayout;
import org.abc4j.data.DuplicateRemoval;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleDetails;
import org.abc4j.store.EnsembleExporter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.UNetVariant;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {
  private static final int TIMESTEP = 400;
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path temporary;
  private EnsembleFolder folder;
  private Path file;

  @BeforeEach
  void makeEnsemble() throws IOException {
    Path ensemble = Files.createDirectory(temporary.resolve("ensemble"));
    folder = TinyNetworks.folder(ensemble, TinyNetworks.config(), TinyNetworks.code());
    file = temporary.resolve("ensemble.onnx");
  }

  private void assertPredicts(NoiseModel expected, OnnxExport export) throws IOException {
    export.write(file);
    try (OnnxNoiseModel found = OnnxNoiseModel.of(OnnxSession.open(OnnxFile.read(file)))) {
      Batch x = Draws.batch(1, 0, found.shape(), 3);
      assertArrayEquals(
          expected.predict(x, TIMESTEP).toDoubleArray(),
          found.predict(x, TIMESTEP).toDoubleArray(),
          TOLERANCE);
    }
  }

  /** Each weight's first values, as the file would have them. */
  private boolean holdsAWeightOf(Network network) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (Parameter parameter : network.parameters().values()) {
      float[] values = parameter.toArray();
      ByteBuffer some = ByteBuffer.allocate(Float.BYTES * 4).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 4; i++) {
        some.putFloat(values[i % values.length]);
      }
      boolean telling = values.length >= 500 && values[0] != values[1];
      if (telling && Bytes.indexOf(bytes, some.array()) >= 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void write_ensemble_isItsMean() throws IOException {
    Ensemble ensemble = folder.ensemble();
    assertPredicts(ensemble.with(Coefficients.ones(4)), OnnxExport.of(folder));
    OnnxFile written = OnnxFile.read(file);
    assertEquals(folder.manifestSha256(), written.metadata().get("abc.ensemble"));
    assertEquals("0 1 2 3", written.metadata().get("abc.members"));
    assertEquals("1.0 1.0 1.0 1.0", written.metadata().get("abc.coefficients"));
    assertEquals(folder.manifest().schedule().toString(), written.metadata().get("abc.schedule"));
    for (int member = 0; member < 4; member++) {
      assertTrue(holdsAWeightOf(folder.network(member)), "member " + member);
    }
  }

  @Test
  void write_latentEnsemble_saysSoAndNotOfWhichPictures() throws IOException {
    OnnxExport.of(folder).write(file);
    assertFalse(OnnxFile.read(file).metadata().containsKey("abc.images.normalisation"));
    LatentPreparation latents =
        new LatentPreparation(
            "0123456789abcdef".repeat(4), TinyNetworks.SHAPE, Normalisation.affine(0.5, 0.25));
    ImagePreparation how =
        ImagePreparation.of(Normalisation.plusMinusOne())
            .with(DuplicateRemoval.parse("duplicates of=12 removed=3:1"))
            .with(latents)
            .with(ImageOrigin.of(DataLayout.FOLDERS));
    Path ensemble = temporary.resolve("ensemble");
    EnsembleFolder made =
        EnsembleWriter.of(
                TinyNetworks.config(),
                TinyNetworks.code(),
                folder.manifest().schedule(),
                "0".repeat(64))
            .with(new EnsembleDetails(List.of(), Optional.of(how), Optional.empty()))
            .complete(ensemble);
    OnnxExport.of(made).write(file);
    Map<String, String> metadata = OnnxFile.read(file).metadata();
    assertEquals(latents.text(), metadata.get("abc.images.latents"));
    assertEquals(Normalisation.plusMinusOne().text(), metadata.get("abc.images.normalisation"));
    assertEquals(
        2, metadata.keySet().stream().filter(key -> key.startsWith("abc.images.")).count());
  }

  @Test
  void write_withoutASource_holdsNoneOfItsMembers() throws IOException {
    Ensemble ensemble = folder.ensemble();
    for (long source : new long[] {0, 3}) {
      Codeword gone = folder.code().word(source);
      assertPredicts(
          ensemble.with(ensemble.ablation(source).coefficients()),
          OnnxExport.of(folder).without(source));
      for (int member = 0; member < 4; member++) {
        assertEquals(
            !gone.contains(member), holdsAWeightOf(folder.network(member)), "member " + member);
        assertEquals(
            !gone.contains(member),
            Bytes.indexOf(Files.readAllBytes(file), String.format("member_%03d", member).getBytes())
                >= 0);
      }
    }
  }

  @Test
  void write_member_isTheMember() throws IOException {
    OnnxExport export = OnnxExport.of(folder).member(2);
    assertPredicts(folder.ensemble().member(2), export);
    assertArrayEquals(new int[] {2}, export.members());
    assertEquals("2", OnnxFile.read(file).metadata().get("abc.members"));
    assertEquals("OnnxExport[members 2]", export.toString());
    assertFalse(holdsAWeightOf(folder.network(1)));
  }

  @Test
  void write_anyCoefficients_areInside() throws IOException {
    Coefficients coefficients = Coefficients.of(0.5, 0, -1.25, 3);
    assertPredicts(folder.ensemble().with(coefficients), OnnxExport.of(folder).with(coefficients));
    assertFalse(holdsAWeightOf(folder.network(1)));
    Coefficients one = Coefficients.of(0, 2, 0, 0);
    assertPredicts(folder.ensemble().with(one), OnnxExport.of(folder).with(one));
  }

  @Test
  void write_inDoubles_isTheSame() throws IOException {
    Coefficients coefficients = Coefficients.of(1.5, 0, 0, 2.5);
    assertPredicts(
        folder.ensemble().with(coefficients), OnnxExport.of(folder).with(coefficients).inDoubles());
  }

  @Test
  void write_colours_isTheNetwork() throws IOException {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(3, 16, 24), List.of(8, 16, 16), 2, 4);
    Network network = Networks.random(config, 3);
    NoiseModel expected = UNetModel.of(network, NoiseSchedule.linear());
    assertPredicts(expected, OnnxExport.of(network));
    assertPredicts(expected, OnnxExport.of(network).inDoubles());
  }

  @Test
  void write_networksOfOtherVariants_predictNoise() throws IOException {
    NoiseSchedule schedule = NoiseSchedule.cosine(500);
    for (UNetVariant variant :
        List.of(
            UNetVariant.ddpm(),
            UNetVariant.usual().with(Prediction.VELOCITY),
            UNetVariant.ddpm().with(Prediction.SAMPLE))) {
      Network network = Networks.random(Networks.tiny(new Shape(2, 8, 8)).with(variant), 3);
      NoiseModel expected = UNetModel.of(network, schedule);
      assertPredicts(expected, OnnxExport.of(network, schedule));
      assertPredicts(expected, OnnxExport.of(network, schedule).inDoubles());
      if (variant.prediction() != Prediction.NOISE) {
        assertIllegal(
            "a graph predicts noise, and noise follows from "
                + variant.prediction().text()
                + " by the schedule that the network was trained with: give it too",
            () -> OnnxExport.of(network));
      }
    }
  }

  @Test
  void write_again_isTheSameBytes() throws IOException {
    OnnxExport.of(folder).write(file);
    byte[] first = Files.readAllBytes(file);
    OnnxExport.of(folder).write(file);
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void export_byTheService_isTheSameFile() throws IOException {
    Coefficients coefficients = folder.ensemble().ablation(1).coefficients();
    OnnxExport.of(folder).with(coefficients).write(file);
    Path other = temporary.resolve("other.onnx");
    EnsembleExporter.of("onnx")
        .orElseThrow()
        .export(folder, coefficients, other, Execution.sequential());
    assertEquals(-1, Files.mismatch(file, other));
    assertTrue(EnsembleExporter.of("a format of nobody").isEmpty());
  }

  @Test
  void write_usesTheOperatorsOfTheDocumentation() throws IOException {
    OnnxExport.of(folder).write(file);
    Set<String> used = new TreeSet<>(OnnxFile.read(file).operators());
    OnnxExport.of(folder).member(0).write(file);
    used.addAll(OnnxFile.read(file).operators());
    assertEquals(
        "[Add, Cast, Concat, Conv, Cos, Identity, InstanceNormalization, MatMul, Mul, Reshape,"
            + " Resize, Sigmoid, Sin, Softmax, Transpose]",
        used.toString());
    OnnxExport.of(folder).inDoubles().write(file);
    assertEquals(
        "[Add, Cast, Concat, Cos, Div, Exp, Expand, MatMul, Mul, Neg, Pad, ReduceMean, Reshape, Sin,"
            + " Slice, Softmax, Sqrt, Sub, Transpose]",
        OnnxFile.read(file).operators().toString());
    assertEquals(17, OnnxFile.read(file).opset());
  }

  @Test
  void write_moreThanAFileHolds_isRefusedBeforeAnyWeightIsRead() throws IOException {
    OnnxExport export =
        OnnxExport.of(
            UNetConfig.paper(),
            member -> {
              throw new AssertionError("member " + member + " was read");
            },
            Coefficients.ones(6));
    String message =
        assertThrows(IllegalArgumentException.class, () -> export.write(file)).getMessage();
    assertTrue(
        message.matches(
            "an ONNX file has at most 2,147,483,647 bytes, and 6 members take 2,33[0-9,]+: export"
                + " fewer of them, or each on its own"),
        message);
    assertFalse(Files.exists(file));
  }

  @Test
  void write_cancelled_leavesNothing() throws IOException {
    int[] asked = {0};
    Execution execution = Execution.sequential().until(() -> asked[0]++ == 20);
    assertThrows(CancellationException.class, () -> OnnxExport.of(folder).write(file, execution));
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void with_whatCannotBe_isRefused() {
    OnnxExport export = OnnxExport.of(folder);
    assertIllegal(
        "an ensemble of 4 members takes 4 coefficients, found 3",
        () -> export.with(Coefficients.ones(3)));
    assertIllegal(
        "at least 1 coefficient is not 0, found Coefficients[0.0, 0.0, 0.0, 0.0]",
        () -> export.with(Coefficients.of(0, 0, 0, 0)));
    assertThrows(IndexOutOfBoundsException.class, () -> export.member(4));
    assertFails(
        IllegalStateException.class,
        "a network of its own has no sources to leave out",
        () -> OnnxExport.of(folder.network(0)).without(0));
  }
}
