package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Group normalisation, of which ND4J has none: y = γ·r·(x − μ) + β with r = 1/√(var + ε), over the
 * pixels and the channels of a group.
 *
 * <p>Means and factors are kept one for each channel, [B, 1, 1, C]: to broadcast one for each group
 * over [B, pixels, groups, channels of a group] takes ND4J up to twenty times as long.
 */
final class GroupNorm implements GraphLayer {
  private final SDVariable scale;
  private final SDVariable shift;
  private final int height;
  private final int width;
  private final int channels;
  private final int groups;
  private final double epsilon;
  private final boolean training;

  private SDVariable centred;

  /** r. */
  private SDVariable gain;

  /**
   * A normalisation.
   *
   * @param scale γ
   * @param shift β
   * @param x what it is for
   * @param training whether there will be gradients
   */
  GroupNorm(
      SDVariable scale, SDVariable shift, Value x, int groups, double epsilon, boolean training) {
    this.scale = scale;
    this.shift = shift;
    this.height = x.height();
    this.width = x.width();
    this.channels = x.channels();
    this.groups = groups;
    this.epsilon = epsilon;
    this.training = training;
  }

  @Override
  public SDVariable value(SDVariable... x) {
    SameDiff graph = x[0].getSameDiff();
    centred = x[0].sub(mean(x[0]));
    gain = graph.math().rsqrt(mean(centred.mul(centred)).add(epsilon));
    SDVariable factor = gain.mul(scale);
    SDVariable scaled = training ? Broadcast.times(centred, factor) : centred.mul(factor);
    return scaled.add(shift);
  }

  /** γ·r·(ẋ − mean(ẋ) − x̂·mean(ẋ·x̂)) with x̂ = r·(x − μ). */
  SDVariable tangent(SDVariable dx) {
    SDVariable normal = centred.mul(gain);
    SDVariable along = mean(dx.mul(normal));
    return dx.sub(mean(dx)).sub(along.mul(normal)).mul(gain.mul(scale));
  }

  /** The mean of each channel's group, [B, 1, 1, C]: over the pixels, then over the channels. */
  private SDVariable mean(SDVariable image) {
    Pooling2DConfig pixels =
        Pooling2DConfig.builder().kH(height).kW(width).sH(1).sW(1).isNHWC(true).build();
    SDVariable ofChannels = image.getSameDiff().cnn().avgPooling2d(image, pixels);
    if (groups == channels) {
      return ofChannels;
    }
    return new Convolution(groupMeans(image.getSameDiff()), null, 1, 1).withoutBias(ofChannels);
  }

  /** The linear map to each channel of the mean of its group, as a convolution's weight. */
  private SDVariable groupMeans(SameDiff graph) {
    String name = "mean." + channels + "." + groups;
    if (graph.hasVariable(name)) {
      return graph.getVariable(name);
    }
    int size = channels / groups;
    float[] map = new float[channels * channels];
    for (int from = 0; from < channels; from++) {
      int first = from - from % size;
      for (int to = first; to < first + size; to++) {
        map[from * channels + to] = 1f / size;
      }
    }
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 1, 1, channels, channels);
    array.data().setData(map);
    return graph.constant(name, array);
  }
}
