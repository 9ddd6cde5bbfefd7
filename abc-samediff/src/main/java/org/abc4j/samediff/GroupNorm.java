package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Group normalisation, of which ND4J has none: y = γ·x̂ + β with x̂ = r·(x − μ), r = 1/√(var + ε),
 * over the pixels and the channels of a group.
 */
final class GroupNorm implements GraphLayer {
  private final SDVariable scale;
  private final SDVariable shift;
  private final int height;
  private final int width;
  private final int channels;
  private final int groups;
  private final double epsilon;

  /** x̂ and r of the value, [B, pixels, groups, channels of a group]. */
  private SDVariable normal;

  private SDVariable gain;

  GroupNorm(SDVariable scale, SDVariable shift, Value x, int groups, double epsilon) {
    this.scale = scale;
    this.shift = shift;
    this.height = x.height();
    this.width = x.width();
    this.channels = x.channels();
    this.groups = groups;
    this.epsilon = epsilon;
  }

  @Override
  public SDVariable value(SDVariable... x) {
    SDVariable grouped = grouped(x[0]);
    SDVariable centred = grouped.sub(mean(grouped));
    SDVariable variance = mean(centred.mul(centred));
    gain =
        x[0].getSameDiff().math().reciprocal(x[0].getSameDiff().math().sqrt(variance.add(epsilon)));
    normal = Broadcast.times(centred, gain);
    return Broadcast.times(image(normal), scale).add(shift);
  }

  /** γ·r·(ẋ − mean(ẋ) − x̂·mean(ẋ·x̂)). */
  SDVariable tangent(SDVariable dx) {
    SDVariable grouped = grouped(dx);
    SDVariable along = mean(grouped.mul(normal));
    SDVariable projected = grouped.sub(mean(grouped)).sub(along.mul(normal));
    return image(projected.mul(gain)).mul(scale);
  }

  private SDVariable grouped(SDVariable image) {
    return image.getSameDiff().reshape(image, -1, height * width, groups, channels / groups);
  }

  private SDVariable image(SDVariable grouped) {
    return grouped.getSameDiff().reshape(grouped, -1, height, width, channels);
  }

  /** One axis after the other takes a third of the time of both at once. */
  private static SDVariable mean(SDVariable grouped) {
    return grouped.mean(true, 1).mean(true, 3);
  }
}
