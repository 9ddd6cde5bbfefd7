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
 *     keeps the pictures of ({@link #most})
 * @param names what the samples are called in tables, one each; none where they are numbered
 */
public record ReportPart(
    String id,
    String title,
    List<String> introduction,
    List<SampleStudy> studies,
    int shown,
    List<String> names) {

  /**
   * Copies the lists and checks the numbers.
   *
   * @param id short name, used in file names
   * @param title heading
   * @param introduction what a reader should know, one paragraph each
   * @param studies the samples, at least one
   * @param shown how many sources to show for each sample
   * @param names what the samples are called in tables, one each or none
   * @throws IllegalArgumentException if there is no study, or one that says only what looks alike
   *     or keeps fewer pictures than are to be shown, or none is to be shown, the name cannot be
   *     used in file names, or there are fewer names than samples or more
   */
  public ReportPart {
    PartId.require(id);
    introduction = List.copyOf(introduction);
    studies = List.copyOf(studies);
    names = List.copyOf(names);
    if (studies.isEmpty()) {
      throw new IllegalArgumentException("a part shows at least 1 sample, \"" + id + "\" has none");
    }
    if (!names.isEmpty() && names.size() != studies.size()) {
      throw new IllegalArgumentException(
          "each sample of \""
              + id
              + "\" has a name, found "
              + names.size()
              + " names of "
              + studies.size()
              + " samples");
    }
    for (SampleStudy study : studies) {
      if (!study.hasLandscape() && study.calibrated().isEmpty()) {
        throw new IllegalArgumentException(
            "a report is of counterfactuals or calibrated influence, a study of \""
                + id
                + "\" says only what looks like the sample");
      }
      int sources = most(study);
      if (shown < 1 || shown > sources) {
        throw new IllegalArgumentException(
            "\"" + id + "\" can show 1 to " + sources + " sources of a sample, found " + shown);
      }
    }
  }

  /**
   * A part whose samples are numbered from 0.
   *
   * @param id short name, used in file names
   * @param title heading
   * @param introduction what a reader should know, one paragraph each
   * @param studies the samples, at least one
   * @param shown how many sources to show for each sample
   * @throws IllegalArgumentException as of a part whose samples have names
   */
  public ReportPart(
      String id, String title, List<String> introduction, List<SampleStudy> studies, int shown) {
    this(id, title, introduction, studies, shown, List.of());
  }

  /** The heading of a sample. */
  String heading(int sample) {
    return "Sample " + sample + (names.isEmpty() ? "" : ", " + names.get(sample));
  }

  /**
   * How many sources of a study can be shown: those whose counterfactuals it keeps the pictures of,
   * or, of a study without a landscape, those of calibrated influence.
   *
   * @param study a study
   * @return at least 0
   */
  public static int most(SampleStudy study) {
    return study.hasLandscape()
        ? study.pictured().length
        : study.calibrated().map(found -> found.pictured().length).orElse(0);
  }
}
