package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/** A convolution in NHWC with bias; a linear map if the kernel is 1. */
final class Convolution implements GraphLayer {
  private static final int SIDE = 3;

  private final SDVariable weight;
  private final SDVariable bias;
  private final Conv2DConfig config;

  private Convolution(SDVariable weight, SDVariable bias, Conv2DConfig config) {
    this.weight = weight;
    this.bias = bias;
    this.config = config;
  }

  /**
   * A convolution with zero padding of kernel / 2.
   *
   * @param weight [kernel, kernel, inputs, outputs]
   * @param bias [outputs]
   * @param kernel 1 or 3
   * @param stride 1 or 2
   */
  Convolution(SDVariable weight, SDVariable bias, int kernel, int stride) {
    this(weight, bias, config(kernel, stride, kernel / 2, PaddingMode.VALID));
  }

  /**
   * A convolution of side 3 that halves an even image, with zeros behind the last row and column
   * alone: as TensorFlow pads so that sides are halved.
   *
   * @param weight [3, 3, inputs, outputs]
   * @param bias [outputs]
   */
  static Convolution halvingPaddedAfter(SDVariable weight, SDVariable bias) {
    return new Convolution(weight, bias, config(SIDE, 2, 0, PaddingMode.SAME));
  }

  private static Conv2DConfig config(int kernel, int stride, int padding, PaddingMode mode) {
    return Conv2DConfig.builder()
        .kH(kernel)
        .kW(kernel)
        .sH(stride)
        .sW(stride)
        .pH(padding)
        .pW(padding)
        .dH(1)
        .dW(1)
        .paddingMode(mode)
        .dataFormat(Conv2DConfig.NHWC)
        .weightsFormat(WeightsFormat.YXIO)
        .build();
  }

  @Override
  public SDVariable value(SDVariable... x) {
    return x[0].getSameDiff().cnn().conv2d(x[0], weight, bias, config);
  }

  SDVariable withoutBias(SDVariable x) {
    return x.getSameDiff().cnn().conv2d(x, weight, config);
  }
}
