package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tutorials' pages show what their programs are, and what they print. */
class TutorialsTest {
  private static final Path PAGES = Path.of("..", "docs", "tutorials");

  private static final Pattern PROGRAM = Pattern.compile("\\]\\((\\S*/tutorial/(\\w+)\\.java)\\)");

  @TempDir private Path folder;

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d-.*\\.md"))
          .sorted()
          .toList();
    }
  }

  private static List<String> blocks(Path page, String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(page));
    List<String> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  private static Matcher program(Path page) throws IOException {
    Matcher program = PROGRAM.matcher(Files.readString(page));
    assertTrue(program.find(), page + " links to its program");
    return program;
  }

  /** As if the code stood at the margin by so many spaces. */
  private static String dedented(String code, int spaces) {
    StringBuilder text = new StringBuilder();
    for (String line : code.lines().toList()) {
      int blank = line.length() - line.stripLeading().length();
      text.append(line.substring(Math.min(blank, spaces))).append('\n');
    }
    return text.toString();
  }

  @Test
  void pages_areFive() throws IOException {
    assertEquals(5, pages().size(), pages().toString());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_showsItsProgramAsItIs(Path page) throws IOException {
    String source = Files.readString(PAGES.resolve(program(page).group(1)));
    List<String> blocks = blocks(page, "java");
    assertFalse(blocks.isEmpty(), page + " shows code");
    for (String block : blocks) {
      boolean found = false;
      for (int spaces = 0; spaces <= 6; spaces += 2) {
        found |= dedented(source, spaces).contains(block);
      }
      assertTrue(found, page + " shows what its program has not:\n" + block);
    }
  }

  /** In order, as the later ones open what the first one trained. */
  @Test
  void programs_printWhatThePagesSay() throws Exception {
    Path pictures = folder.resolve("pictures");
    printed(() -> UnpackPictures.main(new String[] {pictures.toString()}));
    String[] args = {pictures.toString(), folder.resolve("out").toString()};
    for (Path page : pages()) {
      Class<?> program = Class.forName("org.abc4j.examples.tutorial." + program(page).group(2));
      String printed =
          printed(() -> program.getMethod("main", String[].class).invoke(null, (Object) args));
      assertEquals(String.join("", blocks(page, "text")), printed, page.toString());
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static String printed(Work work) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      work.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
