package org.abc4j.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Execution;

/**
 * Jacobians of fewer samples than there are processors: columns are tasks, those of some samples
 * together, so that no processor waits for the others of one sample.
 *
 * @param runner runs jobs
 * @param slots processors that tasks can have
 * @param execution the driver's
 */
record ColumnTasks(JobRunner runner, int slots, Execution execution) {
  /** Samples whose Jacobians the driver holds at a time, at most. */
  private static final int TOGETHER = 256;

  /** Landscapes to first order of all samples. */
  List<SampleScores> scores(SamplingTask of, ClusterMethod method) throws IOException {
    SampleScores[] rows = new SampleScores[of.samples().count()];
    ClusterJobs.Ended ended = new ClusterJobs.Ended(execution, rows.length);
    int together = together(of);
    long bytesOfRow = Double.BYTES * of.recipe().code().sources().count();
    for (int from = 0; from < rows.length; from += together) {
      int first = from;
      runner.run(
          "distances of Jacobians",
          new ColumnsScoresJob(of, method),
          columns(of, from, Math.min(rows.length, from + together)),
          columns -> bytesOfRow,
          (scores, index) -> {
            rows[first + index] = scores;
            ended.add(1);
          },
          execution);
    }
    return Arrays.asList(rows);
  }

  /** As many samples as the driver takes the Jacobians of at once. */
  private int together(SamplingTask of) throws IOException {
    long bytes = Double.BYTES * (long) of.recipe().shape().size() * of.recipe().members();
    return Math.min(TOGETHER, runner.results().atOnce(bytes));
  }

  /** All columns of some samples' Jacobians, in about as many tasks as there are processors. */
  List<ColumnsScoresJob.Columns> columns(SamplingTask of, int from, int to) throws IOException {
    int members = of.recipe().members();
    int samples = to - from;
    int each = Math.min(members, (slots + samples - 1) / samples);
    List<ColumnsJob.Block> blocks = new ArrayList<>();
    for (int place = from; place < to; place++) {
      for (int i = 0; i < each; i++) {
        int first = members * i / each;
        blocks.add(new ColumnsJob.Block(place, first, members * (i + 1) / each - first));
      }
    }
    double[][] values = new double[blocks.size()][];
    long bytesOfColumn = Double.BYTES * (long) of.recipe().shape().size();
    runner.run(
        "Jacobians of " + samples + " samples by " + members + " members",
        new ColumnsJob(of),
        blocks,
        block -> bytesOfColumn * block.count(),
        (found, index) -> values[index] = found,
        execution);
    List<ColumnsScoresJob.Columns> columns = new ArrayList<>();
    for (int at = 0; at < values.length; at += each) {
      columns.add(
          new ColumnsScoresJob.Columns(
              blocks.subList(at, at + each), Arrays.copyOfRange(values, at, at + each)));
    }
    return columns;
  }
}
