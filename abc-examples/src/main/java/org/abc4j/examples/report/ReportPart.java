package org.abc4j.examples.report;

import java.util.List;
import org.abc4j.examples.SampleStudy;

/**
 * A part of the report: samples of one ensemble.
 *
 * @param id short name, used in file names
 * @param title heading
 * @param introduction what a reader should know, one paragraph each
 * @param studies the samples, at least one
 * @param shown how many sources to show for each sample
 */
public record ReportPart(
    String id, String title, List<String> introduction, List<SampleStudy> studies, int shown) {

  /**
   * Copies the lists.
   *
   * @param id short name, used in file names
   * @param title heading
   * @param introduction what a reader should know, one paragraph each
   * @param studies the samples, at least one
   * @param shown how many sources to show for each sample
   */
  public ReportPart {
    introduction = List.copyOf(introduction);
    studies = List.copyOf(studies);
  }
}
