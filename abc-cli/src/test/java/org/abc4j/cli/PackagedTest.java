package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the jar as users have them, once both are built. */
@Tag("packaged")
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PackagedTest {
  private static final Path BUILT = Path.of("target");
  private static final int MEGABYTES = 300;

  @TempDir private Path folder;
  private Path launcher;

  /** Wherever somebody copies the two. */
  @BeforeEach
  void install() throws IOException {
    Path place = Files.createDirectories(folder.resolve("a place"));
    launcher = place.resolve("abc");
    Files.copy(BUILT.resolve("abc"), launcher);
    Files.copy(BUILT.resolve("abc.jar"), place.resolve("abc.jar"));
    assertTrue(launcher.toFile().setExecutable(true));
  }

  private record Ran(int exitCode, List<String> out, String err) {}

  private Ran run(List<String> command, Object... args) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    for (Object arg : args) {
      all.add(arg.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS",
                "-Xmx" + MEGABYTES + "m -XX:+UseSerialGC"));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    int exitCode = builder.start().waitFor();
    return new Ran(
        exitCode,
        Files.readAllLines(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private List<String> abc(Object... args) throws IOException, InterruptedException {
    Ran ran = run(List.of(launcher.toString()), args);
    assertEquals("", ran.err());
    assertEquals(ExitCode.OK, ran.exitCode());
    return ran.out();
  }

  @Test
  void version_hasJavasOptionsAndTheVectorApi() throws Exception {
    List<String> said = abc("--version");
    assertTrue(said.get(0).startsWith("abc "), said::toString);
    String memory = said.get(2).replaceFirst("Memory: at most (.*) MB", "$1");
    assertTrue(Double.parseDouble(memory) < 1.1 * MEGABYTES, said::toString);
    assertEquals("Vector API: on", said.get(3));
    assertEquals("Vector API: off, so networks are slow", jar("--version").out().get(3));
  }

  /** Without the launcher. */
  private Ran jar(Object... args) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return run(List.of(java, "-jar", launcher.resolveSibling("abc.jar").toString()), args);
  }

  @Test
  void help_namesEachCommand() throws Exception {
    String said = String.join("\n", abc("--help"));
    for (String command : Abc.commandLine().getSubcommands().keySet()) {
      assertTrue(said.contains("\n  " + command + " "), said);
    }
  }

  @Test
  void trainSampleVerify_inFoldersWithBlanks_work() throws Exception {
    Path pictures = Tiny.pictures(folder.resolve("my pictures"));
    Path ensemble = folder.resolve("my ensemble");
    Path samples = folder.resolve("my samples");
    // It says nothing on standard error, as the log would if kernels were not on the Vector API,
    // or an average of a few steps were asked for.
    abc(Tiny.training(pictures, ensemble, "--average=0"));
    String logged = jar(Tiny.training(pictures, folder.resolve("slow"))).err();
    assertTrue(logged.contains("The Vector API is not there"), logged);
    abc("sample", ensemble, "--out", samples, "--count=2", "--sampling-steps=3");
    int members = Stoppable.membersIn(ensemble);
    assertEquals(
        List.of(
            "'"
                + ensemble
                + "': "
                + members
                + " members and all other files are those of the"
                + " manifest"),
        abc("verify", ensemble));
    assertEquals(
        List.of("2 samples were generated again, to the same bits"),
        abc("verify", samples, "--ensemble", ensemble));

    Ran refused = run(List.of(launcher.toString()), "verify", folder.resolve("no ensemble"));
    assertEquals(ExitCode.BAD_INPUT, refused.exitCode());
    assertTrue(refused.err().startsWith("abc: "), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
  }

  /** A module that is added as a jar in the folder lib, here one of a test, is found. */
  @Test
  void attribute_withAModuleInTheFolderLib_usesIt() throws Exception {
    Path lib = Files.createDirectories(launcher.resolveSibling("lib"));
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, 1);
    Files.writeString(folder.resolve("net.tiny"), "0.5");
    Path metric = MetricTest.describe(folder, "net");
    List<String> command = List.of(launcher.toString(), "attribute", samples.toString());
    String options =
        "--ensemble=" + ensemble + " --method=exact --metric=" + metric + " --out=studies";
    Ran without = run(command, (Object[]) options.split(" "));
    assertEquals(ExitCode.REFUSED, without.exitCode());
    assertTrue(without.err().contains("no module on the class path opens"), without.err());
    jarOf(lib.resolve("tiny.jar"));
    Ran with = run(command, (Object[]) options.split(" "));
    assertEquals("", with.err());
    assertEquals(ExitCode.OK, with.exitCode());
    assertTrue(with.out().get(1).contains(": by net, farthest: "), with.out()::toString);
  }

  /** The tests' provider, as a module has it. */
  private static void jarOf(Path jar) throws IOException {
    Path classes = BUILT.resolve("test-classes");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString();
        if (name.startsWith("META-INF/services/") || name.contains("TinyProvider")) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    }
  }

  /** As their source: how a page looks is for whoever renders it. */
  @Test
  void manual_ofEachCommand_hasAnExampleAndExitCodes() throws Exception {
    for (String command : Abc.commandLine().getSubcommands().keySet()) {
      if (!command.equals("help")) {
        String page = Files.readString(BUILT.resolve("man").resolve("abc-" + command + ".adoc"));
        int codes = page.indexOf("==  Exit codes:");
        int example = page.indexOf("==  Example:");
        assertTrue(codes > 0 && page.indexOf("*0*::", codes) > codes, page);
        assertTrue(example > 0 && page.indexOf("\n  ", example) > example, page);
        assertTrue(page.substring(Math.max(0, example)).contains("abc "), page);
      }
    }
  }
}
