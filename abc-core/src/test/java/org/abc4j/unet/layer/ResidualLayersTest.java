package org.abc4j.unet.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.testing.Draws;

/** The layers of residual networks, by themselves and together. */
class ResidualLayersTest {
  private static Node image(int index, int height, int width, int channels) {
    return new Node(index, height, width, channels, true);
  }

  private static Node strided(Node from, int stride, int channels) {
    return image(1, (from.height() - 1) / stride + 1, (from.width() - 1) / stride + 1, channels);
  }

  @Property(tries = 80)
  void convolution_anyStrideAndSides_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 19) int height,
      @ForAll @IntRange(min = 1, max = 11) int width,
      @ForAll @IntRange(min = 1, max = 9) int in,
      @ForAll @IntRange(min = 1, max = 33) int out,
      @ForAll @IntRange(min = 0, max = 3) int halfSide,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 2) int rows,
      @ForAll @IntRange(max = 2) int tangents,
      @ForAll long seed) {
    int side = 2 * halfSide + 1;
    Node x = image(0, height, width, in);
    Node y = strided(x, stride, out);
    Layer layer =
        new Convolution(
            x,
            y,
            Parameter.kernel("c.weight", out, in, side),
            null,
            side,
            stride,
            ConvolutionMethod.DIRECT);
    assertEquals(1, layer.parameters().size());
    LayerCheck.of(layer, ReferenceLayers.convolution(x, y, side, stride), rows, tangents, seed)
        .check();
  }

  /**
   * The greatest under each window of what it is called with first: from then on the same place, so
   * that differences do not go over an edge.
   */
  private static ReferenceLayers.Function maximum(Node in, Node out, int side, int stride) {
    int[][] places = new int[1][];
    return (rows, inputs, parameters) -> {
      double[] x = inputs[0];
      if (places[0] == null) {
        places[0] = new int[rows * out.size()];
        for (int i = 0; i < places[0].length; i++) {
          places[0][i] = greatest(in, out, side, stride, x, i);
        }
      }
      return Arrays.stream(places[0]).mapToDouble(place -> x[place]).toArray();
    };
  }

  private static int greatest(Node in, Node out, int side, int stride, double[] x, int place) {
    int row = place / out.size();
    int channel = place % out.channels();
    int pixel = place / out.channels() % out.pixels();
    int best = -1;
    for (int tap = 0; tap < side * side; tap++) {
      int line = pixel / out.width() * stride + tap / side - side / 2;
      int column = pixel % out.width() * stride + tap % side - side / 2;
      if (line >= 0 && line < in.height() && column >= 0 && column < in.width()) {
        int at = row * in.size() + (line * in.width() + column) * in.channels() + channel;
        best = best < 0 || x[at] > x[best] ? at : best;
      }
    }
    return best;
  }

  @Property(tries = 80)
  void maxPooling_anySides_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 13) int height,
      @ForAll @IntRange(min = 1, max = 13) int width,
      @ForAll @IntRange(min = 1, max = 20) int channels,
      @ForAll @IntRange(min = 0, max = 2) int halfSide,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 2) int tangents,
      @ForAll long seed) {
    int side = Math.max(2 * halfSide + 1, stride / 2 * 2 + 1);
    Node x = image(0, height, width, channels);
    Node y = strided(x, stride, channels);
    LayerCheck.of(
            new MaxPooling(new ImageMap(x, y, side, stride)),
            maximum(x, y, side, stride),
            rows,
            tangents,
            seed)
        .check();
  }

  @Property(tries = 40)
  void averagePooling_anySides_isTheMean(
      @ForAll @IntRange(min = 1, max = 13) int height,
      @ForAll @IntRange(min = 1, max = 13) int width,
      @ForAll @IntRange(min = 1, max = 20) int channels,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 2) int tangents,
      @ForAll long seed) {
    Node x = image(0, height, width, channels);
    LayerCheck.of(
            new AveragePooling(x, image(1, 1, 1, channels)),
            (count, inputs, parameters) -> {
              double[] means = new double[count * channels];
              for (int i = 0; i < inputs[0].length; i++) {
                means[i / x.size() * channels + i % channels] += inputs[0][i] / x.pixels();
              }
              return means;
            },
            rows,
            tangents,
            seed)
        .check();
  }

  @Example
  void maxPooling_tiesAndNumbersThatAreNone_takesTheFirst() {
    ImageNetwork network = ImageNetwork.of(new Shape(1, 2, 3)).maxPooling(3, 2).build();
    assertEquals(new Shape(1, 1, 2), network.outputShape());
    float[] adjoint =
        network.pullBack(1, new float[] {-5, -1, -1, -2, -1, -7}, found -> new float[] {1, 10});
    assertArrayEquals(new float[] {0, 11, 0, 0, 0, 0}, adjoint);
    float[] values = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, 0, Float.NaN, -0f};
    assertArrayEquals(new float[] {Float.NaN, Float.NaN}, network.predict(1, values));
  }

  private static final Shape IMAGES = new Shape(2, 9, 7);

  private static ImageNetwork network() {
    ImageNetwork network =
        ImageNetwork.of(IMAGES)
            .convolutionWithoutBias("a", 16, 7, 2)
            .batchNorm("b")
            .relu()
            .maxPooling(3, 2)
            .residual(way -> way.convolutionWithoutBias("c", 16, 3, 1).batchNorm("d"), same -> {})
            .residual(
                way -> way.convolutionWithoutBias("e", 20, 3, 2).relu(),
                other -> other.convolutionWithoutBias("f", 20, 1, 2))
            .averagePooling()
            .linear("g", 5)
            .build();
    int index = 0;
    for (Parameter parameter : network.parameters().values()) {
      float[] values = Draws.gaussians(4, 100 + index++, parameter.toArray().length);
      for (int i = 0; i < values.length; i++) {
        values[i] *= (float) Math.sqrt(2.0 / parameter.fanIn());
      }
      parameter.set(values);
    }
    for (String name : List.of("b", "d")) {
      network.statistics().get(name + ".running_mean").set(Draws.gaussians(4, 200, 16));
      float[] variance = Draws.gaussians(4, 201, 16);
      for (int i = 0; i < variance.length; i++) {
        variance[i] = 0.5f + variance[i] * variance[i];
      }
      network.statistics().get(name + ".running_var").set(variance);
    }
    return network;
  }

  @Example
  void network_ofAllLayers_hasTheNamesAndShapesOfPyTorch() {
    ImageNetwork network = network();
    assertEquals(new Shape(5, 1, 1), network.outputShape());
    assertEquals(
        List.of(
            "a.weight",
            "b.weight",
            "b.bias",
            "c.weight",
            "d.weight",
            "d.bias",
            "e.weight",
            "f.weight",
            "g.weight",
            "g.bias"),
        List.copyOf(network.parameters().keySet()));
    assertArrayEquals(new int[] {5, 20}, network.parameters().get("g.weight").shape());
    assertArrayEquals(new int[] {20, 16, 1, 1}, network.parameters().get("f.weight").shape());
  }

  @Example
  void pullBack_isWhatTangentsSay_inAnyBatchAndOnAnyKernels() {
    ImageNetwork network = network();
    int rows = 5;
    int m = IMAGES.size();
    float[] images = Draws.gaussians(4, 1, rows * m);
    float[] weights = Draws.gaussians(4, 2, rows * 5);
    float[] together = network.pullBack(rows, images, found -> weights.clone());
    assertArrayEquals(
        together, network.on(Kernels.scalar()).pullBack(rows, images, found -> weights.clone()));
    for (int row = 0; row < rows; row++) {
      float[] image = Arrays.copyOfRange(images, row * m, (row + 1) * m);
      float[] own = Arrays.copyOfRange(weights, row * 5, (row + 1) * 5);
      float[] alone =
          network.pullBack(
              1,
              image,
              found -> {
                assertArrayEquals(network.predict(1, image), found);
                return own;
              });
      assertArrayEquals(Arrays.copyOfRange(together, row * m, (row + 1) * m), alone);
      float[] directions = Draws.gaussians(4, 3 + row, 3 * m);
      float[] derivatives = network.tangents(image, directions).derivatives();
      for (int k = 0; k < 3; k++) {
        double expected = 0;
        double size = 0;
        for (int o = 0; o < 5; o++) {
          expected += (double) derivatives[k * 5 + o] * own[o];
        }
        double found = 0;
        for (int i = 0; i < m; i++) {
          found += (double) directions[k * m + i] * alone[i];
          size += Math.abs(directions[k * m + i] * alone[i]);
        }
        assertEquals(expected, found, 1e-5 * (size + 1), "row " + row + ", direction " + k);
      }
    }
  }

  @Example
  void pullBack_anotherNumberOfValues_isRefused() {
    assertEquals(
        "the adjoint of the values has 10 of them, found 3",
        assertThrows(
                IllegalArgumentException.class,
                () -> network().pullBack(2, new float[2 * IMAGES.size()], found -> new float[3]))
            .getMessage());
  }

  /** Of a sum of the outputs with random weights, by the statistics of the batch. */
  private static double loss(ImageNetwork network, int rows, float[] images, float[] weights) {
    float[] out =
        network.training(AdamConfig.pytorch(1e-3), 3).forward(rows, images, Execution.sequential());
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      sum += (double) out[i] * weights[i];
    }
    return sum;
  }

  @Example
  void training_gradients_areCentralDifferences() {
    int rows = 7;
    float[] images = Draws.gaussians(4, 1, rows * IMAGES.size());
    float[] weights = Draws.gaussians(4, 2, rows * 5);
    ImageNetwork network = network();
    ImageTraining training = network.training(AdamConfig.pytorch(1e-3), 3);
    training.forward(rows, images, Execution.sequential());
    training.backward(weights, Execution.sequential());
    double step = 1.0 / 512;
    for (Parameter parameter : network.parameters().values()) {
      float[] before = parameter.toArray();
      float[] gradient = training.gradient(parameter);
      double length = 0;
      for (float g : gradient) {
        length += (double) g * g;
      }
      length = Math.sqrt(length);
      float[] up = before.clone();
      float[] down = before.clone();
      for (int i = 0; i < up.length; i++) {
        up[i] += (float) (step * gradient[i] / length);
        down[i] -= (float) (step * gradient[i] / length);
      }
      parameter.set(up);
      double high = loss(network, rows, images, weights);
      parameter.set(down);
      double low = loss(network, rows, images, weights);
      parameter.set(before);
      // Along the gradient the slope is its length; a few units change sides within the step.
      assertEquals(length, (high - low) / (2 * step), 0.02 * length, parameter.name());
    }
  }

  @Example
  void training_withoutRowsInABlock_isRefused() {
    assertEquals(
        "a block has at least 1 row, found 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> network().training(AdamConfig.pytorch(1e-3), 0))
            .getMessage());
  }
}
