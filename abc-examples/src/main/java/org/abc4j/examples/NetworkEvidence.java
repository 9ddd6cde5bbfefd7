package org.abc4j.examples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;

/**
 * The evidence that trained networks bear: with the words that they were trained by, with words
 * dealt anew among sources and reserve, and of sources that something was planted in.
 */
final class NetworkEvidence {
  static final double LEVEL = InfluenceChance.LEVEL;

  /** In the column of the sample. */
  static final String TOGETHER = "together";

  private NetworkEvidence() {}

  /** Deal 0 is that of the training; of samples together, too. */
  static String header() {
    return "starts,seed,deal,sample,p_below,p_of_first,found";
  }

  /** Lines of one ensemble; reports in deals. */
  static List<String> lines(NetworkMembers members, int deals, int samples, Execution reporting)
      throws IOException {
    Execution execution = reporting.reportingTo((done, total) -> {});
    NetworkWorld world = members.world();
    Ensemble trained = members.ensemble();
    String which = world.starts() + "," + world.training().seed();
    List<Sample> made =
        NetworkTrial.sampler().samples(trained, NetworkTrial.noises(samples), execution);
    return lines(which, made, NetworkTrial.attributor(world, trained, execution), deals, reporting);
  }

  /** Lines of samples of one ensemble; deals change nothing of them but whose the words are. */
  static List<String> lines(
      String which,
      List<Sample> samples,
      CalibratedAttributor attributor,
      int deals,
      Execution reporting) {
    Execution execution = reporting.reportingTo((done, total) -> {});
    Ensemble trained = samples.get(0).ensemble();
    List<NoiseModel> models = IntStream.range(0, trained.size()).mapToObj(trained::member).toList();
    List<SampleNoise> noises = samples.stream().map(Sample::noise).toList();
    List<String> lines = new ArrayList<>();
    for (int deal = 0; deal <= deals; deal++) {
      CodeAssignment code =
          deal == 0
              ? trained.code()
              : CodeAssignment.random(trained.code().codebook(), trained.code().sources(), -deal);
      List<CalibratedAttribution> found =
          attributor.attributeAll(
              samples.get(0).sampler().samples(Ensemble.of(code, models), noises, execution));
      String start = which + "," + deal;
      for (int q = 0; q < samples.size(); q++) {
        int first = found.get(q).top(1)[0];
        lines.add(start + "," + q + "," + summary(found.get(q).evidence(), first));
      }
      int first = Landscape.of(sizes(found)).top(1)[0];
      lines.add(start + "," + TOGETHER + "," + summary(together(found), first));
      reporting.progress(deal + 1L, deals + 1L);
    }
    return lines;
  }

  /** The share of sources with p ≤ .05, p of the first by size, how many have q ≤ .05. */
  private static String summary(SourceEvidence evidence, int first) {
    double[] p = evidence.pValues();
    long below = Arrays.stream(p).filter(value -> value <= LEVEL).count();
    return below / (double) p.length + "," + p[first] + "," + InfluenceChance.named(p);
  }

  /** The evidence of all samples in one test. */
  private static SourceEvidence together(List<CalibratedAttribution> found) {
    return found.stream()
        .map(CalibratedAttribution::evidence)
        .reduce(SourceEvidence::and)
        .orElseThrow();
  }

  /** How far each source is predicted to move all samples. */
  private static double[] sizes(List<CalibratedAttribution> found) {
    return IntStream.range(0, found.get(0).sources())
        .mapToDouble(s -> found.stream().mapToDouble(of -> of.distance(s)).sum())
        .toArray();
  }

  static String headerOfPlanted() {
    return "starts,seed,planted,source,sample,shown,rank,z,p,q";
  }

  /** Lines of an ensemble that something was planted in. */
  static List<String> planted(NetworkMembers members, int samples, Execution execution)
      throws IOException {
    NetworkWorld world = members.world();
    Ensemble ensemble = members.ensemble();
    List<Sample> made =
        NetworkTrial.sampler().samples(ensemble, NetworkTrial.noises(samples), execution);
    List<CalibratedAttribution> found =
        NetworkTrial.attributor(world, ensemble, execution).attributeAll(made);
    List<String> lines = new ArrayList<>();
    for (PlantedImages kind : PlantedImages.values()) {
      int source = kind.source();
      String start =
          String.format(
              Locale.ROOT, "%s,%d,%s,%d", world.starts(), world.training().seed(), kind, source);
      double all = 0;
      for (int q = 0; q < samples; q++) {
        double shown = kind.shown(world.items().shape(), made.get(q).image());
        all += shown / samples;
        double rank = found.get(q).rank(source);
        lines.add(start + "," + q + "," + of(shown, rank, found.get(q).evidence(), source));
      }
      double rank = Landscape.of(sizes(found)).rank(source);
      lines.add(start + "," + TOGETHER + "," + of(all, rank, together(found), source));
    }
    return lines;
  }

  private static String of(double shown, double rank, SourceEvidence evidence, int source) {
    return shown
        + ","
        + rank
        + ","
        + evidence.zScore(source)
        + ","
        + evidence.pValue(source)
        + ","
        + evidence.qValues()[source];
  }
}
