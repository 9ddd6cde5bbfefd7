package org.abc4j.examples;

import java.util.List;
import org.abc4j.Execution;

/**
 * Lines of one file of an influence study.
 *
 * @param id good for the name of a file
 * @param origin what the lines are made from; the first line of the file
 * @param weight its share of a progress
 * @param work makes them
 */
record InfluenceTask(String id, String origin, long weight, Work work) {

  /** Makes lines. */
  interface Work {
    List<String> lines(Execution execution);
  }
}
