package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From images to attributions, with networks that were trained a little. */
class TrainedEnsembleTest {
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final DdimSampler SAMPLER = DdimSampler.steps(5).withClipping(1);

  @TempDir private static Path folder;
  private static EnsembleFolder trained;
  private static Sample sample;

  @BeforeAll
  static void train_andSample() throws IOException {
    TrainingConfig config =
        TrainingConfig.paper(4, 60).withBatchSize(8).withLearningRate(2e-3).withAverage(0.9);
    trained =
        UNetEnsembleTrainer.of(TinyNetworks.config(), config)
            .train(TinyNetworks.images(), CODE, folder);
    sample = SAMPLER.sample(trained.ensemble(), ExogenousNoise.philox(1).of(0));
  }

  /** The members as somebody reads them who knows files and formula only. */
  private static Ensemble ensembleByHand() throws IOException {
    List<NoiseModel> members = new ArrayList<>();
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      Network network = Network.of(TinyNetworks.config());
      UNetWeights.read(EnsembleFolder.memberFile(folder, member), network);
      members.add(UNetModel.of(network, NoiseSchedule.linear()));
    }
    return Ensemble.of(CODE, members);
  }

  @Test
  void sample_ofTheFolder_isThatOfItsMembers() throws IOException {
    Sample expected = SAMPLER.sample(ensembleByHand(), ExogenousNoise.philox(1).of(0));
    assertArrayEquals(expected.image(), sample.image());
    for (float value : sample.image()) {
      assertTrue(Float.isFinite(value) && Math.abs(value) < 10, "" + value);
    }
  }

  @Test
  void attribute_exactly_measuresTheDistanceToEachCounterfactual() throws IOException {
    Landscape landscape = new AblationAttributor().attribute(sample);
    Ensemble ensemble = ensembleByHand();
    assertEquals(TinyNetworks.SOURCES, landscape.sources());
    for (int s = 0; s < TinyNetworks.SOURCES; s++) {
      Batch without =
          SAMPLER.generate(
              ensemble.with(Ablation.ofSources(CODE, s).coefficients()), List.of(sample.noise()));
      double squares = 0;
      for (int j = 0; j < TinyNetworks.SHAPE.size(); j++) {
        squares += Math.pow((double) without.get(0, j) - sample.image()[j], 2);
      }
      assertEquals(Math.sqrt(squares), landscape.distance(s), 1e-5 * Math.sqrt(squares));
      assertTrue(squares > 1e-6, "ablation of source " + s + " changes the sample");
    }
  }

  @Test
  void attribute_differentially_isOfTheSameSize() {
    Landscape exact = new AblationAttributor().attribute(sample);
    Landscape differential = new DifferentialAttributor().attribute(sample);
    for (int s = 0; s < TinyNetworks.SOURCES; s++) {
      double ratio = differential.distance(s) / exact.distance(s);
      assertTrue(ratio > 0.2 && ratio < 5, "source " + s + ", differential to exact " + ratio);
    }
  }
}
