package org.abc4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MutationTableTest {

  private static String mutant(String type, String state) {
    return "File.java,org.abc4j." + type + ",org.pitest.MathMutator,method,7," + state + ",none";
  }

  @Test
  void of_mutants_countsThemByPackage() {
    String table =
        MutationTable.of(
            List.of(
                mutant("model.Ensemble", "KILLED"),
                mutant("codebook.Codeword", "KILLED"),
                mutant("model.Ensemble$1", "TIMED_OUT"),
                mutant("model.Ablation", "SURVIVED"),
                mutant("codebook.Codeword", "NO_COVERAGE"),
                mutant("model.Ablation", "MEMORY_ERROR")));
    assertEquals(
        List.of(
            "package mutants killed percent",
            "org.abc4j.codebook 2 1 50.0",
            "org.abc4j.model 4 3 75.0",
            "all 6 4 66.7"),
        table.lines().map(line -> line.replaceAll(" +", " ")).toList());
  }

  @Test
  void of_nothing_hasNoPercentage() {
    assertEquals(
        "all 0 0 -",
        MutationTable.of(List.of())
            .lines()
            .skip(1)
            .findFirst()
            .orElseThrow()
            .replaceAll(" +", " "));
  }
}
