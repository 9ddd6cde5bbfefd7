package org.abc4j.training;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;

/** Prints what plans and formulas say of memory beside what the heap of a new JVM holds. */
final class HeapOfNetworks {
  static final UNetConfig CONFIG =
      UNetConfig.attendingOnce(new Shape(1, 16, 16), List.of(32, 64, 96), 2, 32);
  static final int MEMBERS = 5;
  private static final int TANGENTS = 5;

  private HeapOfNetworks() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments[0].equals("training")) {
      training();
    } else {
      ensemble();
    }
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** A member in training, with the copy of its state that a checkpoint takes. */
  private static void training() throws InterruptedException {
    TrainingConfig training = TrainingConfig.paper(1, 100).withBatchSize(16);
    TrainingPlan plan =
        TrainingPlan.measure(
            CONFIG,
            training,
            Codebook.allWords(MEMBERS, 2).assignInOrder(DataSources.oneItemEach(10)),
            1,
            10);
    long before = used();
    TrainableUNet model =
        TrainableUNet.of(Networks.random(CONFIG, 1), training.adam(), 0.995, training.schedule());
    Batch images = Draws.batch(1, 0, CONFIG.inputShape(), 16);
    TrainingDraws draws = TrainingDraws.of(training, 0, images);
    for (int step = 0; step < 3; step++) {
      model.train(draws.batch(step));
    }
    Map<String, float[]> state = model.state();
    System.out.println("measured " + (used() - before) + " said " + plan.trainingBytes());
    Reference.reachabilityFence(state);
    Reference.reachabilityFence(model);
  }

  /** Members on one thread, after a sample, its exact landscape and its Jacobian. */
  private static void ensemble() throws InterruptedException {
    long before = used();
    List<UNetModel> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      members.add(
          UNetModel.of(Networks.random(CONFIG, i), NoiseSchedule.linear())
              .with(DerivedWeights.none()));
    }
    CodeAssignment code = Codebook.allWords(MEMBERS, 2).assign(DataSources.oneItemEach(10), 1);
    Ensemble ensemble = Ensemble.of(code, members);
    Sample sample = DdimSampler.steps(2).sample(ensemble, ExogenousNoise.philox(1).of(0));
    new AblationAttributor().attribute(sample);
    EnsembleJacobian.of(sample, Execution.sequential());
    var memory = Network.of(CONFIG).memory();
    long said = MEMBERS * memory.weights() + memory.workspace(8, TANGENTS);
    System.out.println("measured " + (used() - before) + " said " + said);
    Reference.reachabilityFence(sample);
  }
}
