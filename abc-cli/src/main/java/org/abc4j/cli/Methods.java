package org.abc4j.cli;

import java.util.EnumSet;
import java.util.Set;
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
              + " --pictures.")
  private Set<Method> methods = EnumSet.of(Method.EXACT, Method.DIFFERENTIAL);

  boolean visual() {
    return methods.contains(Method.VISUAL);
  }

  /** Whether a study has all that is asked for. */
  boolean areIn(SampleStudy study) {
    return (!methods.contains(Method.EXACT) || study.exact().isPresent())
        && (!methods.contains(Method.DIFFERENTIAL) || study.differential().isPresent())
        && (!visual() || study.visual().isPresent());
  }

  /** What a study of each sample computes. */
  StudySettings settings() {
    boolean exact = methods.contains(Method.EXACT);
    boolean differential = methods.contains(Method.DIFFERENTIAL);
    if (exact && differential) {
      return StudySettings.exactAndFirstOrder();
    }
    if (!exact && !differential) {
      throw new IllegalArgumentException(
          "--method needs exact or differential, what looks alike is said beside them");
    }
    return exact ? StudySettings.exactOnly() : StudySettings.firstOrderOnly();
  }
}
