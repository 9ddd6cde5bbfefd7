package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with a Java that only says what it is asked. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path SCRIPT = Path.of("src", "main", "scripts", "abc");

  @TempDir private Path folder;
  private Path launcher;

  @BeforeEach
  void install() throws IOException {
    Path place = Files.createDirectories(folder.resolve("a place"));
    launcher = executable(place.resolve("abc"), Files.readString(SCRIPT));
    Files.writeString(place.resolve("abc.jar"), "no jar");
  }

  private static Path executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A Java of a version that prints its arguments. */
  private Path java(String version, String more) throws IOException {
    Path home = folder.resolve("java " + version);
    executable(
        home.resolve("bin").resolve("java"),
        "#!/bin/sh\n"
            + more
            + "for arg; do\n"
            + "  if [ \"$arg\" = -version ]; then\n"
            + "    echo 'openjdk version \""
            + version
            + "\" 2021-09-14' >&2; exit 0\n"
            + "  fi\n"
            + "done\n"
            + "for arg; do\n"
            + "  if [ \"$arg\" = --version ]; then echo \"said $JAR_SAYS\" >&2; exit ${JAR_EXITS:-0}; fi\n"
            + "done\n"
            + "echo \"[$LC_ALL]\" >&3 2>/dev/null\n"
            + "for arg; do echo \"[$arg]\"; done\n"
            + "echo said >&2\n"
            + "echo real >&3\n"
            + "exit 7\n");
    return home;
  }

  private record Ran(int exitCode, List<String> out, List<String> err) {}

  private Ran run(Path script, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(script.toString()), java.util.Arrays.stream(args))
                .toList());
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("JAVA_OPTS");
    builder.environment().putAll(environment);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    int exitCode = builder.start().waitFor();
    return new Ran(
        exitCode,
        Files.readAllLines(out, StandardCharsets.UTF_8),
        Files.readAllLines(err, StandardCharsets.UTF_8));
  }

  @Test
  void run_throughALink_startsTheJarBesideItWithTheVectorApi() throws Exception {
    Path link = Files.createDirectories(folder.resolve("bin")).resolve("abc");
    Files.createSymbolicLink(link, Path.of("..", "a place", "abc"));
    Ran ran =
        run(
            link,
            Map.of("JAVA_HOME", java("17.0.1", "").toString(), "JAVA_OPTS", "-Xmx1g -Dx=y"),
            "train",
            "two words",
            "");
    assertEquals(
        List.of(
            "[--add-modules]",
            "[jdk.incubator.vector]",
            "[-Xmx1g]",
            "[-Dx=y]",
            "[-Dabc.stderr=3]",
            "[-jar]",
            "[" + launcher.toRealPath().resolveSibling("abc.jar") + "]",
            "[train]",
            "[two words]",
            "[]"),
        ran.out());
    assertEquals(7, ran.exitCode());
    // What Java itself says when it starts is nobody's; the program has the real standard error.
    assertEquals("real", ran.err().get(ran.err().size() - 1));
    assertFalse(ran.err().contains("said"), ran.err()::toString);
  }

  /** Other modules are jars in a folder beside it. */
  @Test
  void run_withAFolderOfJars_hasThemOnTheClassPath() throws Exception {
    Path lib = Files.createDirectories(launcher.resolveSibling("lib"));
    Files.writeString(lib.resolve("abc-onnx.jar"), "no jar");
    Ran ran =
        run(launcher, Map.of("JAVA_HOME", java("17.0.1", "").toString()), "plan", "two * words");
    Path place = launcher.toRealPath().getParent();
    assertEquals(
        List.of(
            "[--add-modules]",
            "[jdk.incubator.vector]",
            "[-Dabc.stderr=3]",
            "[--add-opens]",
            "[java.base/java.io=ALL-UNNAMED]",
            "[-cp]",
            "[" + place.resolve("abc.jar") + ":" + place + "/lib/*]",
            "[org.abc4j.cli.Main]",
            "[plan]",
            "[two * words]"),
        ran.out());
    assertEquals(7, ran.exitCode());
  }

  @Test
  void run_aJarThatDoesNotStart_showsWhatJavaSays() throws Exception {
    Ran ran =
        run(
            launcher,
            Map.of("JAVA_HOME", java("17", "").toString(), "JAR_EXITS", "1", "JAR_SAYS", "corrupt"),
            "plan");
    assertEquals(1, ran.exitCode());
    assertEquals(
        List.of(
            "abc: "
                + launcher.toRealPath().resolveSibling("abc.jar")
                + " does not start: said corrupt"),
        ran.err());
  }

  @Test
  void run_withoutALanguage_takesNamesForUtf8() throws Exception {
    String home = java("17", "").toString();
    for (Map<String, String> none :
        List.of(
            Map.of("JAVA_HOME", home, "LC_ALL", "", "LC_CTYPE", "", "LANG", ""),
            Map.of("JAVA_HOME", home, "LC_ALL", "POSIX"),
            Map.of("JAVA_HOME", home, "LC_ALL", "", "LC_CTYPE", "", "LANG", "C"))) {
      assertEquals("[C.UTF-8]", run(launcher, none, "plan").err().get(0), none::toString);
    }
    assertEquals(
        "[de_DE.UTF-8]",
        run(launcher, Map.of("JAVA_HOME", home, "LC_ALL", "de_DE.UTF-8"), "plan").err().get(0));
  }

  @Test
  void run_withCdpathAndStars_findsItsFolderAndLeavesOptions() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere").resolve("a place"));
    ProcessBuilder builder = new ProcessBuilder("a place/abc", "plan").directory(folder.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "CDPATH", elsewhere.getParent().toString(),
                "JAVA_HOME", java("17", "").toString(),
                "JAVA_OPTS", "-Dx=y a*"));
    Path out = folder.resolve("out.txt");
    builder.redirectOutput(out.toFile()).redirectError(folder.resolve("err.txt").toFile());
    assertEquals(7, builder.start().waitFor());
    List<String> said = Files.readAllLines(out);
    assertTrue(said.contains("[a*]"), said::toString);
    assertTrue(
        said.contains("[" + launcher.toRealPath().resolveSibling("abc.jar") + "]"), said::toString);
  }

  @Test
  void run_withoutTheVectorApi_startsWithoutTheFlag() throws Exception {
    String lacking = "[ \"$1\" = --add-modules ] && { echo 'no such module' >&2; exit 1; }\n";
    Ran ran = run(launcher, Map.of("JAVA_HOME", java("21", lacking).toString()), "plan");
    assertEquals("[-Dabc.stderr=3]", ran.out().get(0));
    assertEquals("[plan]", ran.out().get(ran.out().size() - 1));
  }

  @Test
  void run_anOldJava_saysWhichIsNeeded() throws Exception {
    Path home = java("1.8.0_292", "");
    Ran ran = run(launcher, Map.of("JAVA_HOME", home.toString()), "plan");
    assertEquals(1, ran.exitCode());
    assertEquals(
        List.of("abc: Java 17 or later is needed, " + home + "/bin/java is Java 1.8.0_292"),
        ran.err());
  }

  @Test
  void run_aJavaThatDoesNotStart_showsWhatItSays() throws Exception {
    Path home = java("17", "echo \"Unrecognized option: $JAVA_OPTS\" >&2; exit 1\n");
    Ran ran = run(launcher, Map.of("JAVA_HOME", home.toString(), "JAVA_OPTS", "-Xnone"), "plan");
    assertEquals(1, ran.exitCode());
    assertTrue(ran.err().get(0).endsWith("does not start: Unrecognized option: -Xnone"));
  }

  @Test
  void run_noJavaHome_saysSo() throws Exception {
    Ran ran = run(launcher, Map.of("JAVA_HOME", folder.resolve("none").toString()), "plan");
    assertEquals(1, ran.exitCode());
    assertEquals(
        List.of("abc: JAVA_HOME is " + folder.resolve("none") + ", which has no bin/java"),
        ran.err());
  }

  @Test
  void run_withoutTheJar_saysHowItIsBuilt() throws Exception {
    Files.delete(launcher.resolveSibling("abc.jar"));
    Ran ran = run(launcher, Map.of("JAVA_HOME", java("17", "").toString()), "plan");
    assertEquals(1, ran.exitCode());
    assertTrue(ran.err().get(0).contains("mvn -q -DskipTests package"), ran.err()::toString);
  }
}
