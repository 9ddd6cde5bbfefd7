package org.abc4j.examples.tutorial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.ResidualFolder;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.report.Report;
import org.abc4j.report.ReportPart;
import org.abc4j.report.SourceImages;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;

/** Tutorial 4: a report, and what its numbers allow to be said. */
public final class ReadReport {
  private ReadReport() {}

  /**
   * Runs it.
   *
   * @param args folder of the pictures, and where tutorial 1 put its ensemble
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Path pictures = Path.of(args[0]);
    Path out = Path.of(args[1]);
    EnsembleFolder folder = EnsembleFolder.open(out.resolve("ensemble"));
    DataSources sources = folder.code().sources();
    Batch images =
        ImageFolder.of(pictures, PicturePreparation.to(new Shape(1, 16, 16)))
            .read(Execution.sequential())
            .images()
            .scaledTo(-1, 1)
            .batch();

    Ensemble ensemble = folder.ensemble();
    Sampler sampler = UniPcSampler.steps(10).withClipping(1);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      samples.add(sampler.sample(ensemble, ExogenousNoise.philox(1).of(i)));
    }

    TrainingPoints points = TrainingPoints.of(images, sources);
    TrainingResiduals residuals =
        ResidualFolder.beside(folder, points, ResidualDraws.usual())
            .residuals(TrainingResiduals.lateSteps(sampler), Execution.sequential());
    List<CalibratedAttribution> influence =
        new CalibratedAttributor(points, residuals).attributeAll(samples);

    List<SampleStudy> studies = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      StudySettings settings = StudySettings.exactAndFirstOrder().calibrated(influence.get(i));
      studies.add(SampleStudy.of(samples.get(i), settings, Execution.sequential()));
    }
    Report.of(
            SourceImages.of(images, sources, Normalisation.plusMinusOne()),
            List.of(new ReportPart("samples", "Two samples", List.of(), studies, 4)),
            Map.of("Ensemble", "the one of tutorial 1"))
        .write(out.resolve("report"));

    SampleStudy study = studies.get(0);
    int farthest = study.exact().orElseThrow().top(1)[0];
    PlaceboTest test = PlaceboTest.of(study.exact().orElseThrow().distances(), study.placebos());
    System.out.printf(
        Locale.ROOT,
        "farthest without %s; of %d placebos %d lie as far%n",
        sources.name(farthest),
        test.placebos(),
        test.atLeastAsFar(farthest));
    System.out.printf(Locale.ROOT, "p after looking at all: %.2f%n", test.adjustedPValue(farthest));
    System.out.printf(
        Locale.ROOT,
        "smallest that it can be with so few placebos: %.2f%n",
        test.leastAdjustedPValue());
    System.out.println("placebos that it takes: " + test.placebosNeeded(0.05));
    for (int i = 0; i < studies.size(); i++) {
      int[] named = studies.get(i).calibrated().orElseThrow().named(0.05);
      System.out.println("sources that left a trace in sample " + i + ": " + named.length);
    }
  }
}
