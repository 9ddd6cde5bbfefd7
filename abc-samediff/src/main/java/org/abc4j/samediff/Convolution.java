package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/**
 * A convolution in NHWC with bias and zero padding of kernel / 2; a linear map if the kernel is 1.
 */
final class Convolution implements GraphLayer {
  private final SDVariable weight;
  private final SDVariable bias;
  private final Conv2DConfig config;

  /**
   * A convolution.
   *
   * @param weight [kernel, kernel, inputs, outputs]
   * @param bias [outputs]
   * @param kernel 1 or 3
   * @param stride 1 or 2
   */
  Convolution(SDVariable weight, SDVariable bias, int kernel, int stride) {
    this.weight = weight;
    this.bias = bias;
    this.config =
        Conv2DConfig.builder()
            .kH(kernel)
            .kW(kernel)
            .sH(stride)
            .sW(stride)
            .pH(kernel / 2)
            .pW(kernel / 2)
            .dH(1)
            .dW(1)
            .paddingMode(PaddingMode.VALID)
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
