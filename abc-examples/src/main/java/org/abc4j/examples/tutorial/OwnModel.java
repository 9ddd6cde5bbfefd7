package org.abc4j.examples.tutorial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.data.folder.FolderImages;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.ModelContract;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;

/** Tutorial 2: an ensemble of models of one's own. */
public final class OwnModel {
  private OwnModel() {}

  /** Takes its images for Gaussian: their mean, and one variance for all pixels. */
  static final class MeanModel implements DifferentiableNoiseModel {
    private static final double VARIANCE = 0.25;
    private final NoiseSchedule schedule = NoiseSchedule.linear();
    private final Shape shape;
    private final double[] mean;

    MeanModel(Batch images) {
      shape = images.shape();
      mean = new double[shape.size()];
      float[] values = images.toArray();
      for (int i = 0; i < values.length; i++) {
        mean[i % mean.length] += values[i] / (double) images.rows();
      }
    }

    @Override
    public Shape shape() {
      return shape;
    }

    @Override
    public Optional<NoiseSchedule> schedule() {
      return Optional.of(schedule);
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      NoiseModel.requireShape(this, x);
      double signal = Math.sqrt(schedule.alphaBar(timestep));
      float[] values = x.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (slope(timestep) * (values[i] - signal * mean[i % mean.length]));
      }
      return Batch.of(shape, values);
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      DifferentiableNoiseModel.requireTangents(this, x, tangents);
      float[] values = tangents.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (slope(timestep) * values[i]);
      }
      return Linearization.of(predict(x, timestep), Batch.of(shape, values));
    }

    private double slope(int timestep) {
      double noise = 1 - schedule.alphaBar(timestep);
      return Math.sqrt(noise) / (noise + schedule.alphaBar(timestep) * VARIANCE);
    }
  }

  /**
   * Runs it.
   *
   * @param args folder of the pictures
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] args) throws IOException {
    FolderImages read =
        ImageFolder.of(Path.of(args[0]), PicturePreparation.to(new Shape(1, 16, 16)))
            .read(Execution.sequential());
    Batch images = read.images().scaledTo(-1, 1).batch();
    CodeAssignment code = Codebook.design(read.sources().count(), 24, 1).assign(read.sources(), 1);

    List<MeanModel> models = new ArrayList<>();
    for (int member = 0; member < code.codebook().length(); member++) {
      models.add(new MeanModel(images.select(code.splits().indices(member))));
    }

    System.out.print(ModelContract.of(models.get(0)).check().requireKept());

    Ensemble ensemble = Ensemble.of(code, models);
    Sample sample = DdimSampler.steps(20).sample(ensemble, ExogenousNoise.philox(1).of(0));
    Landscape exact = new AblationAttributor().attribute(sample);
    Landscape quick = new DifferentialAttributor().attribute(sample);
    System.out.println("farthest without " + read.sources().name(exact.top(1)[0]));
    System.out.printf(
        Locale.ROOT,
        "exact and first order agree with a rank correlation of %.2f%n",
        Correlation.spearman(exact.distances(), quick.distances()).coefficient());
  }
}
