package org.abc4j.samediff.example;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.abc4j.*;
import org.abc4j.attribution.*;
import org.abc4j.codebook.*;
import org.abc4j.noise.*;
import org.abc4j.samediff.*;
import org.abc4j.sampling.*;
import org.abc4j.training.*;
import org.abc4j.unet.UNetConfig;

/** From images to the sources of a sample on SameDiff alone: {@code mvn -q -Psamediff-example}. */
public final class SameDiffExample {
  private SameDiffExample() {}

  /**
   * Runs the example.
   *
   * @param args the folder for the ensemble; trained if it is not there
   * @throws IOException if the folder cannot be written or read
   */
  public static void main(String[] args) throws IOException {
    run(Path.of(args[0]), System.out);
  }

  static Landscape run(Path folder, PrintStream out) throws IOException {
    Shape shape = new Shape(1, 8, 8);
    Batch images = Batch.of(shape, CounterRandom.of(1, Purpose.EXAMPLE).gaussians(0, 0, 12 * 64));
    CodeAssignment code = Codebook.allWords(6, 3).assign(DataSources.oneItemEach(12), 1);
    UNetConfig network = UNetConfig.attendingOnce(shape, List.of(8, 8), 1, 4);

    out.println("training 6 members of 40 steps each into " + folder + ", some 15 seconds");
    TrainingConfig training = TrainingConfig.paper(1, 40).withBatchSize(6).withLearningRate(2e-3);
    UNetEnsembleTrainer.of(network, training)
        .onExecutor(SameDiffTrainableModel.EXECUTOR, SameDiffTrainableModel::of)
        .train(images, code, folder);

    try (SameDiffEnsemble ensemble = SameDiffEnsemble.open(folder)) {
      DdimSampler sampler = DdimSampler.steps(5).withClipping(1);
      Sample sample = sampler.sample(ensemble, ExogenousNoise.philox(1).of(0));
      EnsembleJacobian jacobian = EnsembleJacobian.of(sample);
      Landscape exact = new AblationAttributor().attribute(sample);
      Landscape quick = new DifferentialAttributor().attribute(sample);
      out.println("first pixel: " + sample.image()[0]);
      out.println("and its slope by member 0's coefficient: " + jacobian.column(0)[0]);
      out.println("most influential sources: " + Arrays.toString(exact.top(3)));
      out.println("to first order:           " + Arrays.toString(quick.top(3)));
      return exact;
    }
  }
}
