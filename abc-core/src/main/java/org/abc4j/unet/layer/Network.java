package org.abc4j.unet.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.abc4j.kernel.Kernels;
import org.abc4j.unet.NetBuilder;
import org.abc4j.unet.UNet;
import org.abc4j.unet.UNetConfig;

/**
 * A U-Net as a list of layers on the pure-JVM kernels, with its weights.
 *
 * <p>The weights may be set while no pass is under way; passes themselves only read them. A {@link
 * NetworkPass} holds the arrays of one thread.
 */
public final class Network {
  private final UNetConfig config;
  private final ConvolutionMethod method;
  private final LayerList layers;
  private final Node input;
  private final Node time;
  private final Node output;
  private final Map<String, Node> named;
  private final Map<String, Parameter> parameters;

  private Network(UNetConfig config, ConvolutionMethod method) {
    this.config = config;
    this.method = method;
    Builder builder = new Builder(method);
    this.input =
        builder.node(
            config.inputShape().height(),
            config.inputShape().width(),
            config.inputShape().channels(),
            true);
    this.time = builder.node(1, 1, config.channels().get(0), false);
    this.output = UNet.build(config, builder, input, time);
    this.layers = new LayerList(builder.layers, List.of(input, time), output, builder.count);
    this.named = Map.copyOf(builder.named);
    this.parameters = Collections.unmodifiableMap(layers.parameters());
  }

  /**
   * A network with all weights 0, with the convolutions of the fast method.
   *
   * @param config its configuration
   * @return the network
   */
  public static Network of(UNetConfig config) {
    return of(config, ConvolutionMethod.WINOGRAD);
  }

  /**
   * A network with all weights 0.
   *
   * @param config its configuration
   * @param method how convolutions are computed; results differ by rounding
   * @return the network
   */
  public static Network of(UNetConfig config, ConvolutionMethod method) {
    return new Network(config, Objects.requireNonNull(method, "method"));
  }

  /**
   * Another network like this one.
   *
   * @return one of the same configuration and convolutions, with all weights 0
   */
  public Network emptyCopy() {
    return new Network(config, method);
  }

  /**
   * Its configuration.
   *
   * @return the configuration
   */
  public UNetConfig config() {
    return config;
  }

  /**
   * Its weights by the names of diffusers' {@code state_dict}, in the order of the layers.
   *
   * @return an unmodifiable map; setting a parameter changes the network
   */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /**
   * Passes of one thread, in a workspace of their own. For this library: kernels are not for use
   * from outside, who have {@link org.abc4j.unet.UNetModel}.
   *
   * @param kernels the kernels to compute with
   * @param derived whether what is derived from the weights is kept
   * @return passes through this network
   */
  @SuppressWarnings("exports")
  public NetworkPass newPass(Kernels kernels, DerivedWeights derived) {
    return newPass(kernels, derived, new Workspace());
  }

  /**
   * Passes of one thread. For this library, as {@link #newPass(Kernels, DerivedWeights)}.
   *
   * @param kernels the kernels to compute with
   * @param derived whether what is derived from the weights is kept
   * @param workspace the thread's arrays, which passes through other networks may use in turn
   * @return passes through this network
   */
  @SuppressWarnings("exports")
  public NetworkPass newPass(Kernels kernels, DerivedWeights derived, Workspace workspace) {
    return new NetworkPass(this, layers.newPass(kernels, derived, workspace));
  }

  /**
   * What it takes of memory.
   *
   * @return counts of its arrays
   */
  public NetworkMemory memory() {
    long weights = 0;
    long derived = 0;
    long adjoints = 0;
    long saved = 0;
    long scratch = 0;
    long gathered = 0;
    long transformed = 0;
    for (Layer layer : layers.layers()) {
      weights += layer.parameters().stream().mapToLong(p -> p.values().length).sum();
      saved += layer.savedSize();
      if (layer instanceof Convolution convolution) {
        long kernel = convolution.transformedSize();
        derived += kernel;
        adjoints += convolution.adjointSize();
        scratch = Math.max(scratch, convolution.scratchSize());
        gathered = Math.max(gathered, convolution.gatheredSize());
        transformed = Math.max(transformed, kernel);
      }
    }
    return new NetworkMemory(
        Float.BYTES * weights,
        Float.BYTES * derived,
        Float.BYTES * (derived + adjoints),
        Float.BYTES * layers.passing().size(),
        Float.BYTES * (layers.kept().size() + saved),
        Float.BYTES * layers.tangents().size(),
        Float.BYTES * layers.adjoints().size(),
        Float.BYTES * scratch,
        Float.BYTES * gathered,
        Float.BYTES * transformed);
  }

  List<Layer> layers() {
    return layers.layers();
  }

  Node input() {
    return input;
  }

  Node time() {
    return time;
  }

  Node output() {
    return output;
  }

  Node named(String name) {
    Node node = named.get(name);
    if (node == null) {
      throw new IllegalArgumentException("this network has no module " + name);
    }
    return node;
  }

  /** Writes layers down as they are asked for. */
  private static final class Builder implements NetBuilder<Node> {
    private final ConvolutionMethod method;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Node> named = new LinkedHashMap<>();
    private int count;
    private int dropouts;

    Builder(ConvolutionMethod method) {
      this.method = method;
    }

    Node node(int height, int width, int channels, boolean dependsOnInput) {
      return new Node(count++, height, width, channels, dependsOnInput);
    }

    private Node like(Node x) {
      return node(x.height(), x.width(), x.channels(), x.dependsOnInput());
    }

    private Node layer(Layer layer) {
      layers.add(layer);
      return layer.output;
    }

    @Override
    public Node convolution(String name, Node x, int outputs, int kernel, int stride) {
      Node y = node(x.height() / stride, x.width() / stride, outputs, x.dependsOnInput());
      return layer(
          new Convolution(
              x,
              y,
              Parameter.kernel(name + ".weight", outputs, x.channels(), kernel),
              Parameter.vector(name + ".bias", outputs),
              kernel,
              stride,
              method));
    }

    @Override
    public Node halvingPaddedAfter(String name, Node x, int outputs) {
      Node y = node(x.height() / 2, x.width() / 2, outputs, x.dependsOnInput());
      return layer(
          new Convolution(
              new ImageMap(x, y, 3, 2, 0),
              Parameter.kernel(name + ".weight", outputs, x.channels(), 3),
              Parameter.vector(name + ".bias", outputs),
              method));
    }

    @Override
    public Node linear(String name, Node x, int outputs) {
      Node y = node(x.height(), x.width(), outputs, x.dependsOnInput());
      return layer(
          new Convolution(
              x,
              y,
              Parameter.matrix(name + ".weight", outputs, x.channels()),
              Parameter.vector(name + ".bias", outputs),
              1,
              1,
              method));
    }

    @Override
    public Node groupNorm(String name, Node x, int groups, double epsilon) {
      return layer(
          new GroupNorm(
              x,
              like(x),
              Parameter.vector(name + ".weight", x.channels()),
              Parameter.vector(name + ".bias", x.channels()),
              groups,
              epsilon));
    }

    /** A normalisation takes the SiLU that follows it along, unless its own output has a name. */
    @Override
    public Node silu(Node x) {
      int last = layers.size() - 1;
      if (last >= 0
          && layers.get(last) instanceof GroupNorm norm
          && norm.output.equals(x)
          && !named.containsValue(x)) {
        layers.set(last, norm.withSilu(like(x)));
        return layers.get(last).output;
      }
      return layer(new Silu(x, like(x)));
    }

    @Override
    public Node attention(Node query, Node key, Node value, int headSize) {
      return layer(new Attention(query, key, value, like(query), headSize));
    }

    @Override
    public Node add(Node a, Node b) {
      return layer(new Sum(a, b, like(a)));
    }

    @Override
    public Node addToPixels(Node image, Node vector) {
      return layer(new SumToPixels(image, vector, like(image)));
    }

    @Override
    public Node concatenate(Node first, Node second) {
      Node y = node(first.height(), first.width(), first.channels() + second.channels(), true);
      return layer(new Concatenation(first, second, y));
    }

    @Override
    public Node upsample(Node x) {
      return layer(
          new Upsampling(x, node(2 * x.height(), 2 * x.width(), x.channels(), x.dependsOnInput())));
    }

    @Override
    public Node dropout(Node x, double probability) {
      return probability == 0 ? x : layer(new Dropout(x, like(x), dropouts++, probability));
    }

    @Override
    public void named(String name, Node value) {
      named.put(name, value);
    }
  }
}
