package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.Landscape;
import org.abc4j.evidence.BenjaminiHochberg;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sampler;

/**
 * Whether a source that must stand out is found: one that was put among others on purpose, in the
 * samples that it moves most.
 *
 * @param sort what is out of the way about it
 * @param number which of its sort
 */
record InfluencePlant(Sort sort, int number) {
  /** How many images of all classes are looked through for each source. */
  static final int IMAGES_A_SOURCE = 20;

  /** Noises of which the samples are chosen. */
  private static final int CANDIDATES = 64;

  private static final int CLASSES = 10;

  /** Pixels of a watermark's side. */
  private static final int MARK = 8;

  /** What is planted. */
  enum Sort {
    /** An image of another class than all others. */
    ODD,
    /** An image with a white corner, among images of all classes. */
    WATERMARK;

    @Override
    public String toString() {
      return SamplerChoice.inWords(this);
    }
  }

  static String header() {
    return "kind,sources,items,members,seed,plant,number,sample,place_by_retraining,place_by_size,"
        + "p,q,found_by_words";
  }

  /** Which of the sources it is. */
  int source(int sources) {
    return (3 + number) % sources;
  }

  /** An image a source, of which one is planted. */
  Batch images(TrainingData data, int sources) {
    int[] chosen =
        sort == Sort.ODD ? odd(data, sources) : IntStream.range(number, number + sources).toArray();
    List<float[]> rows = new ArrayList<>();
    for (int image : chosen) {
      rows.add(data.images().batch().row(image));
    }
    int width = data.images().shape().width();
    for (int p = 0; sort == Sort.WATERMARK && p < MARK * MARK; p++) {
      rows.get(source(sources))[p / MARK * width + p % MARK] = 1;
    }
    return Batch.ofRows(data.images().shape(), rows);
  }

  private int[] odd(TrainingData data, int sources) {
    int like = number % CLASSES;
    int other = (like + 1 + number / CLASSES % (CLASSES - 1)) % CLASSES;
    int[] alike = ofClass(data, like);
    int[] others = ofClass(data, other);
    if (alike.length < sources - 1 || others.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images of class %d and 1 of class %d are needed, found %d and %d",
              sources - 1,
              like,
              other,
              alike.length,
              others.length));
    }
    int[] chosen = Arrays.copyOf(alike, sources);
    chosen[sources - 1] = chosen[source(sources)];
    chosen[source(sources)] = others[0];
    return chosen;
  }

  private static int[] ofClass(TrainingData data, int label) {
    return IntStream.range(0, data.images().count())
        .filter(image -> data.images().label(image) == label)
        .toArray();
  }

  /** A line a sample, and one for all of them together. */
  List<String> lines(
      InfluenceSetting setting, TrainingData data, int samples, Execution reporting) {
    Execution execution = reporting.reportingTo((done, total) -> {});
    RefitWorld world = setting.worldOf(images(data, setting.sources()));
    Ensemble trained = world.ensemble(execution);
    Sampler sampler = InfluenceTrial.sampler();
    List<SampleNoise> noises = moved(world, trained, sampler, setting, samples);
    InfluenceTruth truth = InfluenceTruth.of(world, trained, sampler, noises, false, execution);
    reporting.progress(1, 2);
    List<CalibratedAttribution> found =
        InfluenceEstimates.attributor(
                world,
                trained,
                sampler.steps().subList(1, sampler.steps().size()),
                setting.seed(),
                execution)
            .attributeAll(sampler.samples(trained, noises, execution));
    List<String> lines = new ArrayList<>();
    double[] allTrue = new double[setting.sources()];
    double[] allSizes = new double[setting.sources()];
    SourceEvidence all = null;
    for (int q = 0; q < samples; q++) {
      CalibratedAttribution of = found.get(q);
      double[] sizes = IntStream.range(0, of.sources()).mapToDouble(of::distance).toArray();
      lines.add(line(setting, "" + q, truth.ensemble()[q], sizes, of.evidence(), execution));
      addSquares(allTrue, truth.ensemble()[q]);
      addSquares(allSizes, sizes);
      all = all == null ? of.evidence() : all.and(of.evidence());
    }
    lines.add(line(setting, "all", allTrue, allSizes, all, execution));
    reporting.progress(2, 2);
    return lines;
  }

  /** The noises whose samples the planted source moves most, by retraining. */
  private List<SampleNoise> moved(
      RefitWorld world, Ensemble trained, Sampler sampler, InfluenceSetting setting, int samples) {
    List<SampleNoise> noises =
        IntStream.range(0, Math.max(CANDIDATES, samples))
            .mapToObj(ExogenousNoise.philox(setting.seed())::of)
            .toList();
    Coefficients ones = Coefficients.ones(trained.size());
    Batch factual = sampler.generate(trained.with(ones), noises);
    int planted = source(setting.sources());
    Batch without = sampler.generate(world.retrained(trained, planted).with(ones), noises);
    return IntStream.range(0, noises.size())
        .boxed()
        .sorted(Comparator.comparing(q -> -InfluenceTruth.distance(factual, without, q)))
        .limit(samples)
        .map(noises::get)
        .toList();
  }

  private static void addSquares(double[] sums, double[] values) {
    Arrays.setAll(sums, s -> sums[s] + values[s] * values[s]);
  }

  private String line(
      InfluenceSetting setting,
      String sample,
      double[] truth,
      double[] sizes,
      SourceEvidence evidence,
      Execution execution) {
    int planted = source(setting.sources());
    double[] p = evidence.pValues(execution);
    double q = BenjaminiHochberg.qValues(p)[planted];
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%d,%s,%d,%s,%d,%d,%s,%s,%d",
        setting.kind(),
        setting.sources(),
        setting.items(),
        setting.members(),
        setting.seed(),
        sort,
        number,
        sample,
        place(truth, planted),
        place(sizes, planted),
        p[planted],
        q,
        InfluenceChance.named(p));
  }

  /** From 1 for the greatest. */
  static int place(double[] distances, int source) {
    int[] order = Landscape.of(distances).top(distances.length);
    return 1
        + IntStream.range(0, order.length)
            .filter(i -> order[i] == source)
            .findFirst()
            .orElseThrow();
  }
}
