package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.evidence.BenjaminiHochberg;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;
import org.abc4j.study.CalibratedInfluence;

/** How much is found where nothing is to be found: the ensemble's words dealt to wrong sources. */
final class InfluenceChance {
  static final double LEVEL = CalibratedInfluence.LEVEL;

  /** How words are dealt. */
  enum Deal {
    /** As they were when members were trained. */
    AS_TRAINED,
    /** Among all sources and the reserve: the null of the test. */
    ALL,
    /** Among the sources that hold them, the reserve left out. */
    HELD,
    /** Among half of the sources, the first by a permutation. */
    HALF;

    @Override
    public String toString() {
      return SamplerChoice.inWords(this);
    }
  }

  private InfluenceChance() {}

  static String header() {
    return "kind,sources,items,members,seed,deal,number,sample,p_words_below,p_student_below,"
        + "found_by_words,false_by_words,found_by_student,false_by_student,p_of_first";
  }

  /** A line a sample for some deals of one kind; reports in deals. */
  static List<String> lines(
      InfluenceSetting setting,
      RefitWorld world,
      Deal deal,
      int deals,
      int samples,
      Execution reporting) {
    Execution execution = reporting.reportingTo((done, total) -> {});
    Ensemble trained = world.ensemble(execution);
    CalibratedAttributor attributor =
        InfluenceEstimates.attributor(
            world,
            trained,
            InfluenceTrial.sampler().steps().subList(1, InfluenceTrial.sampler().steps().size()),
            setting.seed(),
            execution);
    List<NoiseModel> members = new ArrayList<>();
    IntStream.range(0, trained.size()).mapToObj(trained::member).forEach(members::add);
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < deals; number++) {
      boolean[] wrong = new boolean[setting.sources()];
      CodeAssignment code = dealt(world.code(), deal, setting.seed(), number, wrong);
      Ensemble ensemble = Ensemble.of(code, members);
      List<Sample> made =
          InfluenceTrial.sampler()
              .samples(ensemble, ExogenousNoise.philox(setting.seed()), samples);
      int q = 0;
      for (CalibratedAttribution found : attributor.attributeAll(made)) {
        lines.add(line(setting, deal, number, q++, found, wrong, execution));
      }
      reporting.progress(number + 1L, deals);
    }
    return lines;
  }

  private static String line(
      InfluenceSetting setting,
      Deal deal,
      int number,
      int sample,
      CalibratedAttribution found,
      boolean[] wrong,
      Execution execution) {
    SourceEvidence evidence = found.evidence();
    double[] words = evidence.pValues(execution);
    double[] student = evidence.studentPValues();
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%d,%s,%d,%d,%s,%s,%d,%d,%d,%d,%s",
        setting.kind(),
        setting.sources(),
        setting.items(),
        setting.members(),
        setting.seed(),
        deal,
        number,
        sample,
        shareBelow(words, wrong),
        shareBelow(student, wrong),
        named(words),
        named(words, wrong),
        named(student),
        named(student, wrong),
        words[found.top(1)[0]]);
  }

  /** The share of p-values at or below 5 %, of those that hold a wrong word, if any does. */
  private static double shareBelow(double[] p, boolean[] wrong) {
    int[] of = IntStream.range(0, p.length).filter(s -> wrong[s] || !anyOf(wrong)).toArray();
    return IntStream.of(of).filter(s -> p[s] <= LEVEL).count() / (double) of.length;
  }

  private static boolean anyOf(boolean[] wrong) {
    return IntStream.range(0, wrong.length).anyMatch(s -> wrong[s]);
  }

  static long named(double[] p) {
    return Arrays.stream(BenjaminiHochberg.qValues(p)).filter(q -> q <= LEVEL).count();
  }

  private static long named(double[] p, boolean[] wrong) {
    double[] q = BenjaminiHochberg.qValues(p);
    return IntStream.range(0, q.length).filter(s -> q[s] <= LEVEL && wrong[s]).count();
  }

  /** Words dealt anew, and who holds another than the members were trained by. */
  static CodeAssignment dealt(
      CodeAssignment code, Deal deal, long seed, int number, boolean[] wrong) {
    int sources = wrong.length;
    CounterRandom random = CounterRandom.of(seed, Purpose.EXAMPLE);
    List<Codeword> words = new ArrayList<>();
    for (int s = 0; s < sources; s++) {
      words.add(code.word(s));
    }
    for (int r = 0; r < code.reserved(); r++) {
      words.add(code.reservedWord(r));
    }
    List<Integer> places = new ArrayList<>();
    int[] order = shuffled(random, number, 1, sources);
    for (int s : order) {
      if (deal == Deal.ALL
          || deal == Deal.HELD
          || deal == Deal.HALF && places.size() < sources / 2) {
        places.add(s);
      }
    }
    for (int r = 0; deal == Deal.ALL && r < code.reserved(); r++) {
      places.add(sources + r);
    }
    int[] moved = shuffled(random, number, 2, places.size());
    List<Codeword> dealt = new ArrayList<>(words);
    for (int k = 0; k < moved.length; k++) {
      dealt.set(places.get(k), words.get(places.get(moved[k])));
    }
    for (int s = 0; s < sources; s++) {
      wrong[s] = !dealt.get(s).equals(words.get(s));
    }
    return Codebook.of(dealt).assignInOrder(code.sources());
  }

  static int[] shuffled(CounterRandom random, int number, int step, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = (int) random.below(i + 1, number, step, i);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
