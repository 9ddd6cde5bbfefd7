package org.abc4j.unet.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Masks;
import org.abc4j.testing.Reference;

/** Every kind of layer by itself. */
class LayerProperties {
  /** Relative to the largest value; four times that of direct convolutions. */
  private static final double WINOGRAD_TOLERANCE = 2e-5;

  private static Node image(int index, int height, int width, int channels) {
    return new Node(index, height, width, channels, true);
  }

  private static void checkConvolution(
      int height, int width, int in, int out, int side, int stride, int rows, int k, long seed) {
    Node x = image(0, height, width, in);
    Node y = image(1, height / stride, width / stride, out);
    Layer layer =
        new Convolution(
            x,
            y,
            Parameter.kernel("c.weight", out, in, side),
            Parameter.vector("c.bias", out),
            side,
            stride,
            ConvolutionMethod.DIRECT);
    LayerCheck.of(layer, ReferenceLayers.convolution(x, y, side, stride), rows, k, seed).check();
  }

  @Property(tries = 60)
  void convolution_ofSideThree_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 24) int in,
      @ForAll @IntRange(min = 1, max = 40) int out,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    checkConvolution(height, width, in, out, 3, 1, rows, tangents, seed);
  }

  @Property(tries = 60)
  void convolution_ofStrideTwo_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 10) int halfHeight,
      @ForAll @IntRange(min = 1, max = 10) int halfWidth,
      @ForAll @IntRange(min = 1, max = 20) int in,
      @ForAll @IntRange(min = 1, max = 33) int out,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    checkConvolution(2 * halfHeight, 2 * halfWidth, in, out, 3, 2, rows, tangents, seed);
  }

  @Property(tries = 60)
  void convolution_paddedAfter_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 10) int halfHeight,
      @ForAll @IntRange(min = 1, max = 10) int halfWidth,
      @ForAll @IntRange(min = 1, max = 20) int in,
      @ForAll @IntRange(min = 1, max = 33) int out,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Node x = image(0, 2 * halfHeight, 2 * halfWidth, in);
    Node y = image(1, halfHeight, halfWidth, out);
    Layer layer =
        new Convolution(
            new ImageMap(x, y, 3, 2, 0),
            Parameter.kernel("c.weight", out, in, 3),
            Parameter.vector("c.bias", out),
            ConvolutionMethod.WINOGRAD);
    LayerCheck.of(layer, ReferenceLayers.convolution(x, y, 3, 2, 0), rows, tangents, seed).check();
  }

  @Property(tries = 60)
  void convolution_ofSideOne_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 50) int in,
      @ForAll @IntRange(min = 1, max = 50) int out,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    checkConvolution(height, width, in, out, 1, 1, rows, tangents, seed);
  }

  @Property(tries = 40)
  void convolution_byWinograd_isItsDefinition(
      @ForAll @IntRange(min = 2, max = 5) int tilesDown,
      @ForAll @IntRange(min = 2, max = 5) int tilesAcross,
      @ForAll @IntRange(min = 1, max = 3) int in,
      @ForAll @IntRange(min = 1, max = 3) int out,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Node x = image(0, 4 * tilesDown, 4 * tilesAcross, 16 * in);
    Node y = image(1, 4 * tilesDown, 4 * tilesAcross, 16 * out);
    assertTrue(ConvolutionMethod.WINOGRAD.isWinograd(new ImageMap(x, y, 3, 1)));
    Layer layer =
        new Convolution(
            x,
            y,
            Parameter.kernel("c.weight", 16 * out, 16 * in, 3),
            Parameter.vector("c.bias", 16 * out),
            3,
            1,
            ConvolutionMethod.WINOGRAD);
    LayerCheck.of(layer, ReferenceLayers.convolution(x, y, 3, 1), rows, tangents, seed)
        .withTolerance(WINOGRAD_TOLERANCE)
        .check();
  }

  @Property(tries = 60)
  void convolution_ofALargeSide_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 5) int quotientDown,
      @ForAll @IntRange(min = 1, max = 9) int quotientAcross,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 2, max = 3) int halfSide,
      @ForAll @IntRange(min = 1, max = 9) int in,
      @ForAll @IntRange(min = 1, max = 33) int out,
      @ForAll @IntRange(min = 1, max = 2) int rows,
      @ForAll @IntRange(max = 2) int tangents,
      @ForAll long seed) {
    checkConvolution(
        stride * quotientDown,
        stride * quotientAcross,
        in,
        out,
        2 * halfSide + 1,
        stride,
        rows,
        tangents,
        seed);
  }

  @Property(tries = 60)
  void transposedConvolution_anySideAndStride_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 5) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 3) int halfSide,
      @ForAll @IntRange(min = 1, max = 20) int in,
      @ForAll @IntRange(min = 1, max = 33) int out,
      @ForAll @IntRange(min = 1, max = 2) int rows,
      @ForAll @IntRange(max = 2) int tangents,
      @ForAll long seed) {
    int side = 2 * halfSide + 1;
    Node x = image(0, height, width, in);
    Node y = image(1, stride * height, stride * width, out);
    Layer layer =
        new TransposedConvolution(
            x,
            y,
            Parameter.kernel("t.weight", in, out, side),
            Parameter.vector("t.bias", out),
            side,
            stride);
    LayerCheck.of(
            layer, ReferenceLayers.transposedConvolution(x, y, side, stride), rows, tangents, seed)
        .check();
  }

  @Property(tries = 40)
  void batchNorm_byRunningStatistics_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Node x = image(0, height, width, channels);
    Parameter mean = Parameter.vector("n.running_mean", channels);
    Parameter variance = Parameter.vector("n.running_var", channels);
    mean.set(Draws.gaussians(seed, 600, channels));
    float[] squares = Draws.gaussians(seed, 601, channels);
    for (int c = 0; c < channels; c++) {
      squares[c] = 0.5f + squares[c] * squares[c];
    }
    variance.set(squares);
    Layer layer =
        new BatchNorm(
            x,
            image(1, height, width, channels),
            Parameter.vector("n.weight", channels),
            Parameter.vector("n.bias", channels),
            mean,
            variance);
    LayerCheck.of(
            layer,
            ReferenceLayers.batchNorm(
                x, Reference.toDouble(mean.toArray()), Reference.toDouble(squares), 1e-5),
            rows,
            tangents,
            seed)
        .check();
  }

  @Example
  void isWinograd_otherExtents_isFalse() {
    Node x = image(0, 8, 8, 16);
    assertTrue(ConvolutionMethod.WINOGRAD.isWinograd(new ImageMap(x, x, 3, 1)));
    assertFalse(ConvolutionMethod.DIRECT.isWinograd(new ImageMap(x, x, 3, 1)));
    assertFalse(ConvolutionMethod.WINOGRAD.isWinograd(new ImageMap(x, x, 1, 1)));
    assertFalse(ConvolutionMethod.WINOGRAD.isWinograd(new ImageMap(x, image(1, 4, 4, 16), 3, 2)));
    for (Node other :
        new Node[] {
          image(1, 4, 8, 16), image(1, 8, 4, 16), image(1, 10, 8, 16), image(1, 8, 14, 16)
        }) {
      assertFalse(ConvolutionMethod.WINOGRAD.isWinograd(new ImageMap(other, other, 3, 1)));
    }
    assertFalse(ConvolutionMethod.WINOGRAD.isWinograd(new ImageMap(x, image(1, 8, 8, 24), 3, 1)));
    assertFalse(ConvolutionMethod.WINOGRAD.isWinograd(new ImageMap(image(1, 8, 8, 8), x, 3, 1)));
  }

  @Property(tries = 60)
  void groupNorm_anyGroups_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 8) int groups,
      @ForAll @IntRange(min = 1, max = 5) int channelsPerGroup,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    int channels = groups * channelsPerGroup;
    Node x = image(0, height, width, channels);
    Layer layer =
        new GroupNorm(
            x,
            image(1, height, width, channels),
            Parameter.vector("n.weight", channels),
            Parameter.vector("n.bias", channels),
            groups,
            0.01);
    LayerCheck.of(layer, ReferenceLayers.groupNorm(x, groups, 0.01), rows, tangents, seed).check();
  }

  @Property(tries = 60)
  void groupNorm_withSilu_isBothDefinitions(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 8) int groups,
      @ForAll @IntRange(min = 1, max = 5) int channelsPerGroup,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    int channels = groups * channelsPerGroup;
    Node x = image(0, height, width, channels);
    Node y = image(1, height, width, channels);
    Layer layer =
        new GroupNorm(
                x,
                image(2, height, width, channels),
                Parameter.vector("n.weight", channels),
                Parameter.vector("n.bias", channels),
                groups,
                0.01)
            .withSilu(y);
    assertEquals(y, layer.output);
    ReferenceLayers.Function norm = ReferenceLayers.groupNorm(x, groups, 0.01);
    ReferenceLayers.Function silu = ReferenceLayers.silu();
    LayerCheck.of(
            layer,
            (count, inputs, parameters) ->
                silu.apply(
                    count, new double[][] {norm.apply(count, inputs, parameters)}, new double[0][]),
            rows,
            tangents,
            seed)
        .check();
  }

  @Property(tries = 40)
  void silu_anyExtent_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 10) int height,
      @ForAll @IntRange(min = 1, max = 10) int width,
      @ForAll @IntRange(min = 1, max = 10) int channels,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Layer layer = new Silu(image(0, height, width, channels), image(1, height, width, channels));
    LayerCheck.of(layer, ReferenceLayers.silu(), rows, tangents, seed).check();
  }

  private static void checkAttention(
      int height, int width, int heads, int headSize, int rows, int tangents, long seed) {
    int channels = heads * headSize;
    Layer layer =
        new Attention(
            image(0, height, width, channels),
            image(1, height, width, channels),
            image(2, height, width, channels),
            image(3, height, width, channels),
            headSize);
    LayerCheck.of(layer, ReferenceLayers.attention(layer.output, headSize), rows, tangents, seed)
        .check();
  }

  @Property(tries = 60)
  void attention_anyHeads_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 3) int heads,
      @ForAll @IntRange(min = 1, max = 20) int headSize,
      @ForAll @IntRange(min = 1, max = 2) int rows,
      @ForAll @IntRange(max = 2) int tangents,
      @ForAll long seed) {
    checkAttention(height, width, heads, headSize, rows, tangents, seed);
  }

  @Example
  void attention_aroundTheTile_isItsDefinition() {
    for (int pixels : new int[] {1, 15, 16, 17, 63, 64, 65, 127, 128, 129}) {
      checkAttention(pixels, 1, 2, 8, 2, 2, pixels);
    }
    checkAttention(9, 9, 1, 40, 1, 1, 7);
  }

  @Property(tries = 40)
  void sum_anyExtent_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 10) int height,
      @ForAll @IntRange(min = 1, max = 10) int channels,
      @ForAll boolean withItself,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Node a = image(0, height, 3, channels);
    Node b = withItself ? a : image(1, height, 3, channels);
    Layer layer = new Sum(a, b, image(2, height, 3, channels));
    LayerCheck.of(layer, ReferenceLayers.sum(), rows, tangents, seed).check();
  }

  @Property(tries = 40)
  void sumToPixels_anyExtent_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 10) int height,
      @ForAll @IntRange(min = 1, max = 10) int width,
      @ForAll @IntRange(min = 1, max = 10) int channels,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Node x = image(0, height, width, channels);
    Node vector = new Node(1, 1, 1, channels, false);
    Layer layer = new SumToPixels(x, vector, image(2, height, width, channels));
    LayerCheck.of(layer, ReferenceLayers.sumToPixels(x), rows, tangents, seed).check();
  }

  @Property(tries = 40)
  void concatenation_anyChannels_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 8) int height,
      @ForAll @IntRange(min = 1, max = 8) int width,
      @ForAll @IntRange(min = 1, max = 20) int left,
      @ForAll @IntRange(min = 1, max = 20) int right,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Node a = image(0, height, width, left);
    Node b = image(1, height, width, right);
    Layer layer = new Concatenation(a, b, image(2, height, width, left + right));
    LayerCheck.of(layer, ReferenceLayers.concatenation(a, b), rows, tangents, seed).check();
  }

  @Property(tries = 40)
  void upsampling_anyExtent_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 7) int height,
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(min = 1, max = 10) int channels,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(max = 3) int tangents,
      @ForAll long seed) {
    Node x = image(0, height, width, channels);
    Node y = image(1, 2 * height, 2 * width, channels);
    Layer layer = new Upsampling(x, y);
    LayerCheck.of(layer, ReferenceLayers.upsampling(x, y), rows, tangents, seed).check();
  }

  @Property(tries = 40)
  void dropout_inTrainingOrNot_isItsDefinition(
      @ForAll @IntRange(min = 1, max = 7) int height,
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(min = 1, max = 10) int channels,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll boolean training,
      @ForAll long seed) {
    Node x = image(0, height, width, channels);
    DropoutMask mask =
        Masks.each(
            (layer, position, probability) ->
                Draws.below(1000, seed, layer, (int) position) >= 1000 * probability);
    Layer layer = new Dropout(x, image(1, height, width, channels), 5, 0.25);
    if (training) {
      LayerCheck.of(layer, ReferenceLayers.dropout(x, mask, 5, 0.25), rows, 0, seed)
          .withMask(mask)
          .check();
    } else {
      LayerCheck.of(layer, (n, inputs, parameters) -> inputs[0], rows, 2, seed).check();
    }
  }
}
