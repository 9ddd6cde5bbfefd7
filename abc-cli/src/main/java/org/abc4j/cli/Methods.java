package org.abc4j.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.MetricFindings;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import picocli.CommandLine.Option;

/** How counterfactuals are found, and how many placebos beside them. */
abstract class Methods {
  /** What sources are drawn by that are verified beside the first. */
  private static final long SCREEN_SEED = 0;

  @Option(
      names = "--placebos",
      paramLabel = "N",
      description = "Placebos that are computed, at most. Default: all that the code has.")
  private int placebos = Integer.MAX_VALUE;

  private List<PerceptualMetric> metrics = List.of();

  /** Perceptual metrics that are asked for too. */
  final void measuredBy(List<PerceptualMetric> others) {
    metrics = List.copyOf(others);
  }

  /** Whether each counterfactual is generated. */
  abstract boolean exact();

  /** Whether a Jacobian is computed: first order, whatever the number of sources. */
  abstract boolean differential();

  /** Whether what looks alike is said too. */
  abstract boolean visual();

  /** Whether calibrated influence is said, and whether it is more than chance. */
  abstract boolean calibrated();

  /** Of how many first sources and as many drawn ones counterfactuals are generated; 0 for all. */
  int screen() {
    return 0;
  }

  /** How often words are dealt anew to test whether any source left a trace; 0 for no test. */
  int deals() {
    return 0;
  }

  /** Whether any counterfactual is asked for. */
  final boolean ofCounterfactuals() {
    return exact() || differential();
  }

  /** Whether counterfactuals of all sources are asked for. */
  final boolean ofLandscapes() {
    return differential() || exact() && screen() == 0;
  }

  /** Whether a study has all that is asked for. */
  final boolean areIn(SampleStudy study, CodeAssignment code) {
    return (!ofCounterfactuals() || hasPlacebos(study, code))
        && (!exact() || study.exact().isPresent() || hasScreened(study, code))
        && (!differential() || study.differential().isPresent())
        && (!visual() || study.visual().isPresent())
        && (!calibrated() || study.calibrated().isPresent())
        && (deals() == 0 || dealsOf(study) >= deals())
        && metrics.stream().allMatch(metric -> isIn(study, metric));
  }

  private boolean isIn(SampleStudy study, PerceptualMetric metric) {
    return study.metrics().stream()
        .filter(found -> found.sha256().equals(metric.sha256()))
        .anyMatch(
            found ->
                (!exactly() || found.landscape().isPresent())
                    && (!visual() || found.visual().isPresent()));
  }

  /** Whether counterfactuals of all sources are generated. */
  final boolean exactly() {
    return exact() && screen() == 0;
  }

  private boolean hasScreened(SampleStudy study, CodeAssignment code) {
    long first = Math.min(screen(), code.sources().count());
    return screen() > 0
        && study
            .screened()
            .map(found -> found.drawn().length >= screen() && first(found) >= first)
            .orElse(false);
  }

  /** How many were verified as the first by influence. */
  private static int first(ScreenedLandscape found) {
    return found.verified().length - found.drawn().length;
  }

  private static int dealsOf(SampleStudy study) {
    return study
        .calibrated()
        .flatMap(CalibratedInfluence::anyEffect)
        .map(test -> test.permuted().size())
        .orElse(0);
  }

  /** Whether a study has what is asked for and nothing else, so that tables of it are the same. */
  final boolean areAllOf(SampleStudy study, CodeAssignment code) {
    return hasPlacebos(study, code)
        && exact() == study.exact().isPresent()
        && differential() == study.differential().isPresent()
        && visual() == study.visual().isPresent()
        && calibrated() == study.calibrated().isPresent()
        && metrics.isEmpty() == study.metrics().isEmpty();
  }

  /** What a study has that is not asked for, each with its option. */
  final List<String> missingOf(SampleStudy study, CodeAssignment code) {
    List<String> missing = new ArrayList<>();
    if (study.exact().isPresent() && !exact()) {
      missing.add("exact counterfactuals (--method exact)");
    }
    if (study.differential().isPresent() && !differential()) {
      missing.add("those of first order (--method differential)");
    }
    if (study.visual().isPresent() && !visual()) {
      missing.add("what looks alike (--method visual)");
    }
    if (study.screened().isPresent() && !exact()) {
      missing.add("exact counterfactuals (--method exact)");
    }
    if (study.exact().isPresent() && exact() && screen() > 0) {
      missing.add("exact counterfactuals of all sources (no --screen)");
    }
    if (exact() && screen() > 0) {
      study
          .screened()
          .filter(found -> found.drawn().length > screen() || first(found) > screen())
          .map(found -> found.verified().length + " exact counterfactuals (--screen)")
          .ifPresent(missing::add);
    }
    if (study.calibrated().isPresent() && !calibrated()) {
      missing.add("calibrated influence (--method calibrated)");
    }
    if (dealsOf(study) > deals()) {
      missing.add("a test by " + dealsOf(study) + " deals (--any-effect)");
    }
    for (MetricFindings found : study.metrics()) {
      if (metrics.stream().noneMatch(metric -> metric.sha256().equals(found.sha256()))) {
        missing.add("distances by " + found.name() + " (--metric)");
      }
    }
    int there = placebosOf(study);
    if (there > Math.min(placebos, code.reserved())) {
      missing.add(there + " placebos (--placebos)");
    }
    return missing;
  }

  private boolean hasPlacebos(SampleStudy study, CodeAssignment code) {
    return study.removedMembers() > 0 || placebosOf(study) == Math.min(placebos, code.reserved());
  }

  private static int placebosOf(SampleStudy study) {
    return study.hasLandscape() ? study.leadingPlacebos().length : study.placebos().length;
  }

  /** What a study of each sample computes. */
  final StudySettings settings() {
    Limits.atLeast("--placebos", 0, placebos);
    return ways().withPlacebos(placebos);
  }

  private StudySettings ways() {
    if (exact() && screen() > 0) {
      StudySettings some = StudySettings.screened(screen(), screen(), SCREEN_SEED);
      return differential() ? some.alsoFirstOrder() : some;
    }
    if (exact() && differential()) {
      return StudySettings.exactAndFirstOrder();
    }
    if (!exact() && !differential()) {
      return StudySettings.withoutCounterfactuals();
    }
    return exact() ? StudySettings.exactOnly() : StudySettings.firstOrderOnly();
  }

  /** The methods of a table of distances. */
  static final class OfLandscapes extends Methods {
    /** The ways. */
    enum Method {
      /** Each counterfactual is generated. */
      EXACT,
      /** To first order: one Jacobian, whatever the number of sources. */
      DIFFERENTIAL
    }

    @Option(
        names = "--method",
        split = ",",
        description = "Which ways, of ${COMPLETION-CANDIDATES}. Default: both.")
    private Set<Method> methods = EnumSet.allOf(Method.class);

    @Override
    boolean exact() {
      return methods.contains(Method.EXACT);
    }

    @Override
    boolean differential() {
      return methods.contains(Method.DIFFERENTIAL);
    }

    @Override
    boolean visual() {
      return false;
    }

    @Override
    boolean calibrated() {
      return false;
    }
  }

  /** The methods of studies. */
  static final class OfStudies extends Methods {
    /** The ways. */
    enum Method {
      /** Each counterfactual is generated. */
      EXACT,
      /** To first order: one Jacobian, whatever the number of sources. */
      DIFFERENTIAL,
      /** What looks like the sample: no influence, for comparison. */
      VISUAL,
      /** What training again without each source would change, and whether that is chance. */
      CALIBRATED
    }

    @Option(
        names = "--method",
        split = ",",
        description =
            "Which ways, of ${COMPLETION-CANDIDATES}. Default: exact,differential. calibrated"
                + " estimates what training again without each source would change, and says whether"
                + " that is more than chance. visual and calibrated need --pictures, and without the"
                + " others compute no counterfactual.")
    private Set<Method> methods = EnumSet.of(Method.EXACT, Method.DIFFERENTIAL);

    @Option(
        names = "--screen",
        paramLabel = "N",
        description =
            "With --method exact,calibrated: exact counterfactuals of the first N sources by"
                + " calibrated influence and of N others that are drawn at random, not of all.")
    private int screen;

    @Option(
        names = "--any-effect",
        paramLabel = "N",
        description =
            "With --method calibrated: tests whether any source left a trace in all samples of one"
                + " sampler together, by dealing anew N times who saw what; 199 allow for p = 0.005.")
    private int deals;

    @Override
    int screen() {
      return screen;
    }

    @Override
    int deals() {
      return deals;
    }

    /** Refuses options of methods that are not asked for. */
    void requireTogether() {
      Limits.atLeast("--screen", 0, screen);
      Limits.atLeast("--any-effect", 0, deals);
      if (screen > 0 && !(exact() && calibrated())) {
        throw new IllegalArgumentException("--screen is for --method exact,calibrated");
      }
      if (deals > 0 && !calibrated()) {
        throw new IllegalArgumentException("--any-effect is for --method calibrated");
      }
    }

    @Override
    boolean exact() {
      return methods.contains(Method.EXACT);
    }

    @Override
    boolean differential() {
      return methods.contains(Method.DIFFERENTIAL);
    }

    @Override
    boolean visual() {
      return methods.contains(Method.VISUAL);
    }

    @Override
    boolean calibrated() {
      return methods.contains(Method.CALIBRATED);
    }
  }
}
