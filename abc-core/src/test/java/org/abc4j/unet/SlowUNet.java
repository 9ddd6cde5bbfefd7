package org.abc4j.unet;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.testing.Reference;
import org.abc4j.unet.layer.Network;

/**
 * diffusers' {@code UNet2DModel} in double, from its definition: channels, rows and columns in
 * loops, one image at a time. It shares no code with the library and no structure either: it knows
 * the network by its options and its weights' names.
 */
final class SlowUNet {
  /** An image of channels × height × width, or a vector of one pixel. */
  private record Image(int channels, int height, int width, double[] values) {
    Image(int channels, int height, int width) {
      this(channels, height, width, new double[channels * height * width]);
    }

    double at(int c, int y, int x) {
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      return inside ? values[(c * height + y) * width + x] : 0;
    }

    void set(int c, int y, int x, double value) {
      values[(c * height + y) * width + x] = value;
    }
  }

  private final Map<String, double[]> weights = new HashMap<>();
  private final UNetConfig config;
  private final boolean sinesFirst;
  private final double shift;
  private final int padding;
  private double[] time;

  /**
   * @param sinesFirst {@code flip_sin_to_cos: false}
   * @param shift {@code freq_shift}
   * @param padding {@code downsample_padding}
   */
  SlowUNet(Network network, boolean sinesFirst, double shift, int padding) {
    this.config = network.config();
    this.sinesFirst = sinesFirst;
    this.shift = shift;
    this.padding = padding;
    network
        .parameters()
        .forEach((name, parameter) -> weights.put(name, Reference.toDouble(parameter.toArray())));
  }

  /** Adds to one weight. */
  void move(String name, int index, double by) {
    weights.get(name)[index] += by;
  }

  double[] predict(double[] x, int timestep) {
    int channels = config.inputShape().channels();
    Image h =
        new Image(channels, config.inputShape().height(), config.inputShape().width(), x.clone());
    int width = config.channels().get(0);
    double[] embedding = new double[width];
    for (int k = 0; k < width / 2; k++) {
      double angle = timestep * Math.exp(-Math.log(10_000) * k / (width / 2.0 - shift));
      embedding[k] = sinesFirst ? Math.sin(angle) : Math.cos(angle);
      embedding[width / 2 + k] = sinesFirst ? Math.cos(angle) : Math.sin(angle);
    }
    time =
        silu(linear("time_embedding.linear_2", silu(linear("time_embedding.linear_1", embedding))));
    Deque<Image> skips = new ArrayDeque<>();
    h = convolution("conv_in", h, 1, 1, 1);
    skips.push(h);
    List<Integer> widths = config.channels();
    for (int i = 0; i < widths.size(); i++) {
      for (int layer = 0; layer < config.layersPerBlock(); layer++) {
        String block = "down_blocks." + i;
        h = resnet(block + ".resnets." + layer, h);
        if (config.downAttention().get(i)) {
          h = attention(block + ".attentions." + layer, h);
        }
        skips.push(h);
      }
      if (i < widths.size() - 1) {
        String name = "down_blocks." + i + ".downsamplers.0.conv";
        // A pad of one behind and none before, then a convolution without any; or one on all sides.
        h = convolution(name, h, 2, padding, 1);
        skips.push(h);
      }
    }
    h = resnet("mid_block.resnets.0", h);
    h = config.midAttention() ? attention("mid_block.attentions.0", h) : h;
    h = resnet("mid_block.resnets.1", h);
    for (int i = 0; i < widths.size(); i++) {
      String block = "up_blocks." + i;
      for (int layer = 0; layer <= config.layersPerBlock(); layer++) {
        h = resnet(block + ".resnets." + layer, concatenation(h, skips.pop()));
        if (config.upAttention().get(i)) {
          h = attention(block + ".attentions." + layer, h);
        }
      }
      if (i < widths.size() - 1) {
        h = convolution(block + ".upsamplers.0.conv", doubled(h), 1, 1, 1);
      }
    }
    return convolution("conv_out", silu(norm("conv_norm_out", h)), 1, 1, 1).values;
  }

  private double[] linear(String name, double[] x) {
    double[] bias = weights.get(name + ".bias");
    double[] weight = weights.get(name + ".weight");
    double[] y = bias.clone();
    for (int o = 0; o < y.length; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += weight[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private static double[] silu(double[] x) {
    return Arrays.stream(x).map(v -> v / (1 + Math.exp(-v))).toArray();
  }

  private static Image silu(Image x) {
    return new Image(x.channels, x.height, x.width, silu(x.values));
  }

  private Image convolution(String name, Image x, int stride, int before, int after) {
    double[] bias = weights.get(name + ".bias");
    double[] weight = weights.get(name + ".weight");
    int side = (int) Math.round(Math.sqrt(weight.length / (double) (bias.length * x.channels)));
    int height = (x.height + before + after - side) / stride + 1;
    int width = (x.width + before + after - side) / stride + 1;
    Image y = new Image(bias.length, height, width);
    for (int o = 0; o < bias.length; o++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          double sum = bias[o];
          for (int i = 0; i < x.channels; i++) {
            for (int ky = 0; ky < side; ky++) {
              for (int kx = 0; kx < side; kx++) {
                sum +=
                    weight[((o * x.channels + i) * side + ky) * side + kx]
                        * x.at(i, row * stride + ky - before, column * stride + kx - before);
              }
            }
          }
          y.set(o, row, column, sum);
        }
      }
    }
    return y;
  }

  private Image norm(String name, Image x) {
    Image y = new Image(x.channels, x.height, x.width);
    int size = x.values.length / config.normGroups();
    int area = x.height * x.width;
    for (int g = 0; g < config.normGroups(); g++) {
      double[] group = Arrays.copyOfRange(x.values, g * size, (g + 1) * size);
      double mean = Arrays.stream(group).average().orElseThrow();
      double variance = Arrays.stream(group).map(v -> (v - mean) * (v - mean)).sum() / size;
      for (int i = 0; i < size; i++) {
        int c = (g * size + i) / area;
        y.values[g * size + i] =
            weights.get(name + ".weight")[c]
                    * (group[i] - mean)
                    / Math.sqrt(variance + config.normEpsilon())
                + weights.get(name + ".bias")[c];
      }
    }
    return y;
  }

  private Image resnet(String name, Image x) {
    Image h = convolution(name + ".conv1", silu(norm(name + ".norm1", x)), 1, 1, 1);
    double[] shiftOfTime = linear(name + ".time_emb_proj", time);
    int area = h.height * h.width;
    for (int i = 0; i < h.values.length; i++) {
      h.values[i] += shiftOfTime[i / area];
    }
    h = convolution(name + ".conv2", silu(norm(name + ".norm2", h)), 1, 1, 1);
    Image shortcut =
        weights.containsKey(name + ".conv_shortcut.weight")
            ? convolution(name + ".conv_shortcut", x, 1, 0, 0)
            : x;
    return sum(h, shortcut);
  }

  private Image attention(String name, Image x) {
    Image h = norm(name + ".group_norm", x);
    double[][] q = pixels(name + ".to_q", h);
    double[][] k = pixels(name + ".to_k", h);
    double[][] v = pixels(name + ".to_v", h);
    int head = config.headChannels() == 0 ? x.channels : config.headChannels();
    Image y = new Image(x.channels, x.height, x.width);
    for (int p = 0; p < q.length; p++) {
      double[] mixed = new double[x.channels];
      for (int first = 0; first < x.channels; first += head) {
        double[] shares = new double[q.length];
        for (int o = 0; o < q.length; o++) {
          double score = 0;
          for (int c = first; c < first + head; c++) {
            score += q[p][c] * k[o][c];
          }
          shares[o] = Math.exp(score / Math.sqrt(head));
        }
        double all = Arrays.stream(shares).sum();
        for (int o = 0; o < q.length; o++) {
          for (int c = first; c < first + head; c++) {
            mixed[c] += shares[o] / all * v[o][c];
          }
        }
      }
      double[] out = linear(name + ".to_out.0", mixed);
      for (int c = 0; c < x.channels; c++) {
        y.values[c * q.length + p] = out[c];
      }
    }
    return sum(y, x);
  }

  private double[][] pixels(String name, Image x) {
    int area = x.height * x.width;
    double[][] pixels = new double[area][];
    for (int p = 0; p < area; p++) {
      double[] pixel = new double[x.channels];
      for (int c = 0; c < x.channels; c++) {
        pixel[c] = x.values[c * area + p];
      }
      pixels[p] = linear(name, pixel);
    }
    return pixels;
  }

  private static Image sum(Image a, Image b) {
    Image y = new Image(a.channels, a.height, a.width);
    Arrays.setAll(y.values, i -> a.values[i] + b.values[i]);
    return y;
  }

  private static Image concatenation(Image a, Image b) {
    double[] both = Arrays.copyOf(a.values, a.values.length + b.values.length);
    System.arraycopy(b.values, 0, both, a.values.length, b.values.length);
    return new Image(a.channels + b.channels, a.height, a.width, both);
  }

  private static Image doubled(Image x) {
    Image y = new Image(x.channels, 2 * x.height, 2 * x.width);
    for (int c = 0; c < x.channels; c++) {
      for (int row = 0; row < y.height; row++) {
        for (int column = 0; column < y.width; column++) {
          y.set(c, row, column, x.at(c, row / 2, column / 2));
        }
      }
    }
    return y;
  }
}
