package org.abc4j.study;

import java.util.Objects;
import java.util.Optional;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.codebook.CodeAssignment;

/**
 * What a study of a sample computes: which landscapes, how many placebos, and of how many sources
 * the pictures are kept.
 *
 * <p>Immutable and thread-safe.
 */
public final class StudySettings {
  private static final int USUAL_PICTURES = 8;
  private static final int USUAL_PLACEBOS = 64;

  private final boolean exact;
  private final boolean firstOrder;
  private final int pictures;
  private final int placebos;
  private final VisualAttributor visual;
  private final SampleOrigin origin;

  private StudySettings(
      boolean exact,
      boolean firstOrder,
      int pictures,
      int placebos,
      VisualAttributor visual,
      SampleOrigin origin) {
    this.exact = exact;
    this.firstOrder = firstOrder;
    this.pictures = pictures;
    this.placebos = placebos;
    this.visual = visual;
    this.origin = origin;
  }

  private static StudySettings of(boolean exact, boolean firstOrder) {
    return new StudySettings(exact, firstOrder, USUAL_PICTURES, USUAL_PLACEBOS, null, null);
  }

  /**
   * Every counterfactual exactly and by differential ablation, and how well the two agree; up to 64
   * placebos, the pictures of 8 sources.
   *
   * @return the settings
   */
  public static StudySettings exactAndFirstOrder() {
    return of(true, true);
  }

  /**
   * Every counterfactual exactly, and no Jacobian: for members that have no tangents.
   *
   * @return the settings, with placebos and pictures as {@link #exactAndFirstOrder}
   */
  public static StudySettings exactOnly() {
    return of(true, false);
  }

  /**
   * Differential ablation alone: one Jacobian, whatever the number of sources.
   *
   * @return the settings, with placebos and pictures as {@link #exactAndFirstOrder}
   */
  public static StudySettings firstOrderOnly() {
    return of(false, true);
  }

  /**
   * No counterfactual at all: only what looks like the sample, once {@link #comparingBy} says by
   * what. It tells nothing of influence, and has no placebos and no pictures.
   *
   * @return the settings
   */
  public static StudySettings lookingAlikeOnly() {
    return of(false, false);
  }

  /**
   * With pictures of another number of sources: those whose counterfactuals lie farthest.
   *
   * @param most how many, at least 0; no more are kept than there are sources
   * @return a copy
   * @throws IllegalArgumentException if the number is negative
   */
  public StudySettings picturing(int most) {
    return new StudySettings(
        exact, firstOrder, requireAtLeast0("pictures", most), placebos, visual, origin);
  }

  /**
   * With another number of placebos.
   *
   * @param most how many, at least 0; no more are computed than the code has reserved words
   * @return a copy
   * @throws IllegalArgumentException if the number is negative
   */
  public StudySettings withPlacebos(int most) {
    return new StudySettings(
        exact, firstOrder, pictures, requireAtLeast0("placebos", most), visual, origin);
  }

  /**
   * With what looks like the sample.
   *
   * @param attributor compares the sample with the training data
   * @return a copy
   */
  public StudySettings comparingBy(VisualAttributor attributor) {
    return new StudySettings(
        exact,
        firstOrder,
        pictures,
        placebos,
        Objects.requireNonNull(attributor, "visual attributor"),
        origin);
  }

  /**
   * Of a sample whose origin is known; without, a study knows no more than the sampler.
   *
   * @param origin where the sample is from
   * @return a copy
   */
  public StudySettings from(SampleOrigin origin) {
    return new StudySettings(
        exact, firstOrder, pictures, placebos, visual, Objects.requireNonNull(origin, "origin"));
  }

  private static int requireAtLeast0(String what, int number) {
    if (number < 0) {
      throw new IllegalArgumentException("a study has at least 0 " + what + ", found " + number);
    }
    return number;
  }

  /**
   * Whether any counterfactual is computed, exactly or to first order.
   *
   * @return false for {@link #lookingAlikeOnly}
   */
  public boolean isOfCounterfactuals() {
    return exact || firstOrder;
  }

  boolean exact() {
    return exact;
  }

  boolean firstOrder() {
    return firstOrder;
  }

  int pictures(CodeAssignment code) {
    return (int) Math.min(pictures, code.sources().count());
  }

  int placebos(CodeAssignment code) {
    return isOfCounterfactuals() ? (int) Math.min(placebos, code.reserved()) : 0;
  }

  Optional<VisualAttributor> visual() {
    return Optional.ofNullable(visual);
  }

  Optional<SampleOrigin> origin() {
    return Optional.ofNullable(origin);
  }

  /**
   * Work of a study for each sampling step, to weigh it among others.
   *
   * @param code the code of the ensemble
   * @return passes of a member, at least 1; a tangent counts as a pass
   */
  public long weight(CodeAssignment code) {
    return isOfCounterfactuals() ? passes(code) : 1;
  }

  private long passes(CodeAssignment code) {
    return exactWeight(code) + placeboWeight(code) + jacobianWeight(code);
  }

  long exactWeight(CodeAssignment code) {
    return exact ? code.sources().count() * survivors(code) : 0;
  }

  long placeboWeight(CodeAssignment code) {
    return exact ? placebos(code) * survivors(code) : 0;
  }

  long jacobianWeight(CodeAssignment code) {
    long n = code.codebook().length();
    return firstOrder ? n * (1 + n) : 0;
  }

  private static long survivors(CodeAssignment code) {
    return code.codebook().length() - code.codebook().weight();
  }
}
