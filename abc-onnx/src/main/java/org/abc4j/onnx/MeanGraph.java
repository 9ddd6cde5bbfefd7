package org.abc4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.abc4j.Shape;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.TimeEmbedding;
import org.abc4j.unet.UNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;

/** Writes Σ fᵢ·cᵢ/n of U-Nets of one configuration as a graph. */
final class MeanGraph {
  private final UNetConfig config;
  private final IntFunction<Network> networks;
  private final Coefficients coefficients;
  private final NoiseSchedule scheduleOrNull;
  private final OnnxType type;

  /**
   * What is written.
   *
   * @param networks asked for a member when its weights are written
   * @param scheduleOrNull needed where outputs are not the noise
   */
  MeanGraph(
      UNetConfig config,
      IntFunction<Network> networks,
      Coefficients coefficients,
      NoiseSchedule scheduleOrNull,
      OnnxType type) {
    this.config = config;
    this.networks = networks;
    this.coefficients = coefficients;
    this.scheduleOrNull = scheduleOrNull;
    this.type = type;
  }

  /** The graph of some members: those whose coefficient is not 0. */
  GraphWriter write(int... members) {
    GraphWriter graph = new GraphWriter();
    Shape shape = config.inputShape();
    Object[] extents = {"N", shape.channels(), shape.height(), shape.width()};
    OnnxNet.Value x =
        new OnnxNet.Value(
            graph.input(OnnxExport.SAMPLES, type, extents),
            shape.channels(),
            shape.height(),
            shape.width());
    OnnxNet.Value time = time(graph);
    LastNetwork last = new LastNetwork();
    UnaryOperator<String> toNoise = toNoise(graph);
    List<String> predictions = new ArrayList<>();
    for (int member : members) {
      String prefix = members.length == 1 ? "" : String.format(Locale.ROOT, "member_%03d.", member);
      OnnxNet.WeightSource weights = name -> last.weight(member, name);
      OnnxNet net =
          type == OnnxType.DOUBLE
              ? new DoubleNet(graph, prefix, weights)
              : new OnnxNet(graph, type, prefix, weights);
      predictions.add(toNoise.apply(UNet.build(config, net, x, time).name()));
    }
    mean(graph, members, predictions);
    graph.output(OnnxExport.NOISE, type, extents);
    return graph;
  }

  /** The embedding of the timesteps, in {@code float} as {@link TimeEmbedding} has it. */
  private OnnxNet.Value time(GraphWriter graph) {
    int width = config.channels().get(0);
    TimeEmbedding embedding = config.variant().timeEmbedding();
    String t = graph.input(OnnxExport.TIMESTEPS, OnnxType.INT64, "T");
    String number =
        graph.node(
            "Cast", "time_cast", List.of(t), Attribute.of("to", (long) OnnxType.FLOAT.number()));
    String column =
        graph.node("Reshape", "time_column", List.of(number, graph.constant(-1, 1, 1, 1)));
    String frequency =
        graph.constant(
            Initializer.of(
                "time_frequencies",
                OnnxType.FLOAT,
                () -> embedding.frequencies(width),
                1,
                width / 2,
                1,
                1));
    String angle = graph.node("Mul", "time_angle", List.of(column, frequency));
    String cosine = graph.node("Cos", "time_cosine", List.of(angle));
    String sine = graph.node("Sin", "time_sine", List.of(angle));
    List<String> halves = embedding.cosinesFirst() ? List.of(cosine, sine) : List.of(sine, cosine);
    String both = graph.node("Concat", "time", halves, Attribute.of("axis", 1L));
    if (type != OnnxType.FLOAT) {
      both =
          graph.node("Cast", "time_wide", List.of(both), Attribute.of("to", (long) type.number()));
    }
    return new OnnxNet.Value(both, width, 1, 1);
  }

  /** What makes noise of an output: nothing where it is the noise. */
  private UnaryOperator<String> toNoise(GraphWriter graph) {
    if (config.variant().prediction() == Prediction.NOISE) {
      return output -> output;
    }
    String ofOutput = weight(graph, "noise_of_output", 1, 0);
    String state =
        graph.node(
            "Mul",
            "noise_state",
            List.of(OnnxExport.SAMPLES, weight(graph, "noise_of_state", 0, 1)));
    return output -> {
      String scaled = graph.node("Mul", output + "_scaled", List.of(output, ofOutput));
      return graph.node("Add", output + "_noise", List.of(scaled, state));
    };
  }

  /** The noise of an output and a state, at each row's timestep. */
  private String weight(GraphWriter graph, String name, float output, float state) {
    int steps = scheduleOrNull.steps();
    Supplier<float[]> table =
        () -> {
          float[] noise = new float[steps];
          for (int t = 0; t < steps; t++) {
            float[] one = {output};
            config.variant().prediction().toNoise(one, new float[] {state}, scheduleOrNull, t);
            noise[t] = one[0];
          }
          return noise;
        };
    String all = graph.constant(Initializer.of(name + "s", type, table, steps));
    String each = graph.node("Gather", name + "_each", List.of(all, OnnxExport.TIMESTEPS));
    return graph.node("Reshape", name, List.of(each, graph.constant(-1, 1, 1, 1)));
  }

  /** Σ fᵢ·cᵢ/n, in the order of the members. */
  private void mean(GraphWriter graph, int[] members, List<String> predictions) {
    List<String> terms = new ArrayList<>();
    for (int k = 0; k < members.length; k++) {
      double share = coefficients.get(members[k]) / coefficients.size();
      String name = String.format(Locale.ROOT, "member_%03d.share", members[k]);
      terms.add(
          share == 1
              ? predictions.get(k)
              : graph.node(
                  "Mul",
                  name + "d",
                  List.of(
                      predictions.get(k),
                      graph.constant(Initializer.of(name, type, new double[] {share})))));
    }
    String sum = terms.get(0);
    for (int k = 1; k < terms.size() - 1; k++) {
      sum = graph.node("Add", "sum_" + k, List.of(sum, terms.get(k)));
    }
    if (terms.size() == 1) {
      graph.node("Identity", OnnxExport.NOISE, List.of(sum));
    } else {
      graph.node("Add", OnnxExport.NOISE, List.of(sum, terms.get(terms.size() - 1)));
    }
  }

  /** The network that was asked for last: weights are written member by member. */
  private final class LastNetwork {
    private int member = -1;
    private Network network;

    synchronized float[] weight(int asked, String name) {
      if (asked != member) {
        network = null;
        network = networks.apply(asked);
        member = asked;
      }
      return network.parameters().get(name).toArray();
    }
  }
}
