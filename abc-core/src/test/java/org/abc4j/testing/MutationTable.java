package org.abc4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A program that prints how many mutants the tests killed, by package, from a report of PIT. */
public final class MutationTable {
  /** The states of a mutant that no test noticed. */
  private static final Set<String> ALIVE =
      Set.of("SURVIVED", "NO_COVERAGE", "NOT_STARTED", "STARTED");

  private static final String LINE = "%-32s %8s %8s %8s%n";

  /** How many mutants there were, and how many of them were killed. */
  private record Count(int mutants, int killed) {
    Count plus(Count other) {
      return new Count(mutants + other.mutants, killed + other.killed);
    }
  }

  private MutationTable() {}

  /**
   * Prints the table.
   *
   * @param args PIT's file {@code mutations.csv}
   */
  public static void main(String[] args) throws IOException {
    System.out.print(of(Files.readAllLines(Path.of(args[0]))));
  }

  /**
   * The table.
   *
   * @param mutants a line each: file, class, mutator, method, line, state and the test that killed
   *     it
   */
  static String of(List<String> mutants) {
    Map<String, Count> packages = new TreeMap<>();
    for (String mutant : mutants) {
      String[] fields = mutant.split(",");
      String name = fields[1].substring(0, fields[1].lastIndexOf('.'));
      packages.merge(name, new Count(1, ALIVE.contains(fields[5]) ? 0 : 1), Count::plus);
    }
    StringBuilder table = new StringBuilder(line("package", "mutants", "killed", "percent"));
    packages.forEach((name, count) -> table.append(line(name, count)));
    Count all = packages.values().stream().reduce(new Count(0, 0), Count::plus);
    return table.append(line("all", all)).toString();
  }

  private static String line(String name, Count count) {
    String percent =
        count.mutants == 0
            ? "-"
            : String.format(Locale.ROOT, "%.1f", 100.0 * count.killed / count.mutants);
    return line(name, "" + count.mutants, "" + count.killed, percent);
  }

  private static String line(String name, String mutants, String killed, String percent) {
    return String.format(Locale.ROOT, LINE, name, mutants, killed, percent);
  }
}
