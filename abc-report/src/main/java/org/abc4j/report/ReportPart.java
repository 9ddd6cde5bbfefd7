package org.abc4j.report;

import java.util.List;
import org.abc4j.study.SampleStudy;

/**
 * A part of the report: samples of one ensemble.
 *
 * @param id short name, used in file names: letters, digits, dots, dashes and underscores
 * @param title heading
 * @param introduction what a reader should know, one paragraph each
 * @param studies the samples, at least one
 * @param shown how many sources to show for each sample, at least 1 and no more than each study
 *     keeps the pictures of
 */
public record ReportPart(
    String id, String title, List<String> introduction, List<SampleStudy> studies, int shown) {

  /**
   * Copies the lists and checks the numbers.
   *
   * @param id short name, used in file names
   * @param title heading
   * @param introduction what a reader should know, one paragraph each
   * @param studies the samples, at least one
   * @param shown how many sources to show for each sample
   * @throws IllegalArgumentException if there is no study, or one that {@linkplain
   *     SampleStudy#hasLandscape has no counterfactuals} or keeps fewer pictures than are to be
   *     shown, or none is to be shown, or the name cannot be used in file names
   */
  public ReportPart {
    PartId.require(id);
    introduction = List.copyOf(introduction);
    studies = List.copyOf(studies);
    if (studies.isEmpty()) {
      throw new IllegalArgumentException("a part shows at least 1 sample, \"" + id + "\" has none");
    }
    for (SampleStudy study : studies) {
      if (!study.hasLandscape()) {
        throw new IllegalArgumentException(
            "a report is of counterfactuals, a study of \""
                + id
                + "\" says only what looks like the sample");
      }
      int sources = study.pictured().length;
      if (shown < 1 || shown > sources) {
        throw new IllegalArgumentException(
            "\"" + id + "\" can show 1 to " + sources + " sources of a sample, found " + shown);
      }
    }
  }
}
