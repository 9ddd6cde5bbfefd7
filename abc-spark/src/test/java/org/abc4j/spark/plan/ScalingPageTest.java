package org.abc4j.spark.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/scaling.md has the tables that the plans print, and the program that prints them. */
class ScalingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "scaling.md");

  private static List<String> blocks(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    List<String> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  @Test
  void page_hasTheTablesOfThePlans() throws IOException {
    assertEquals(ScalingTables.all(), blocks("text"));
  }

  /** Line by line, as the program spreads over fields. */
  @Test
  void page_showsCodeThatTheProgramHas() throws IOException {
    String program =
        Files.readString(
                Path.of(
                    "src", "test", "java", "org", "abc4j", "spark", "plan", "ScalingTables.java"))
            .replaceAll("\\s+", " ");
    List<String> code = blocks("java");
    assertTrue(!code.isEmpty(), "the page shows code");
    for (String block : code) {
      for (String call : block.split("\n\n")) {
        assertTrue(program.contains(call.strip().replaceAll("\\s+", " ")), call);
      }
    }
  }
}
