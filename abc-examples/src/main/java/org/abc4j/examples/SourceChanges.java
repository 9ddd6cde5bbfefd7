package org.abc4j.examples;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;

/**
 * How samples change without each of some sources, pixel by pixel: in truth, or by an estimate.
 * Sources are counted in the order in which they were asked for.
 */
final class SourceChanges {
  /** At [sample][source][pixel]. */
  private final double[][][] changes;

  private SourceChanges(double[][][] changes) {
    this.changes = changes;
  }

  /** Of arrays at [sample][source][pixel], which are taken as they are. */
  static SourceChanges of(double[][][] changes) {
    return new SourceChanges(changes);
  }

  /** By retraining without each of the first sources; reports in sources. */
  static SourceChanges retrained(
      NetworkMembers members,
      Sampler sampler,
      List<SampleNoise> noises,
      int sources,
      Execution execution)
      throws IOException {
    Execution silent = execution.reportingTo((done, total) -> {});
    Coefficients ones = Coefficients.ones(members.world().code().codebook().length());
    Batch factual = sampler.generate(members.ensemble().with(ones), noises, silent);
    double[][][] changes = new double[noises.size()][sources][];
    for (int s = 0; s < sources; s++) {
      Batch again = sampler.generate(members.retrained(s).with(ones), noises, silent);
      for (int q = 0; q < noises.size(); q++) {
        changes[q][s] = difference(again.row(q), factual.row(q));
      }
      execution.progress(s + 1L, sources);
    }
    return new SourceChanges(changes);
  }

  /** By leaving out all members that saw the source. */
  static SourceChanges exact(List<Sample> samples, int[] sources, Execution execution) {
    CodeAssignment code = samples.get(0).ensemble().code();
    List<Ablation> each = IntStream.of(sources).mapToObj(s -> Ablation.ofSources(code, s)).toList();
    double[][][] changes = new double[samples.size()][sources.length][];
    for (int q = 0; q < samples.size(); q++) {
      Batch images = ExactCounterfactuals.of(samples.get(q)).with(execution).images(each);
      for (int s = 0; s < sources.length; s++) {
        changes[q][s] = difference(images.row(s), samples.get(q).image());
      }
    }
    return new SourceChanges(changes);
  }

  /** The same to first order. */
  static SourceChanges differential(List<Sample> samples, int[] sources, Execution execution) {
    CodeAssignment code = samples.get(0).ensemble().code();
    double[][][] changes = new double[samples.size()][sources.length][];
    for (int q = 0; q < samples.size(); q++) {
      EnsembleJacobian jacobian = EnsembleJacobian.of(samples.get(q), execution);
      for (int s = 0; s < sources.length; s++) {
        changes[q][s] = jacobian.change(Ablation.ofSources(code, sources[s]).coefficients());
      }
    }
    return new SourceChanges(changes);
  }

  /** As calibrated influence predicts it. */
  static SourceChanges calibrated(
      List<CalibratedAttribution> found, int[] sources, Execution execution) {
    return new SourceChanges(
        found.stream().map(of -> of.influence(sources, execution)).toArray(double[][][]::new));
  }

  private static double[] difference(float[] without, float[] with) {
    double[] difference = new double[with.length];
    for (int p = 0; p < difference.length; p++) {
      difference[p] = (double) without[p] - with[p];
    }
    return difference;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += a[p] * b[p];
    }
    return sum;
  }

  /** How far a sample moves without a source. */
  double size(int sample, int source) {
    double[] change = changes[sample][source];
    return Math.sqrt(product(change, change));
  }

  /** Of how many samples. */
  int samples() {
    return changes.length;
  }

  /** Of how many sources. */
  int sources() {
    return changes[0].length;
  }

  /** The change of a sample without a source, pixel by pixel. */
  double[] of(int sample, int source) {
    return changes[sample][source].clone();
  }

  /** The cosine between this change and another's, 0 where either is none. */
  double cosine(SourceChanges other, int sample, int source) {
    double sizes = size(sample, source) * other.size(sample, source);
    return sizes > 0 ? product(changes[sample][source], other.changes[sample][source]) / sizes : 0;
  }
}
