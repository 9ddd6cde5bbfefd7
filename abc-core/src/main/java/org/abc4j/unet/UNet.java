package org.abc4j.unet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The U-Net of the paper's appendix B.2: HuggingFace diffusers' {@code UNet2DModel}, written once
 * for every executor.
 *
 * <p>Block i of the way down has {@code layersPerBlock} residual layers, each followed by attention
 * where the block has it, and halves the image unless it is the last. Its states, the input's
 * convolution and the halved images first, are kept; the way up has one layer more a block and
 * takes them back in reverse order.
 */
public final class UNet {
  private static final int KERNEL = 3;
  private static final int TIME_WIDENING = 4;

  private UNet() {}

  /**
   * Builds the network.
   *
   * @param config its configuration
   * @param net what it is built with
   * @param x noisy images of the configuration's shape
   * @param time embedding of the timestep, {@link UNetConfig#timeEmbedding}
   * @param <T> what stands for a value
   * @return the predicted noise
   */
  public static <T> T build(UNetConfig config, NetBuilder<T> net, T x, T time) {
    return new Writer<>(config, net).write(x, time);
  }

  private static final class Writer<T> {
    private final UNetConfig config;
    private final NetBuilder<T> net;
    private final Deque<T> skips = new ArrayDeque<>();
    private final Deque<Integer> skipChannels = new ArrayDeque<>();
    private T activatedTime;

    /** Channels of the state. */
    private int channels;

    Writer(UNetConfig config, NetBuilder<T> net) {
      this.config = config;
      this.net = net;
    }

    T write(T x, T time) {
      int width = TIME_WIDENING * config.channels(0);
      T embedding = net.linear("time_embedding.linear_1", time, width);
      embedding = net.linear("time_embedding.linear_2", net.silu(embedding), width);
      net.named("time_embedding", embedding);
      activatedTime = net.silu(embedding);

      T h = net.convolution("conv_in", x, config.channels(0), KERNEL, 1);
      net.named("conv_in", h);
      channels = config.channels(0);
      keep(h);
      int blocks = config.blocks();
      for (int i = 0; i < blocks; i++) {
        h = down(i, h);
      }
      h = resnet("mid_block.resnets.0", h, channels);
      if (config.midAttention()) {
        h = attention("mid_block.attentions.0", h);
      }
      h = resnet("mid_block.resnets.1", h, channels);
      net.named("mid_block", h);
      for (int i = 0; i < blocks; i++) {
        h = up(i, h);
      }
      h = norm("conv_norm_out", h);
      net.named("conv_norm_out", h);
      return net.convolution("conv_out", net.silu(h), config.outputChannels(), KERNEL, 1);
    }

    private T down(int i, T x) {
      String block = "down_blocks." + i;
      T h = x;
      for (int layer = 0; layer < config.layersPerBlock(); layer++) {
        h = resnet(block + ".resnets." + layer, h, config.channels(i));
        if (config.downAttention(i)) {
          h = attention(block + ".attentions." + layer, h);
        }
        keep(h);
      }
      if (i < config.blocks() - 1) {
        h = halved(block + ".downsamplers.0.conv", h);
        keep(h);
      }
      net.named(block, h);
      return h;
    }

    private T halved(String name, T x) {
      return config.variant().paddedAfter()
          ? net.halvingPaddedAfter(name, x, channels)
          : net.convolution(name, x, channels, KERNEL, 2);
    }

    private T up(int i, T x) {
      String block = "up_blocks." + i;
      T h = x;
      for (int layer = 0; layer <= config.layersPerBlock(); layer++) {
        h = net.concatenate(h, skips.pop());
        channels += skipChannels.pop();
        h = resnet(block + ".resnets." + layer, h, config.channels(config.blocks() - 1 - i));
        if (config.upAttention(i)) {
          h = attention(block + ".attentions." + layer, h);
        }
      }
      if (i < config.blocks() - 1) {
        h = net.convolution(block + ".upsamplers.0.conv", net.upsample(h), channels, KERNEL, 1);
      }
      net.named(block, h);
      return h;
    }

    private void keep(T h) {
      skips.push(h);
      skipChannels.push(channels);
    }

    private T resnet(String name, T x, int outputs) {
      T h = net.silu(norm(name + ".norm1", x));
      h = net.convolution(name + ".conv1", h, outputs, KERNEL, 1);
      h = net.addToPixels(h, net.linear(name + ".time_emb_proj", activatedTime, outputs));
      h = net.silu(norm(name + ".norm2", h));
      h = net.convolution(name + ".conv2", net.dropout(h, config.dropout()), outputs, KERNEL, 1);
      T shortcut =
          channels == outputs ? x : net.convolution(name + ".conv_shortcut", x, outputs, 1, 1);
      channels = outputs;
      T sum = net.add(shortcut, h);
      net.named(name, sum);
      return sum;
    }

    private T attention(String name, T x) {
      T h = norm(name + ".group_norm", x);
      T query = net.linear(name + ".to_q", h, channels);
      T key = net.linear(name + ".to_k", h, channels);
      T value = net.linear(name + ".to_v", h, channels);
      T mixed = net.attention(query, key, value, config.headSize(channels));
      T sum = net.add(net.linear(name + ".to_out.0", mixed, channels), x);
      net.named(name, sum);
      return sum;
    }

    private T norm(String name, T x) {
      return net.groupNorm(name, x, config.normGroups(), config.normEpsilon());
    }
  }
}
