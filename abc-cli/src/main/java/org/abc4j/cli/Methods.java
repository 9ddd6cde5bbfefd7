package org.abc4j.cli;

import java.util.EnumSet;
import java.util.Set;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import picocli.CommandLine.Option;

/** How counterfactuals are found. */
final class Methods {
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

  @Option(
      names = "--placebos",
      paramLabel = "N",
      description = "Placebos that are computed, at most. Default: all that the code has.")
  private int placebos = Integer.MAX_VALUE;

  boolean visual() {
    return methods.contains(Method.VISUAL);
  }

  /** Whether any counterfactual is asked for. */
  boolean ofCounterfactuals() {
    return methods.contains(Method.EXACT) || methods.contains(Method.DIFFERENTIAL);
  }

  /** Whether a study has all that is asked for. */
  boolean areIn(SampleStudy study, CodeAssignment code) {
    boolean all =
        !ofCounterfactuals()
            || study.removedMembers() > 0
            || study.leadingPlacebos().length == Math.min(placebos, code.reserved());
    return all
        && (!methods.contains(Method.EXACT) || study.exact().isPresent())
        && (!methods.contains(Method.DIFFERENTIAL) || study.differential().isPresent())
        && (!visual() || study.visual().isPresent());
  }

  /** What a study of each sample computes. */
  StudySettings settings() {
    if (placebos < 0) {
      throw new IllegalArgumentException("--placebos must be at least 0, found " + placebos);
    }
    return ways().withPlacebos(placebos);
  }

  private StudySettings ways() {
    boolean exact = methods.contains(Method.EXACT);
    boolean differential = methods.contains(Method.DIFFERENTIAL);
    if (exact && differential) {
      return StudySettings.exactAndFirstOrder();
    }
    if (!exact && !differential) {
      return StudySettings.lookingAlikeOnly();
    }
    return exact ? StudySettings.exactOnly() : StudySettings.firstOrderOnly();
  }
}
