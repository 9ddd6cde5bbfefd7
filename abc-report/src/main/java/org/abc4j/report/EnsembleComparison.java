package org.abc4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.attribution.Distance;
import org.abc4j.study.SampleStudy;

/**
 * The samples of several ensembles from the same noise, as before and after a source is removed or
 * the ensemble repaired, each compared with that of the first.
 *
 * <p>Immutable and thread-safe.
 */
public final class EnsembleComparison {
  private final SampleSet set;

  /** For each sample of the first ensemble; empty if there are none. */
  private final List<double[]> placebos;

  private EnsembleComparison(SampleSet set, List<double[]> placebos) {
    this.set = set;
    this.placebos = placebos;
  }

  /**
   * A comparison.
   *
   * @param set a row for each ensemble, at least two, column k of all from the same noise
   * @return the comparison, without placebos
   * @throws IllegalArgumentException if there is but one row, or they are not of one length
   */
  public static EnsembleComparison of(SampleSet set) {
    if (set.rows().size() < 2) {
      throw new IllegalArgumentException(
          "a comparison is of at least 2 ensembles, \"" + set.id() + "\" has 1");
    }
    int samples = set.rows().get(0).samples().rows();
    for (SampleSet.Row row : set.rows()) {
      if (row.samples().rows() != samples) {
        throw new IllegalArgumentException(
            "ensembles are compared at the same noises: \""
                + set.rows().get(0).name()
                + "\" has "
                + samples
                + " samples, \""
                + row.name()
                + "\" "
                + row.samples().rows());
      }
    }
    return new EnsembleComparison(set, List.of());
  }

  /**
   * With placebos beside each distance: how far the first ensemble's samples move when as many
   * members are left out as saw one source, and no source is.
   *
   * @param studies of the first ensemble's samples, in order, with exact landscapes
   * @return a copy
   * @throws IllegalArgumentException if they are not of these samples, or have no exact landscape
   */
  public EnsembleComparison beside(List<SampleStudy> studies) {
    Batch first = set.rows().get(0).samples();
    if (studies.size() != first.rows()) {
      throw new IllegalArgumentException(
          "there are "
              + first.rows()
              + " samples to compare, found "
              + studies.size()
              + " studies");
    }
    List<double[]> found = new ArrayList<>();
    for (int i = 0; i < studies.size(); i++) {
      SampleStudy study = studies.get(i);
      if (study.exact().isEmpty()) {
        throw new IllegalArgumentException(
            "ensembles are compared exactly, study " + i + " is to first order only");
      }
      if (!Arrays.equals(study.image(), first.row(i))) {
        throw new IllegalArgumentException(
            "study "
                + i
                + " is of another sample than that of \""
                + set.rows().get(0).name()
                + "\"");
      }
      found.add(study.placebos());
    }
    return new EnsembleComparison(set, found);
  }

  SampleSet set() {
    return set;
  }

  int samples() {
    return set.rows().get(0).samples().rows();
  }

  double[] placebos(int sample) {
    return placebos.isEmpty() ? new double[0] : placebos.get(sample);
  }

  float[] image(int ensemble, int sample) {
    return set.rows().get(ensemble).samples().row(sample);
  }

  /** How far an ensemble's sample lies from the first's. */
  double distance(int ensemble, int sample) {
    return Distance.euclidean()
        .between(image(0, sample), image(ensemble, sample), set.rows().get(0).samples().shape());
  }

  /** A row for each sample of each ensemble but the first. */
  CsvTable table() {
    CsvTable table =
        CsvTable.of("sample", "ensemble", "distance", "placebos_at_least_as_far", "placebos");
    for (int sample = 0; sample < samples(); sample++) {
      double[] beside = placebos(sample);
      for (int ensemble = 1; ensemble < set.rows().size(); ensemble++) {
        double distance = distance(ensemble, sample);
        table.row(
            sample,
            set.rows().get(ensemble).name(),
            distance,
            beside.length == 0
                ? null
                : Arrays.stream(beside).filter(placebo -> placebo >= distance).count(),
            beside.length);
      }
    }
    return table;
  }
}
