package org.abc4j.bench.peers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.Network;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Contests of an ensemble: 11 members of which 6 survive each of 64 ablations. A few sampling steps
 * are timed and stand for all of them. They do the same work but for our first, in which the
 * counterfactuals are still alike and the tangents 0; it is timed with two others and counted every
 * third time, where it is one of fifty.
 */
final class Landscapes {
  private static final int SOURCES = 64;
  private static final int MEMBERS = 11;
  private static final int WEIGHT = 5;
  private static final int STEPS = 50;

  /** Steps that are timed of ours, the first of which is less work. */
  private static final int TIMED_STEPS = 3;

  private static final int FULL_STEPS = TIMED_STEPS - 1;
  private static final double OUR_SCALE = (double) STEPS / FULL_STEPS;
  private static final String TIMED =
      "some of "
          + STEPS
          + " steps are timed and scaled up; ours by the public call with a sampler of "
          + TIMED_STEPS
          + " steps, counted as "
          + FULL_STEPS
          + " since the first is less work; libtorch by one step of the members' passes and their"
          + " means alone, without the sampler, and so ONNX Runtime; ";

  private final UNetConfig config;
  private final Execution execution;
  private final Sample sample;
  private final int timestep;
  private final Map<Layout, List<TorchUNet>> peers = new EnumMap<>(Layout.class);
  private final List<OrtUNet> onnx;

  Landscapes(UNetConfig config, ExecutorService threads, int count, boolean onnxRuntime) {
    this.config = config;
    this.execution = Execution.sequential().on(threads, count);
    CodeAssignment code =
        Codebook.allWords(MEMBERS, WEIGHT).assign(DataSources.oneItemEach(SOURCES), 1);
    List<Network> networks =
        IntStream.range(0, MEMBERS).mapToObj(i -> Networks.network(config, i)).toList();
    Ensemble ensemble =
        Ensemble.of(
            code,
            networks.stream().map(network -> UNetModel.of(network, Networks.SCHEDULE)).toList());
    this.sample =
        DdimSampler.steps(TIMED_STEPS)
            .withSchedule(Networks.SCHEDULE)
            .sample(ensemble, ExogenousNoise.philox(1).of(0));
    this.timestep = sample.sampler().steps().get(0).timestep();
    for (Layout layout : Layout.values()) {
      peers.put(layout, networks.stream().map(network -> TorchUNet.of(network, layout)).toList());
    }
    this.onnx = onnxRuntime ? OrtUNet.all(networks, count) : List.of();
  }

  /** All exact counterfactuals. */
  Contest landscape() {
    Batch x = Networks.images(config.inputShape(), SOURCES, 0);
    Ensemble ensemble = sample.ensemble();
    List<Coefficients> coefficients =
        IntStream.range(0, SOURCES)
            .mapToObj(s -> Ablation.ofSources(ensemble.code(), s).coefficients())
            .toList();
    float[] expected = ensemble.predict(x, timestep, coefficients, execution).toArray();
    List<long[]> rows = new ArrayList<>();
    for (int member = 0; member < MEMBERS; member++) {
      int of = member;
      rows.add(
          IntStream.range(0, SOURCES)
              .filter(s -> !ensemble.code().word(s).contains(of))
              .asLongStream()
              .toArray());
    }
    int survivors = MEMBERS - WEIGHT;
    AblationAttributor attributor = new AblationAttributor().with(execution);
    return new Contest(
        "landscape",
        config.channels(),
        SOURCES,
        (double) FULL_STEPS * SOURCES * survivors * UNetCost.of(config).multiplyAdds(),
        OUR_SCALE,
        STEPS,
        TIMED + SOURCES + " counterfactuals by " + survivors + " of " + MEMBERS + " members",
        () -> attributor.attribute(sample),
        List.of(
            Networks.ways(
                "landscape",
                (layout, attention) -> {
                  List<TorchUNet> members = peers.get(layout);
                  Tensor images = members.get(0).images(x.toArray());
                  Tensor time = members.get(0).time(timestep);
                  List<Tensor> indices = rows.stream().map(Tensor::create).toList();
                  Tensor mean = meanOfSurvivors(members, images, time, indices, attention);
                  Comparison.require(
                      "landscape", expected, TorchUNet.values(mean), Networks.OUTPUT_TOLERANCE);
                  mean.close();
                  return () -> meanOfSurvivors(members, images, time, indices, attention).close();
                }),
            OrtUNet.ways(onnx, members -> members.landscape(x, timestep, rows, expected))),
        Map.of());
  }

  private static Tensor meanOfSurvivors(
      List<TorchUNet> members, Tensor x, Tensor time, List<Tensor> rows, Attention attention) {
    try (PointerScope temporaries = new PointerScope()) {
      Tensor sum = org.bytedeco.pytorch.global.torch.zeros_like(x);
      for (int i = 0; i < members.size(); i++) {
        Tensor mine = x.index_select(0, rows.get(i));
        Tensor predicted =
            members.get(i).forward(members.get(i).layout().of(mine), time, attention);
        sum.index_add_(0, rows.get(i), predicted);
        predicted.close();
      }
      sum.div_(new org.bytedeco.pytorch.Scalar(MEMBERS - WEIGHT));
      return sum.retainReference();
    }
  }

  /** The derivative of the sample by the coefficients of all members. */
  Contest jacobian() {
    Batch x = Networks.images(config.inputShape(), 1, 0);
    Batch directions = Networks.images(config.inputShape(), MEMBERS, 1);
    float[] expected = new float[directions.toArray().length];
    for (int i = 0; i < MEMBERS; i++) {
      DifferentiableNoiseModel member = (DifferentiableNoiseModel) sample.ensemble().member(i);
      float[] tangents = member.linearize(x, timestep, directions).tangents().toArray();
      for (int p = 0; p < tangents.length; p++) {
        expected[p] += tangents[p] / MEMBERS;
      }
    }
    return new Contest(
        "jacobian",
        config.channels(),
        1,
        FULL_STEPS * MEMBERS * (1.0 + MEMBERS) * UNetCost.of(config).multiplyAdds(),
        OUR_SCALE,
        STEPS,
        TIMED + MEMBERS + " tangents through " + MEMBERS + " members",
        () -> EnsembleJacobian.of(sample, execution),
        List.of(
            Networks.ways(
                "jacobian",
                (layout, attention) -> {
                  List<TorchUNet> members = peers.get(layout);
                  Tensor image = members.get(0).images(x.toArray());
                  Tensor dual = members.get(0).images(directions.toArray());
                  Tensor time = members.get(0).time(timestep);
                  Tensor mean = meanTangents(members, image, time, dual, attention);
                  Comparison.require(
                      "jacobian", expected, TorchUNet.values(mean), Networks.TANGENT_TOLERANCE);
                  mean.close();
                  return () -> meanTangents(members, image, time, dual, attention).close();
                })),
        Map.of());
  }

  private static Tensor meanTangents(
      List<TorchUNet> members, Tensor x, Tensor time, Tensor directions, Attention attention) {
    try (PointerScope temporaries = new PointerScope()) {
      Tensor sum = org.bytedeco.pytorch.global.torch.zeros_like(directions);
      for (TorchUNet member : members) {
        Tensor tangents = member.tangents(x, time, directions, attention);
        sum.add_(tangents);
        tangents.close();
      }
      sum.div_(new org.bytedeco.pytorch.Scalar(members.size()));
      return sum.retainReference();
    }
  }
}
