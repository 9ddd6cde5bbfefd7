package org.abc4j.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import picocli.CommandLine.Option;

/** How counterfactuals are found, and how many placebos beside them. */
abstract class Methods {
  @Option(
      names = "--placebos",
      paramLabel = "N",
      description = "Placebos that are computed, at most. Default: all that the code has.")
  private int placebos = Integer.MAX_VALUE;

  /** Whether each counterfactual is generated. */
  abstract boolean exact();

  /** Whether a Jacobian is computed: first order, whatever the number of sources. */
  abstract boolean differential();

  /** Whether what looks alike is said too. */
  abstract boolean visual();

  /** Whether any counterfactual is asked for. */
  final boolean ofCounterfactuals() {
    return exact() || differential();
  }

  /** Whether a study has all that is asked for. */
  final boolean areIn(SampleStudy study, CodeAssignment code) {
    return (!ofCounterfactuals() || hasPlacebos(study, code))
        && (!exact() || study.exact().isPresent())
        && (!differential() || study.differential().isPresent())
        && (!visual() || study.visual().isPresent());
  }

  /** Whether a study has what is asked for and nothing else, so that tables of it are the same. */
  final boolean areAllOf(SampleStudy study, CodeAssignment code) {
    return hasPlacebos(study, code)
        && exact() == study.exact().isPresent()
        && differential() == study.differential().isPresent()
        && visual() == study.visual().isPresent();
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
    int there = study.leadingPlacebos().length;
    if (there > Math.min(placebos, code.reserved())) {
      missing.add(there + " placebos (--placebos)");
    }
    return missing;
  }

  private boolean hasPlacebos(SampleStudy study, CodeAssignment code) {
    return study.removedMembers() > 0
        || study.leadingPlacebos().length == Math.min(placebos, code.reserved());
  }

  /** What a study of each sample computes. */
  final StudySettings settings() {
    Limits.atLeast("--placebos", 0, placebos);
    return ways().withPlacebos(placebos);
  }

  private StudySettings ways() {
    if (exact() && differential()) {
      return StudySettings.exactAndFirstOrder();
    }
    if (!exact() && !differential()) {
      return StudySettings.lookingAlikeOnly();
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
      VISUAL
    }

    @Option(
        names = "--method",
        split = ",",
        description =
            "Which ways, of ${COMPLETION-CANDIDATES}. Default: exact,differential; visual needs"
                + " --pictures, and alone computes no counterfactual.")
    private Set<Method> methods = EnumSet.of(Method.EXACT, Method.DIFFERENTIAL);

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
  }
}
