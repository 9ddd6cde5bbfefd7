package org.abc4j.evidence;

import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.model.Ensemble;
import org.abc4j.safetensors.Half;
import org.abc4j.sampling.SamplingStep;

/**
 * Residuals of all points at some steps, in parts of as many points as make 2²⁴ values: rounded to
 * 16 bits whether they are kept in memory or in files, so that nobody can tell where they were.
 */
final class ResidualComputation {
  /** Values of a part, unless one point has more. */
  static final int VALUES_OF_PART = 1 << 24;

  /** Rows of noised points that the members take together. */
  private static final int BLOCK = 64;

  private final Ensemble ensemble;
  private final TrainingPoints points;
  private final ResidualDraws draws;
  private final int pointsOfPart;

  ResidualComputation(
      Ensemble ensemble, TrainingPoints points, ResidualDraws draws, int valuesOfPart) {
    this.ensemble = ensemble;
    this.points = points;
    this.draws = draws;
    this.pointsOfPart = Math.max(1, valuesOfPart / points.shape().size());
  }

  /** Some consecutive points at a step. */
  record Part(SamplingStep step, int index, int first, int count) {}

  /**
   * Where parts are kept.
   *
   * @param <E> what keeping them may fail with
   */
  @FunctionalInterface
  interface Place<E extends Exception> {

    /** The residuals of a part, which are computed only if they are not kept yet. */
    ShortBuffer of(Part part, Supplier<short[]> computed) throws E;
  }

  /** The parts of a step, in order. */
  List<Part> parts(SamplingStep step) {
    List<Part> parts = new ArrayList<>();
    for (int first = 0; first < points.count(); first += pointsOfPart) {
      int count = Math.min(pointsOfPart, points.count() - first);
      parts.add(new Part(step, parts.size(), first, count));
      if (points.count() - first == count) {
        break;
      }
    }
    return parts;
  }

  /** Residuals at steps; reports in points. */
  <E extends Exception> TrainingResiduals at(
      List<SamplingStep> steps, Execution execution, Place<E> place) throws E {
    TreeMap<Integer, Rows> found = new TreeMap<>();
    long total = (long) steps.size() * points.count();
    long done = 0;
    execution.progress(0, total);
    Ensemble held = ensemble.held();
    for (SamplingStep step : steps) {
      List<ShortBuffer> parts = new ArrayList<>();
      for (Part part : parts(step)) {
        execution.checkCancelled();
        long before = done;
        parts.add(
            place.of(
                part,
                () ->
                    computed(
                        held,
                        part,
                        execution.reportingTo(
                            (some, all) -> execution.progress(before + some, total)))));
        done += part.count();
        execution.progress(done, total);
      }
      found.put(step.timestep(), new HalfRows(points.shape(), points.count(), pointsOfPart, parts));
    }
    return TrainingResiduals.of(found);
  }

  private short[] computed(Ensemble held, Part part, Execution execution) {
    int m = points.shape().size();
    int block = Math.max(1, BLOCK / draws.count());
    short[] halves = new short[part.count() * m];
    for (int from = 0; from < part.count(); from += block) {
      execution.checkCancelled();
      int first = part.first() + from;
      int last = Math.min(part.first() + part.count(), first + block);
      int[] some = IntStream.range(first, last).toArray();
      float[] of = draws.residuals(held, points, part.step(), some, execution).toArray();
      for (int p = 0; p < of.length; p++) {
        halves[from * m + p] = Half.of(of[p]);
        if (!Half.isFinite(halves[from * m + p])) {
          throw new ArithmeticException(
              "residuals are kept in 16 bits, of at most "
                  + Half.LARGEST
                  + ", but that of point "
                  + (first + p / m)
                  + " at timestep "
                  + part.step().timestep()
                  + " has a value of "
                  + of[p]);
        }
      }
      execution.progress(from + some.length, part.count());
    }
    return halves;
  }
}
