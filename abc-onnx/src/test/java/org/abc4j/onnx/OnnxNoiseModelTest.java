package org.abc4j.onnx;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.ModelContract;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxNoiseModelTest {
  private static final Shape SHAPE = new Shape(2, 8, 8);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

  @TempDir private Path folder;
  private int files;

  private OnnxSession open(byte[] content) throws IOException {
    return OnnxSession.open(OnnxFile.read(Files.write(folder.resolve(files++ + ".onnx"), content)));
  }

  private OnnxSession open(OnnxExport export) throws IOException {
    Path file = folder.resolve(files++ + ".onnx");
    export.write(file);
    return OnnxSession.open(OnnxFile.read(file));
  }

  private static Network network() {
    return Networks.random(Networks.tiny(SHAPE), 1);
  }

  @Test
  void check_exportedNetwork_keepsTheContract() throws IOException {
    try (OnnxNoiseModel model = OnnxNoiseModel.of(open(OnnxExport.of(network())))) {
      assertEquals(SHAPE, model.shape());
      assertEquals(Optional.empty(), model.schedule());
      ModelContract.of(model).overlapping(3).check().requireKept();
    }
  }

  /** A row is the same bits in any batch, which is not so of any graph. */
  @Test
  void check_exportedNetworkWithRowsTogether_keepsTheContract() throws IOException {
    try (OnnxNoiseModel model = OnnxNoiseModel.of(open(OnnxExport.of(network())))) {
      assertEquals(8, model.together(8).preferredRows());
      ModelContract.of(model.together(8)).overlapping(2).check().requireKept();
      Batch x = Draws.batch(1, 0, SHAPE, 19);
      assertEquals(model.predict(x, 7), model.together(8).predict(x, 7));
      assertEquals(model.predict(x, 7), model.together(64).predict(x, 7));
    }
  }

  @Test
  void predict_anyThreads_isTheSameBits() throws IOException {
    OnnxSession session = open(OnnxExport.of(network()));
    Batch x = Draws.batch(1, 0, SHAPE, 2);
    Batch expected = OnnxNoiseModel.of(session).predict(x, 500);
    session.close();
    for (int threads : new int[] {1, 2, 3}) {
      OnnxSettings settings = OnnxSettings.usual().withThreads(threads);
      try (OnnxSession again = OnnxSession.open(session.file(), settings)) {
        assertEquals(expected, OnnxNoiseModel.of(again).predict(x, 500));
      }
    }
  }

  @Test
  void check_exportInDoubles_keepsTheContractWithTangents() throws IOException {
    try (DifferencedNoiseModel model =
        OnnxNoiseModel.of(open(OnnxExport.of(network()).inDoubles()))
            .with(SCHEDULE)
            .differentiable()) {
      ModelContract.of(model).at(500).check().requireKept();
    }
  }

  @Test
  void linearize_exportInDoubles_isTheEngines() throws IOException {
    Network network = network();
    UNetModel engine = UNetModel.of(network, SCHEDULE);
    try (DifferencedNoiseModel model =
        OnnxNoiseModel.of(open(OnnxExport.of(network).inDoubles())).differentiable()) {
      Batch x = Draws.batch(1, 0, SHAPE, 2);
      Batch tangents = Draws.batch(1, 1, SHAPE, 6);
      Linearization expected = engine.linearize(x, 300, tangents);
      Linearization found = model.linearize(x, 300, tangents);
      assertArrayEquals(expected.value().toDoubleArray(), found.value().toDoubleArray(), 2e-5);
      assertArrayEquals(
          expected.tangents().toDoubleArray(), found.tangents().toDoubleArray(), 1e-4);
    }
  }

  /** Members from files, in everything that members are in. */
  @Test
  void jacobian_ofImportedMembers_isTheEngines() throws IOException {
    List<UNetModel> engine = new ArrayList<>();
    List<DifferencedNoiseModel> imported = new ArrayList<>();
    for (int i = 0; i < TinyNetworks.MEMBERS; i++) {
      Network network = TinyNetworks.network(TinyNetworks.config(), 5, i);
      engine.add(UNetModel.of(network, SCHEDULE));
      imported.add(
          OnnxNoiseModel.of(open(OnnxExport.of(network).inDoubles()))
              .with(SCHEDULE)
              .differentiable());
    }
    double[] expected = distances(Ensemble.of(TinyNetworks.code(), engine));
    double[] found = distances(Ensemble.of(TinyNetworks.code(), imported));
    for (int s = 0; s < expected.length; s++) {
      assertEquals(expected[s], found[s], 1e-3 * expected[s], "source " + s);
    }
    imported.forEach(DifferencedNoiseModel::close);
  }

  private static double[] distances(Ensemble ensemble) {
    Sample sample =
        DdimSampler.steps(3)
            .withSchedule(SCHEDULE)
            .sample(ensemble, ExogenousNoise.philox(1).of(0));
    EnsembleJacobian jacobian = EnsembleJacobian.of(sample);
    double[] distances = new double[TinyNetworks.SOURCES];
    for (int s = 0; s < distances.length; s++) {
      double[] change = jacobian.change(ensemble.ablation(s).coefficients());
      distances[s] = Math.sqrt(Arrays.stream(change).map(d -> d * d).sum());
    }
    return distances;
  }

  @Test
  void differentiable_graphInFloat_isRefusedWithTheReason() throws IOException {
    try (OnnxNoiseModel model = OnnxNoiseModel.of(open(OnnxExport.of(network())))) {
      String message =
          assertThrows(UnsupportedOperationException.class, model::differentiable).getMessage();
      assertTrue(
          message.contains("0.onnx computes in float, and differences of its predictions"),
          message);
    }
  }

  @Test
  void of_anyFormOfTimesteps_isAskedAccordingly() throws IOException {
    Object[] open = {"N", 2, 8, 8};
    Object[] one = {1, 2, 8, 8};
    Batch x = Draws.batch(1, 0, SHAPE, 3);
    double[] expected = x.toDoubleArray();
    for (int j = 0; j < expected.length; j++) {
      expected[j] = (float) ((float) (expected[j] * expected[j]) + 7f);
    }
    for (OnnxType type : List.of(OnnxType.INT32, OnnxType.INT64, OnnxType.FLOAT, OnnxType.DOUBLE)) {
      for (Object[] samples : List.of(open, one)) {
        for (Object[] times : List.of(new Object[] {}, new Object[] {1}, new Object[] {"T"})) {
          byte[] content = Graphs.predictor(OnnxType.FLOAT, samples, type, times);
          try (OnnxNoiseModel model = OnnxNoiseModel.of(open(content))) {
            assertArrayEquals(expected, model.predict(x, 7).toDoubleArray(), 1e-6);
            if (samples == open) {
              assertEquals(model.predict(x, 7), model.together(2).predict(x, 7));
            } else {
              assertIllegal(
                  model.toString().replaceAll(".*8, |]", "") + " takes 1 row in a run, asked for 2",
                  () -> model.together(2));
            }
          }
        }
      }
    }
  }

  @Test
  void linearize_square_isTwiceTheState() throws IOException {
    byte[] content = Graphs.predictor(OnnxType.DOUBLE, new Object[] {"N", 2, 8, 8}, OnnxType.INT64);
    try (DifferencedNoiseModel model = OnnxNoiseModel.of(open(content)).differentiable()) {
      double[] x = Draws.batch(1, 0, SHAPE, 1).toDoubleArray();
      double[] along = Draws.batch(1, 1, SHAPE, 2).toDoubleArray();
      double[] found = model.linearize(x, 3, along).tangents();
      for (int j = 0; j < found.length; j++) {
        assertEquals(2 * x[j % x.length] * along[j], found[j], 2e-9);
      }
      ModelContract.of(model).check().requireKept();
    }
  }

  @Test
  void of_openExtents_takesTheShapeThatIsGiven() throws IOException {
    Object[] open = {"N", 2, "H", "W"};
    byte[] content = Graphs.predictor(OnnxType.FLOAT, open, OnnxType.INT64);
    try (OnnxSession session = open(content)) {
      assertEquals(SHAPE, OnnxNoiseModel.of(session, SHAPE).shape());
      assertFails(
          MalformedFileException.class,
          session.file().path()
              + ": input 'sample': expected the shape of a sample, in the file or given beside it,"
              + " found float[?, 2, ?, ?] and none given",
          () -> OnnxNoiseModel.of(session));
      assertFails(
          MalformedFileException.class,
          session.file().path()
              + ": input 'sample': expected samples of 3×8×8, found float[?, 2, ?, ?]",
          () -> OnnxNoiseModel.of(session, new Shape(3, 8, 8)));
    }
  }

  @Test
  void of_graphsThatPredictNoNoise_saysWhatTheyHave() throws IOException {
    try (OnnxSession session = open(Graphs.doubling())) {
      assertFails(
          MalformedFileException.class,
          session.file().path()
              + ": inputs: expected samples, float or double with 4 extents, and timesteps, int32,"
              + " int64, float or double with at most 1, found 'x' float[?, 3]",
          () -> OnnxNoiseModel.of(session));
    }
    byte[] learnedVariance =
        Graphs.bytes(
            graph -> {
              String x = graph.input("x", OnnxType.FLOAT, "N", 2, 8, 8);
              graph.input("t", OnnxType.INT64);
              graph.node("Concat", "both", List.of(x, x), Attribute.of("axis", 1L));
              graph.output("both", OnnxType.FLOAT, "N", 4, 8, 8);
            });
    try (OnnxSession session = open(learnedVariance)) {
      assertFails(
          MalformedFileException.class,
          session.file().path()
              + ": outputs: expected 1 like the samples, float[?, 2, 8, 8] of 2×8×8, found 'both'"
              + " float[?, 4, 8, 8]",
          () -> OnnxNoiseModel.of(session));
    }
    byte[] eightRows = Graphs.predictor(OnnxType.FLOAT, new Object[] {8, 2, 8, 8}, OnnxType.INT64);
    try (OnnxSession session = open(eightRows)) {
      assertFails(
          MalformedFileException.class,
          session.file().path()
              + ": input 'sample': expected any number of rows, or 1, found float[8, 2, 8, 8]",
          () -> OnnxNoiseModel.of(session));
    }
  }

  @Test
  void of_scheduleOfAStranger_isReadOrRefused() throws IOException {
    for (String text : List.of("cosine(77)", "cosine(2000000000)", "nonsense")) {
      byte[] content =
          Graphs.bytes(
              graph -> {
                String x = graph.input("x", OnnxType.FLOAT, "N", 2, 8, 8);
                graph.input("t", OnnxType.INT64);
                graph.node("Identity", "noise", List.of(x));
                graph.output("noise", OnnxType.FLOAT, "N", 2, 8, 8);
                graph.metadata("abc.schedule", text);
              });
      try (OnnxSession session = open(content)) {
        if (text.equals("cosine(77)")) {
          assertEquals(
              Optional.of(NoiseSchedule.cosine(77)), OnnxNoiseModel.of(session).schedule());
        } else {
          assertFails(
              MalformedFileException.class,
              session.file().path()
                  + ": metadata 'abc.schedule': expected a noise schedule, found "
                  + text,
              () -> OnnxNoiseModel.of(session));
        }
      }
    }
  }
}
