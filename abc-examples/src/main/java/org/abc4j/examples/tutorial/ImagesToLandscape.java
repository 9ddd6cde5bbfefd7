package org.abc4j.examples.tutorial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.folder.FolderImages;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.UNetConfig;

/** Tutorial 1: from a folder of pictures to what a generated one owes to whom. */
public final class ImagesToLandscape {
  private ImagesToLandscape() {}

  /**
   * Runs it.
   *
   * @param args folder of the pictures, and where the ensemble goes
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Path pictures = Path.of(args[0]);
    Path out = Path.of(args[1]);

    FolderImages read =
        ImageFolder.of(pictures, PicturePreparation.to(new Shape(1, 16, 16)))
            .read(Execution.sequential());
    DataSources sources = read.sources();
    Batch images = read.images().scaledTo(-1, 1).batch();
    System.out.println(images.rows() + " images of " + sources.count() + " sources");

    CodeAssignment code = Codebook.design(sources.count(), 24, 1).assign(sources, 1);
    int members = code.codebook().length();
    int seeing = code.codebook().weight();
    System.out.println(members + " members, " + seeing + " of them see a source");

    UNetConfig network = UNetConfig.attendingOnce(images.shape(), List.of(8, 8), 1, 4);
    TrainingConfig training = TrainingConfig.paper(1, 100).withBatchSize(8).withLearningRate(2e-3);
    EnsembleFolder ensemble =
        UNetEnsembleTrainer.of(network, training).train(images, code, out.resolve("ensemble"));

    Sample sample =
        UniPcSampler.steps(10)
            .withClipping(1)
            .sample(ensemble.ensemble(), ExogenousNoise.philox(1).of(0));
    Landscape landscape = new AblationAttributor().attribute(sample);
    for (int source : landscape.top(3)) {
      System.out.printf(
          Locale.ROOT,
          "without %s it moves by %.2f%n",
          sources.name(source),
          landscape.distance(source));
    }
  }
}
