package org.example.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.evaluation.Correlation;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.Purpose;
import org.abc4j.report.Report;
import org.abc4j.report.ReportPart;
import org.abc4j.report.SourceImages;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import org.abc4j.store.SampleFile;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.abc4j.study.StudySettings;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.UNetConfig;

/**
 * Somebody's application: trains, writes, reads, generates, attributes and reports. Its argument is
 * {@code works}, or the version of Jackson for which it must be refused at once.
 */
public final class App {
  private static final int SOURCES = 6;

  private App() {}

  public static void main(String[] args) throws IOException {
    String expected = args[0];
    List<String> log = logged();
    Path folder = Files.createTempDirectory("abc-consumer");
    try {
      use(folder);
    } catch (IllegalStateException refusal) {
      String said =
          "abc needs com.fasterxml.jackson.core:jackson-core 2.15 or later, found " + expected + ".";
      require(refusal.getMessage().startsWith(said), "refused for another reason: " + refusal);
      require(folder.toFile().list().length == 0, "refused after something was written");
      System.out.println("refused at once, as it must be: " + refusal.getMessage());
      return;
    }
    require(expected.equals("works"), "not refused with Jackson " + expected);
    require(log.isEmpty(), "the log has " + log);
    Module abc = Shape.class.getModule();
    require(abc.isNamed() == App.class.getModule().isNamed(), "modules: " + abc);
    require(!abc.isNamed() || !abc.isExported("org.abc4j.kernel"), "kernel is exported");
    System.out.println("works: " + LibraryVersion.text() + " in " + abc);
  }

  /** What the library says, as where kernels are not those of the Vector API. */
  private static List<String> logged() {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    Logger.getLogger("")
        .addHandler(
            new Handler() {
              @Override
              public void publish(LogRecord message) {
                log.add(message.getLoggerName() + ": " + message.getMessage());
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });
    return log;
  }

  private static void use(Path folder) throws IOException {
    Shape shape = new Shape(1, 8, 8);
    CodeAssignment code =
        Codebook.allWords(4, 2).assign(DataSources.oneItemEach(SOURCES), 1);
    Batch images =
        Batch.of(
            shape, CounterRandom.of(1, Purpose.EXAMPLE).gaussians(0, 0, SOURCES * shape.size()));
    EnsembleFolder trained =
        UNetEnsembleTrainer.of(
                UNetConfig.attendingOnce(shape, List.of(8, 8), 1, 4),
                TrainingConfig.paper(1, 2).withBatchSize(2))
            .train(images, code, folder.resolve("ensemble"));
    trained = EnsembleFolder.open(trained.path());

    Sample sample =
        DdimSampler.steps(3).sample(trained.ensemble(), ExogenousNoise.philox(1).of(0));
    Path file = folder.resolve("sample.json");
    SampleFile.of(sample, trained, 1, 0).write(file);
    require(SampleFile.read(file).seed() == 1, "another sample");

    SampleStudy study =
        SampleStudy.of(
            sample, StudySettings.exactAndFirstOrder(), Execution.sequential());
    Path studied = folder.resolve("sample.study.safetensors");
    StudyFile.write(studied, study);
    study = StudyFile.read(studied);
    double[] exact = study.exact().orElseThrow().distances();
    double[] first = study.differential().orElseThrow().distances();
    double p = Correlation.spearman(exact, first).pValue();
    require(p >= 0 && p <= 1, "a p-value of " + p);

    Path page =
        Report.of(
                SourceImages.of(images, code.sources(), Normalisation.plusMinusOne()),
                List.of(new ReportPart("samples", "Samples", List.of(), List.of(study), 4)),
                Map.of())
            .write(folder.resolve("report"));
    require(Files.size(page) > 0, "an empty report");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
