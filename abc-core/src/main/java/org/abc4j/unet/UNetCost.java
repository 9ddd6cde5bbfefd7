package org.abc4j.unet;

/**
 * What a {@link UNet} costs, counted from its description without a weight.
 *
 * @param parameters number of weights
 * @param multiplyAdds multiply-adds of one forward pass of one image: convolutions, linear maps and
 *     the two products of attention
 * @param activations values that one image's forward pass produces, all layers together
 */
public record UNetCost(long parameters, long multiplyAdds, long activations) {

  /**
   * Counts a network.
   *
   * @param config its configuration
   * @return its cost
   */
  public static UNetCost of(UNetConfig config) {
    Counter counter = new Counter();
    UNet.build(
        config,
        counter,
        new Extent(
            config.inputShape().height(),
            config.inputShape().width(),
            config.inputShape().channels()),
        new Extent(1, 1, config.channels(0)));
    return new UNetCost(counter.parameters, counter.multiplyAdds, counter.activations);
  }

  /** Height, width and channels of a value; vectors are one pixel. */
  record Extent(int height, int width, int channels) {
    int pixels() {
      return height * width;
    }
  }

  /** The interpreter that counts. */
  private static final class Counter implements NetBuilder<Extent> {
    private long parameters;
    private long multiplyAdds;
    private long activations;

    private Extent produced(int height, int width, int channels) {
      activations += (long) height * width * channels;
      return new Extent(height, width, channels);
    }

    private Extent weighted(Extent x, Extent y, int kernel) {
      long weights = (long) kernel * kernel * x.channels() * y.channels();
      parameters += weights + y.channels();
      multiplyAdds += weights * y.pixels();
      return y;
    }

    @Override
    public Extent convolution(String name, Extent x, int outputs, int kernel, int stride) {
      return weighted(x, produced(x.height() / stride, x.width() / stride, outputs), kernel);
    }

    @Override
    public Extent halvingPaddedAfter(String name, Extent x, int outputs) {
      return convolution(name, x, outputs, 3, 2);
    }

    @Override
    public Extent linear(String name, Extent x, int outputs) {
      return weighted(x, produced(x.height(), x.width(), outputs), 1);
    }

    @Override
    public Extent groupNorm(String name, Extent x, int groups, double epsilon) {
      parameters += 2L * x.channels();
      return same(x);
    }

    @Override
    public Extent silu(Extent x) {
      return same(x);
    }

    @Override
    public Extent attention(Extent query, Extent key, Extent value, int headSize) {
      multiplyAdds += 2L * query.pixels() * query.pixels() * query.channels();
      return same(query);
    }

    @Override
    public Extent add(Extent a, Extent b) {
      return same(a);
    }

    @Override
    public Extent addToPixels(Extent image, Extent vector) {
      return same(image);
    }

    @Override
    public Extent concatenate(Extent first, Extent second) {
      return produced(first.height(), first.width(), first.channels() + second.channels());
    }

    @Override
    public Extent upsample(Extent x) {
      return produced(2 * x.height(), 2 * x.width(), x.channels());
    }

    @Override
    public Extent dropout(Extent x, double probability) {
      return x;
    }

    private Extent same(Extent x) {
      return produced(x.height(), x.width(), x.channels());
    }
  }
}
