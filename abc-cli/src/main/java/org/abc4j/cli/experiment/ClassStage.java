package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.cli.Refusal;
import org.abc4j.codebook.DataSources;
import org.abc4j.evaluation.protocol.ClassCounts;
import org.abc4j.evaluation.protocol.ClassDiminishment;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.report.CsvTable;

/**
 * How often each class is generated with it and without it, by ablation and by retraining (section
 * 3.2, Figure 3).
 */
final class ClassStage implements Stage {
  private static final int TOGETHER = 64;

  /** Reference images that a classifier is made of. */
  private static final int REFERENCES = 10_000;

  private static final double CONFIDENCE = 0.95;

  @Override
  public Protocol protocol() {
    return Protocol.CLASSES;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    Rows reference = study.world().reference(REFERENCES);
    int[] labels =
        study
            .world()
            .referenceLabels(REFERENCES)
            .orElseThrow(
                () ->
                    new Refusal(
                        "frequencies of classes need a data set with classes, found "
                            + study.plan().experiment().dataSet()));
    SampleLabels classifier = labels(study, reference, labels);
    Ensemble ensemble = study.world().ensemble();
    DataSources sources = study.world().code().sources();
    NoiseModel all = ensemble.with(Coefficients.ones(ensemble.size()), study.execution());
    List<NoiseModel> ablated = new ArrayList<>();
    List<NoiseModel> retrained = new ArrayList<>();
    for (long s = 0; s < sources.count(); s++) {
      ablated.add(
          ensemble.with(Ablation.ofSources(ensemble.code(), s).coefficients(), study.execution()));
      retrained.add(study.world().without(s));
    }
    CsvTable table =
        NumberTable.of(
            "way",
            "class",
            "name",
            "by",
            "samples",
            "before",
            "after",
            "diminishment",
            "low",
            "high");
    add(
        table,
        "ablation",
        classifier.by(),
        counted(study, parts, classifier, "ablation", all, ablated),
        sources);
    add(
        table,
        "retraining",
        classifier.by(),
        counted(study, parts, classifier, "retraining", study.world().single(), retrained),
        sources);
    parts.result("classes", table);
  }

  /**
   * Whose class a sample is of, as sources are numbered.
   *
   * @param by what says so
   * @param classes how many there are
   * @param rule says it
   */
  private record SampleLabels(String by, int classes, Function<Batch, int[]> rule) {
    int[] of(Batch images) {
      return rule.apply(images);
    }
  }

  /**
   * By a trained classifier, if there is one: its numbers become those of sources by which class
   * most reference images are of that it takes for one.
   */
  private static SampleLabels labels(Study study, Rows reference, int... labels) {
    NearestClass nearest = NearestClass.of(reference, labels);
    if (study.classifier().isEmpty()) {
      return new SampleLabels("nearest class mean", nearest.classes(), nearest::labels);
    }
    TrainedClassifier trained = study.classifier().get();
    int[][] taken = new int[trained.classes()][nearest.classes()];
    float[] row = new float[reference.shape().size()];
    for (int r = 0; r < labels.length; r++) {
      reference.copyRow(r, row);
      Batch one = Batch.of(reference.shape(), row.clone());
      taken[trained.labels(one, study.execution())[0]][labels[r]]++;
    }
    int[] sources = new int[taken.length];
    for (int c = 0; c < sources.length; c++) {
      for (int s = 0; s < taken[c].length; s++) {
        sources[c] = taken[c][s] > taken[c][sources[c]] ? s : sources[c];
      }
    }
    return new SampleLabels(
        "trained classifier",
        nearest.classes(),
        images ->
            Arrays.stream(trained.labels(images, study.execution()))
                .map(c -> sources[c])
                .toArray());
  }

  private static ClassDiminishment counted(
      Study study,
      Parts parts,
      SampleLabels classifier,
      String way,
      NoiseModel all,
      List<NoiseModel> without)
      throws IOException {
    ClassCounts before = counts(study, parts, classifier, way + "-all", all);
    List<ClassCounts> after = new ArrayList<>();
    for (int s = 0; s < without.size(); s++) {
      after.add(counts(study, parts, classifier, way + "-without-" + s, without.get(s)));
    }
    return ClassDiminishment.of(before, after);
  }

  private static ClassCounts counts(
      Study study, Parts parts, SampleLabels classifier, String name, NoiseModel model)
      throws IOException {
    PartForm form = PartForm.ofItems("sample").whole("class", 0, classifier.classes() - 1L);
    List<NumberTable> labels =
        parts.tables(
            name,
            form,
            study.plan().samples(Protocol.CLASSES),
            TOGETHER,
            (from, count, execution) -> {
              CsvTable table = form.table();
              for (int label : classifier.of(study.images(model, from, count, execution))) {
                table.row(from + table.size(), label);
              }
              return table;
            });
    double[] all = NumberTable.joined(labels).numbers("class");
    int[] found = new int[all.length];
    for (int k = 0; k < found.length; k++) {
      found[k] = (int) all[k];
    }
    return ClassCounts.of(classifier.classes(), found);
  }

  private static void add(
      CsvTable table, String way, String by, ClassDiminishment of, DataSources sources) {
    for (int c = 0; c < of.classes(); c++) {
      table.row(
          way,
          c,
          sources.name(c),
          by,
          of.before(c).trials(),
          of.before(c).share(),
          of.after(c).share(),
          of.of(c),
          of.interval(c, CONFIDENCE).low(),
          of.interval(c, CONFIDENCE).high());
    }
  }
}
