package org.abc4j.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.abc4j.testing.Reference;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Exported U-Nets in ONNX Runtime against diffusers' own numbers. */
class OnnxParityTest {
  private static final double OUTPUT = 1e-5;

  /** Weights and embeddings are those of the float network, so this is what is left. */
  private static final double DOUBLE_OUTPUT = 1e-6;

  private static final double DOUBLE_TANGENT = 1e-5;

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> unet_eachFixture_isDiffusers() {
    return Fixtures.unets().stream()
        .flatMap(
            fixture ->
                Stream.of(
                    dynamicTest("output of " + fixture.getFileName(), () -> output(fixture)),
                    dynamicTest("in double of " + fixture.getFileName(), () -> inDouble(fixture)),
                    dynamicTest("tangents of " + fixture.getFileName(), () -> tangents(fixture))));
  }

  private Path export(Path fixture, boolean doubles) throws IOException {
    Path file = folder.resolve(fixture.getFileName() + (doubles ? ".double.onnx" : ".onnx"));
    if (!Files.exists(file)) {
      OnnxExport export = OnnxExport.of(network(fixture));
      (doubles ? export.inDoubles() : export).write(file);
    }
    return file;
  }

  private static Network network(Path fixture) throws IOException {
    Network network = Network.of(UNetConfigFile.read(fixture.resolve("config.json")));
    Path whole = fixture.resolve("weights.safetensors");
    if (Files.isRegularFile(whole)) {
      UNetWeights.read(whole, network);
      return network;
    }
    SafetensorsFile base = Fixtures.tensors(fixture.resolveSibling(Fixtures.BASE_UNET), "weights");
    SafetensorsFile delta = Fixtures.tensors(fixture, "weights-delta");
    for (Parameter parameter : network.parameters().values()) {
      String name = parameter.name();
      parameter.set((delta.names().contains(name) ? delta : base).floats(name));
    }
    return network;
  }

  private static OnnxArray times(SafetensorsFile tensors) throws IOException {
    long[] timesteps = tensors.longs("timesteps");
    return OnnxArray.of(timesteps, timesteps.length);
  }

  private void output(Path fixture) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(fixture, "tensors");
    OnnxFile file = OnnxFile.read(export(fixture, false));
    for (OnnxSettings.Optimisation optimisation : OnnxSettings.Optimisation.values()) {
      OnnxSettings settings = OnnxSettings.usual().with(optimisation);
      try (OnnxSession session = OnnxSession.open(file, settings)) {
        OnnxArray x = OnnxArray.of(tensors.floats("x"), tensors.entry("x").shape());
        OnnxArray found = run(session, x, times(tensors));
        assertNear(tensors.doubles("output"), found.floats(), OUTPUT, optimisation + " output");
        assertNear(tensors.doubles("output_f64"), found.floats(), OUTPUT, optimisation + " output");
      }
    }
  }

  private static OnnxArray run(OnnxSession session, OnnxArray x, OnnxArray t) {
    return session
        .run(Map.of(OnnxExport.SAMPLES, x, OnnxExport.TIMESTEPS, t), List.of(OnnxExport.NOISE))
        .get(OnnxExport.NOISE);
  }

  private void inDouble(Path fixture) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(fixture, "tensors");
    try (OnnxSession session = OnnxSession.open(OnnxFile.read(export(fixture, true)))) {
      OnnxArray x = OnnxArray.of(tensors.doubles("x"), tensors.entry("x").shape());
      double[] found = run(session, x, times(tensors)).doubles();
      assertNear(tensors.doubles("output_f64"), found, DOUBLE_OUTPUT, "output");
    }
  }

  private void tangents(Path fixture) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(fixture, "tensors");
    if (!tensors.names().contains("jvp_outputs_f64")) {
      return;
    }
    double[] x = tensors.doubles("x");
    long[] timesteps = tensors.longs("timesteps");
    double[] directions = tensors.doubles("jvp_tangents");
    double[] expected = tensors.doubles("jvp_outputs_f64");
    int m = x.length / timesteps.length;
    try (OnnxSession session = OnnxSession.open(OnnxFile.read(export(fixture, true)))) {
      DifferencedNoiseModel model = OnnxNoiseModel.of(session).differentiable();
      for (int row = 0; row < timesteps.length; row++) {
        double[] one = Arrays.copyOfRange(x, row * m, (row + 1) * m);
        for (int at = row * m; at < directions.length; at += x.length) {
          PreciseLinearization found =
              model.linearize(
                  one, Math.toIntExact(timesteps[row]), Arrays.copyOfRange(directions, at, at + m));
          assertNear(
              Arrays.copyOfRange(expected, at, at + m),
              found.tangents(),
              DOUBLE_TANGENT * Reference.largest(expected),
              "tangent of row " + row);
        }
      }
    }
  }

  private static void assertNear(double[] expected, float[] found, double tolerance, String what) {
    assertNear(expected, Reference.toDouble(found), tolerance, what);
  }

  private static void assertNear(double[] expected, double[] found, double tolerance, String what) {
    assertEquals(expected.length, found.length, "values of " + what);
    for (int i = 0; i < found.length; i++) {
      if (!(Math.abs(expected[i] - found[i]) <= tolerance)) {
        fail(what + "[" + i + "]: " + expected[i] + " within " + tolerance + ", found " + found[i]);
      }
    }
  }
}
