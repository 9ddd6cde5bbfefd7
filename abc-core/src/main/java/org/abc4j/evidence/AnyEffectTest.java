package org.abc4j.evidence;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;

/**
 * Whether any source is beyond chance, with one number for all sources and samples: {@link
 * SourceEvidence#total}, summed over the samples.
 *
 * <p>Its null is exact: if no source left a trace, what members say does not depend on who holds
 * which word, so that the statistic has the same distribution once words are dealt anew among
 * sources and reserve, with everything fitted anew. It holds for codes that were designed as one
 * set and dealt at random, and needs no reserved words. That it is small says that some source left
 * a trace, not which.
 *
 * <p>After a repair the words that were given up are in the reserve, and are dealt like all others.
 * Where sources were removed because members showed much of them, deals stand the higher for it,
 * and the test is conservative at most. {@link CalibratedAttributor#withPlacebos} has no effect on
 * it.
 *
 * @param samples how many samples were tested together, at least 1
 * @param statistic the sum with the words as they were dealt, finite
 * @param permuted the sums with words dealt anew, at least one, all finite
 */
public record AnyEffectTest(int samples, double statistic, List<Double> permuted) {

  /**
   * Checks the numbers.
   *
   * @param samples how many samples were tested together, at least 1
   * @param statistic the sum with the words as they were dealt, finite
   * @param permuted the sums with words dealt anew, at least one, all finite
   * @throws IllegalArgumentException if there is no sample or no deal, or a sum is not finite
   */
  public AnyEffectTest {
    permuted = List.copyOf(permuted);
    if (samples < 1 || permuted.isEmpty()) {
      throw new IllegalArgumentException(
          "a test is of at least 1 sample and 1 deal, found "
              + samples
              + " and "
              + permuted.size());
    }
    requireFinite("the statistic", statistic);
    for (int i = 0; i < permuted.size(); i++) {
      requireFinite("the statistic of deal " + i, permuted.get(i));
    }
  }

  private static void requireFinite(String what, double sum) {
    if (!Double.isFinite(sum)) {
      throw new IllegalArgumentException(what + " is finite, found " + sum);
    }
  }

  /**
   * Tests some samples together. Each deal of the words takes a fit to all samples.
   *
   * @param attributor how effects are predicted
   * @param samples at least one, all of the same ensemble and sampler
   * @param deals how often words are dealt anew, at least 1
   * @param seed of the deals
   * @return the test
   * @throws IllegalArgumentException as {@link CalibratedAttributor#attributeAll} does, or if words
   *     are never dealt anew, or if what members say is so great that a sum is not finite
   * @throws java.util.concurrent.CancellationException if the attributor's execution is cancelled
   */
  public static AnyEffectTest of(
      CalibratedAttributor attributor, List<Sample> samples, int deals, long seed) {
    if (deals < 1) {
      throw new IllegalArgumentException("words are dealt anew at least once, found " + deals);
    }
    attributor.requireTogether(samples);
    Execution execution = attributor.execution();
    long walk = samples.size() * attributor.walkWeight(samples);
    long fit = 2 * samples.size() * attributor.passWeight(samples);
    Stages stages = new Stages(execution::progress, walk + (deals + 1L) * fit);
    CalibrationDesign design = attributor.design(samples, execution.reportingTo(stages.next(walk)));
    CodeAssignment code = samples.get(0).ensemble().code();
    double statistic = total(attributor, design, code, execution.reportingTo(stages.next(fit)));
    Double[] permuted = new Double[deals];
    CounterRandom random = CounterRandom.of(seed, Purpose.WORD_PERMUTATION);
    for (int i = 0; i < deals; i++) {
      CodeAssignment anew =
          CodeAssignment.random(code.codebook(), code.sources(), random.bits(i, 0, 0));
      permuted[i] = total(attributor, design, anew, execution.reportingTo(stages.next(fit)));
    }
    return new AnyEffectTest(samples.size(), statistic, Arrays.asList(permuted));
  }

  private static double total(
      CalibratedAttributor attributor,
      CalibrationDesign design,
      CodeAssignment code,
      Execution execution) {
    int samples = design.samples().size();
    Stages stages = new Stages(execution::progress, 2L * samples);
    CalibrationFit fit =
        attributor.fit(design, WordTable.ofHeld(code), execution.reportingTo(stages.next(samples)));
    double total = 0;
    for (int q = 0; q < samples; q++) {
      total += fit.evidence(q, execution.reportingTo(stages.next(1))).total();
    }
    return total;
  }

  /**
   * The p-value.
   *
   * @return (1 + those at least as great)/(1 + deals)
   */
  public double pValue() {
    long atLeast = permuted.stream().filter(value -> !(value < statistic)).count();
    return (1.0 + atLeast) / (1.0 + permuted.size());
  }
}
