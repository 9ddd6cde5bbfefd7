package org.abc4j.bench;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.layer.ConvolutionMethod;

/**
 * Layers of the networks at work together: small networks of one resolution, nearly all of whose
 * work is in their ten convolutions of side 3, and the network with 32, 64, 128 and 128 channels.
 *
 * <p>Operations are two for each multiply-add that {@link UNetCost} counts: those of direct
 * convolutions, linear maps and the two products of attention. A tangent counts as much as a value,
 * and a backward pass, to weights and image, as two. So an algorithm that saves multiplications, as
 * Winograd's does, has a larger share of the peak than its processor's units are busy, and whatever
 * is not counted (normalisation, activation, softmax, the attention that derivatives compute anew)
 * makes it smaller.
 */
public enum NetworkWork implements Work {
  /** Values of 2 images of 32×32 pixels and 32 channels, by Winograd's convolution. */
  VALUE_32(2, 32, 32, Pass.VALUE, ConvolutionMethod.WINOGRAD),
  /** Values, by direct convolution. */
  VALUE_32_DIRECT(2, 32, 32, Pass.VALUE, ConvolutionMethod.DIRECT),
  /** 2 tangents of an image, by Winograd's convolution. */
  TANGENTS_32(2, 32, 32, Pass.TANGENTS, ConvolutionMethod.WINOGRAD),
  /** Tangents, by direct convolution. */
  TANGENTS_32_DIRECT(2, 32, 32, Pass.TANGENTS, ConvolutionMethod.DIRECT),
  /** Adjoints of 2 images and gradients, by Winograd's convolution. */
  BACKWARD_32(2, 32, 32, Pass.BACKWARD, ConvolutionMethod.WINOGRAD),
  /** Adjoints and gradients, by direct convolution. */
  BACKWARD_32_DIRECT(2, 32, 32, Pass.BACKWARD, ConvolutionMethod.DIRECT),
  /** Values of 4 images of 16×16 pixels and 64 channels, by Winograd's convolution. */
  VALUE_16(4, 16, 64, Pass.VALUE, ConvolutionMethod.WINOGRAD),
  /** Values, by direct convolution. */
  VALUE_16_DIRECT(4, 16, 64, Pass.VALUE, ConvolutionMethod.DIRECT),
  /** 4 tangents of an image, by Winograd's convolution. */
  TANGENTS_16(4, 16, 64, Pass.TANGENTS, ConvolutionMethod.WINOGRAD),
  /** Tangents, by direct convolution. */
  TANGENTS_16_DIRECT(4, 16, 64, Pass.TANGENTS, ConvolutionMethod.DIRECT),
  /** Adjoints of 4 images and gradients, by Winograd's convolution. */
  BACKWARD_16(4, 16, 64, Pass.BACKWARD, ConvolutionMethod.WINOGRAD),
  /** Adjoints and gradients, by direct convolution. */
  BACKWARD_16_DIRECT(4, 16, 64, Pass.BACKWARD, ConvolutionMethod.DIRECT),
  /** Values of 8 images of 8×8 pixels and 128 channels, by Winograd's convolution. */
  VALUE_8(8, 8, 128, Pass.VALUE, ConvolutionMethod.WINOGRAD),
  /** Values, by direct convolution. */
  VALUE_8_DIRECT(8, 8, 128, Pass.VALUE, ConvolutionMethod.DIRECT),
  /** 8 tangents of an image, by Winograd's convolution. */
  TANGENTS_8(8, 8, 128, Pass.TANGENTS, ConvolutionMethod.WINOGRAD),
  /** Tangents, by direct convolution. */
  TANGENTS_8_DIRECT(8, 8, 128, Pass.TANGENTS, ConvolutionMethod.DIRECT),
  /** Adjoints of 8 images and gradients, by Winograd's convolution. */
  BACKWARD_8(8, 8, 128, Pass.BACKWARD, ConvolutionMethod.WINOGRAD),
  /** Adjoints and gradients, by direct convolution. */
  BACKWARD_8_DIRECT(8, 8, 128, Pass.BACKWARD, ConvolutionMethod.DIRECT),
  /** Values of 4 images of 16×16 pixels and 64 channels, which attend four times. */
  VALUE_ATTENDING("attending 16x16x64", attending(), 4, Pass.VALUE),
  /** 4 tangents of an image, which attends four times. */
  TANGENTS_ATTENDING("attending 16x16x64", attending(), 4, Pass.TANGENTS),
  /** Adjoints of 4 images, which attend four times, and gradients. */
  BACKWARD_ATTENDING("attending 16x16x64", attending(), 4, Pass.BACKWARD),
  /** One prediction of the whole network. */
  WHOLE_1("whole network", whole(), 1, Pass.VALUE),
  /** 16 predictions of the whole network. */
  WHOLE_16("whole network", whole(), 16, Pass.VALUE);

  private static final int HEAD = 8;
  private static final int GROUPS = 32;
  private static final double EPSILON = 1e-5;

  /** What of the layers runs. */
  enum Pass {
    /** Values of images. */
    VALUE("value", 1),
    /** Tangents of one image. */
    TANGENTS("tangents", 1),
    /** Adjoints of images, and the gradients of the weights. */
    BACKWARD("backward", 2);

    private final String title;
    private final int values;

    Pass(String title, int values) {
      this.title = title;
      this.values = values;
    }
  }

  private final String network;
  private final UNetConfig config;
  private final int count;
  private final Pass pass;
  private final ConvolutionMethod method;

  NetworkWork(int count, int side, int channels, Pass pass, ConvolutionMethod method) {
    this(
        side
            + "x"
            + side
            + "x"
            + channels
            + (method == ConvolutionMethod.DIRECT ? " direct" : " Winograd"),
        oneBlock(side, channels, false),
        count,
        pass,
        method);
  }

  NetworkWork(String network, UNetConfig config, int count, Pass pass) {
    this(network, config, count, pass, ConvolutionMethod.WINOGRAD);
  }

  NetworkWork(String network, UNetConfig config, int count, Pass pass, ConvolutionMethod method) {
    this.network = network;
    this.config = config;
    this.count = count;
    this.pass = pass;
    this.method = method;
  }

  private static UNetConfig oneBlock(int side, int channels, boolean attends) {
    return new UNetConfig(
        new Shape(1, side, side),
        1,
        List.of(channels),
        List.of(attends),
        List.of(attends),
        attends,
        1,
        HEAD,
        GROUPS,
        EPSILON,
        0);
  }

  private static UNetConfig attending() {
    return oneBlock(16, 64, true);
  }

  private static UNetConfig whole() {
    return UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(32, 64, 128, 128), 2, GROUPS);
  }

  @Override
  public String title() {
    return network + ", " + pass.title + " of " + count;
  }

  @Override
  public double operations() {
    return 2.0 * count * pass.values * UNetCost.of(config).multiplyAdds();
  }

  /** A network with weights and arrays of its own, to be run. */
  NetworkCall call(int images) {
    return new NetworkCall(config, method, pass, images);
  }

  /** Images, or tangents of one image. */
  int count() {
    return count;
  }
}
