package org.abc4j.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Each rule against central differences of its layer. */
@RequiresBackend
class TangentRulesTest {
  private static final int TANGENTS = 3;

  /** Of the values, which are about 1; the error of a difference goes with its square. */
  private static final float STEP = 0.01f;

  private static final double TOLERANCE = 1e-3;
  private static final long[] IMAGE = {1, 4, 4, 8};

  /** A layer to be checked, and the shapes of its inputs. */
  private record Check(String name, long[][] shapes, Function<SDVariable[], GraphLayer> layer) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    Nd4jStart.ensure();
  }

  static Stream<Check> layers() {
    long[][] one = {IMAGE};
    long[][] two = {IMAGE, IMAGE};
    return Stream.of(
        new Check("convolution", one, x -> convolution(x, 3, 1)),
        new Check("strided convolution", one, x -> convolution(x, 3, 2)),
        new Check("linear map", one, x -> convolution(x, 1, 1)),
        new Check(
            "group norm",
            one,
            x -> new GroupNorm(constant(x, 1, 8), constant(x, 2, 8), image(x), 2, 1e-5, false)),
        new Check(
            "convolution padded after",
            one,
            x -> Convolution.halvingPaddedAfter(constant(x, 1, 3, 3, 8, 4), constant(x, 2, 4))),
        new Check("SiLU", one, x -> new Silu(false)),
        new Check("softmax", new long[][] {{1, 2, 5, 5}}, x -> new Softmax()),
        new Check(
            "product with transposed",
            new long[][] {{1, 2, 5, 8}, {1, 2, 5, 8}},
            x -> new MatrixProduct(true, 0.5)),
        new Check(
            "product", new long[][] {{1, 2, 5, 5}, {1, 2, 5, 8}}, x -> new MatrixProduct(false, 1)),
        new Check("sum", two, x -> new Sum()),
        new Check("concatenation", two, x -> new Concatenation()),
        new Check("upsampling", one, x -> new Upsampling(image(x))),
        new Check("heads", one, x -> Rearrangement.toHeads(image(x), 4)),
        new Check("image", new long[][] {{1, 2, 16, 4}}, x -> Rearrangement.toImage(image(x), 4)));
  }

  private static Value image(SDVariable... x) {
    return new Value(x[0], null, 4, 4, 8);
  }

  private static GraphLayer convolution(SDVariable[] x, int kernel, int stride) {
    return new Convolution(constant(x, 1, kernel, kernel, 8, 4), constant(x, 2, 4), kernel, stride);
  }

  private static SDVariable constant(SDVariable[] x, int stream, long... shape) {
    return x[0].getSameDiff().constant("constant" + stream, values(stream, shape));
  }

  private static INDArray values(int stream, long... shape) {
    int count = 1;
    for (long extent : shape) {
      count *= (int) extent;
    }
    return Nd4j.create(Draws.gaussians(9, stream, count), shape, 'c');
  }

  private static long[] rows(long rows, long[] shape) {
    long[] other = shape.clone();
    other[0] = rows;
    return other;
  }

  @ParameterizedTest
  @MethodSource("layers")
  void tangent_eachKind_isTheDifference(Check check) {
    SameDiff graph = SameDiff.create();
    int inputs = check.shapes().length;
    SDVariable[] x = new SDVariable[inputs];
    SDVariable[] dx = new SDVariable[inputs];
    Map<String, INDArray> values = new HashMap<>();
    for (int i = 0; i < inputs; i++) {
      x[i] = graph.placeHolder("x" + i, DataType.FLOAT, rows(-1, check.shapes()[i]));
      dx[i] = graph.placeHolder("dx" + i, DataType.FLOAT, rows(-1, check.shapes()[i]));
      values.put("x" + i, values(10 + i, check.shapes()[i]));
      values.put("dx" + i, values(20 + i, rows(TANGENTS, check.shapes()[i])));
    }
    GraphLayer layer = check.layer().apply(x);
    SDVariable y = layer.value(x);
    SDVariable dy = TangentRules.all().tangent(layer, x, dx, y);
    GraphSession session = new GraphSession(graph);
    float[] found = run(session, values, dy);
    for (int k = 0; k < TANGENTS; k++) {
      float[] up = run(session, moved(values, k, STEP), y);
      float[] down = run(session, moved(values, k, -STEP), y);
      assertEquals(TANGENTS * up.length, found.length);
      for (int j = 0; j < up.length; j++) {
        double difference = ((double) up[j] - down[j]) / (2 * STEP);
        double scale = Math.max(1, Math.abs(difference));
        assertEquals(difference, found[k * up.length + j], TOLERANCE * scale, k + ", " + j);
      }
    }
  }

  private static float[] run(
      GraphSession session, Map<String, INDArray> values, SDVariable output) {
    List<float[]> result = new ArrayList<>();
    session.run(
        values,
        List.of(output.name()),
        found -> result.add(found.get(output.name()).dup('c').data().asFloat()));
    return result.get(0);
  }

  /** The inputs a step along their k-th tangents. */
  private static Map<String, INDArray> moved(Map<String, INDArray> values, int k, float step) {
    Map<String, INDArray> moved = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith("x")) {
            float[] from = value.data().asFloat();
            float[] along = values.get("d" + name).data().asFloat();
            for (int j = 0; j < from.length; j++) {
              from[j] += step * along[k * from.length + j];
            }
            moved.put(name, Nd4j.create(from, value.shape(), 'c'));
          }
        });
    return moved;
  }

  @Test
  void tangent_valueThatDoesNotDependOnTheInput_isNone() {
    SDVariable[] x = {SameDiff.create().placeHolder("x", DataType.FLOAT, IMAGE)};
    assertNull(TangentRules.all().tangent(new Silu(false), x, new SDVariable[1], x[0]));
  }

  @Test
  void linearization_kindWithoutARule_failsAtBuildTimeAndNamesIt() {
    Network network = Networks.random(Networks.tiny(new Shape(1, 8, 8)), 1);
    GraphWeights weights = GraphWeights.of(network);
    for (Class<? extends GraphLayer> kind :
        List.of(Convolution.class, GroupNorm.class, Softmax.class, Upsampling.class)) {
      TangentRules rules = TangentRules.all().without(kind);
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class,
              () -> UNetGraph.linearization(network.config(), weights, rules));
      String start =
          "there is no tangent rule for layers of kind " + kind.getSimpleName() + ", only for [";
      assertTrue(failure.getMessage().startsWith(start), failure.getMessage());
      assertTrue(failure.getMessage().contains("Silu"), failure.getMessage());
    }
  }

  @Test
  void prediction_needsNoRule() {
    Network network = Networks.random(Networks.tiny(new Shape(1, 8, 8)), 1);
    assertEquals(
        1,
        SameDiffNoiseModel.of(network, NoiseSchedule.linear())
            .predict(Draws.batch(1, 0, new Shape(1, 8, 8), 1), 3)
            .rows());
  }
}
