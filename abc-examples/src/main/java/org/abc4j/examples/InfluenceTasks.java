package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.cli.progress.WorkBar;

/**
 * Tables of an influence study, each made of files that are kept as they come: one that was stopped
 * goes on, to the same bytes. Not thread-safe.
 */
final class InfluenceTasks {
  private final Path out;
  private final List<Table> tables = new ArrayList<>();

  InfluenceTasks(Path out) {
    this.out = out;
  }

  /** What is printed of a table, and its file. */
  private record Table(
      String file, String header, UnaryOperator<List<String>> summary, List<InfluenceTask> tasks) {}

  /** Begins a table, to which the tasks that are added next belong. */
  void add(String file, String header, UnaryOperator<List<String>> summary) {
    tables.add(new Table(file, header, summary, new ArrayList<>()));
  }

  void add(InfluenceTask task) {
    tables.get(tables.size() - 1).tasks().add(task);
  }

  /** Makes all tables, writes them and prints what they come to. */
  void run(Execution execution, PrintWriter to) throws IOException {
    long weight =
        tables.stream()
            .flatMap(table -> table.tasks().stream())
            .mapToLong(InfluenceTask::weight)
            .sum();
    List<List<String>> lines = new ArrayList<>();
    try (WorkBar progress = WorkBar.of("Influence", weight)) {
      for (Table table : tables) {
        lines.add(run(table.tasks(), execution, progress));
      }
    }
    for (int t = 0; t < tables.size(); t++) {
      Table table = tables.get(t);
      table.summary().apply(lines.get(t)).forEach(to::println);
      KeptLines.write(out.resolve(table.file()), table.header(), lines.get(t));
    }
  }

  /** Computes what is not in its file yet; the first line of each says what it was made from. */
  private List<String> run(List<InfluenceTask> tasks, Execution execution, WorkBar progress)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (InfluenceTask task : tasks) {
      KeptLines kept = new KeptLines(out.resolve("trials"), task.origin());
      if (kept.has(task.id())) {
        progress.skip(task.weight());
        lines.addAll(kept.of(task.id(), List::of));
        continue;
      }
      ProgressListener listener = progress.next(task.weight());
      lines.addAll(kept.of(task.id(), () -> task.work().lines(execution.reportingTo(listener))));
      listener.progress(1, 1);
    }
    return lines;
  }
}
