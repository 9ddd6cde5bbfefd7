package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program compiles and runs as it stands, on abc-core and what that needs. */
class ReadmeTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void program_compiledAgainstTheCore_printsWhatItSays() throws Exception {
    Path source = folder.resolve("Counterfactuals.java");
    Files.writeString(source, program());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  problems,
                  files,
                  null,
                  List.of("--release", "17", "-classpath", core(), "-d", folder.toString()),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertTrue(compiled, problems::toString);
    }

    Path output = folder.resolve("output.txt");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                folder + File.pathSeparator + coreAndItsDependencies(),
                "Counterfactuals")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(program.waitFor(2, TimeUnit.MINUTES), "the program does not end");
    List<String> lines = Files.readAllLines(output);
    assertEquals(0, program.exitValue(), lines::toString);
    assertTrue(lines.get(0).matches("most influential: \\[\\d+, \\d+, \\d+]"), lines.get(0));
    assertTrue(lines.get(1).matches("to first order: {3}\\[\\d+, \\d+, \\d+]"), lines.get(1));
    assertTrue(
        lines.get(2).matches("radius: \\d+\\.\\d+, unattributable below 1: false"), lines.get(2));
    assertEquals("lost with it: 1 source", lines.get(3));
    assertTrue(
        lines.get(4).matches("its first pixel without it: -?\\d.*, with it: -?\\d.*"),
        lines.get(4));
    assertEquals(5, lines.size(), lines::toString);
  }

  private static String program() throws IOException {
    Matcher block = PROGRAM.matcher(Files.readString(Path.of("..", "README.md")));
    assertTrue(block.find(), "README.md has a Java program");
    return block.group(1);
  }

  private static String core() throws URISyntaxException {
    return locationOf(Shape.class);
  }

  private static String coreAndItsDependencies() throws URISyntaxException, ClassNotFoundException {
    return String.join(
        File.pathSeparator,
        core(),
        locationOf(Class.forName("org.apache.commons.math3.linear.EigenDecomposition")),
        locationOf(Class.forName("com.google.common.math.LongMath")));
  }

  private static String locationOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
