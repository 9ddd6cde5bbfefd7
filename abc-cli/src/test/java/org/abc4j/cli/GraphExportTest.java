package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Execution;
import org.abc4j.io.AtomicFiles;
import org.abc4j.model.Coefficients;
import org.abc4j.store.EnsembleExporter;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command asks of a module that is on the class path, and says where there is none. */
class GraphExportTest {
  @TempDir private static Path shared;
  private static Path ensemble;
  private static ClassLoader withModule;

  @TempDir private Path folder;

  /** Writes down what it is asked for. */
  public static final class Recorder implements EnsembleExporter {
    private static Coefficients asked;

    @Override
    public String format() {
      return "onnx";
    }

    @Override
    public void export(EnsembleFolder of, Coefficients coefficients, Path file, Execution execution)
        throws IOException {
      asked = coefficients;
      AtomicFiles.write(file, "\b\b\022\003abc".getBytes());
    }
  }

  @BeforeAll
  static void train() throws IOException {
    ensemble = Tiny.ensemble(shared);
    Path services = Files.createDirectories(shared.resolve("module/META-INF/services"));
    Files.writeString(services.resolve(EnsembleExporter.class.getName()), Recorder.class.getName());
    withModule =
        new URLClassLoader(
            new URL[] {shared.resolve("module").toUri().toURL()},
            GraphExportTest.class.getClassLoader());
  }

  private static CommandRun withModule(Object... args) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(withModule);
    try {
      return CommandRun.of(args);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private CommandRun export(Object... more) {
    Object[] args = new Object[more.length + 3];
    args[0] = "export";
    args[1] = "--ensemble=" + ensemble;
    args[2] = "--onnx=" + folder.resolve("m.onnx");
    System.arraycopy(more, 0, args, 3, more.length);
    return withModule(args);
  }

  @Test
  void export_withoutTheModule_isRefused() {
    Path file = folder.resolve("m.onnx");
    assertEquals(
        "--onnx takes abc-onnx on the class path, which is not there: docs/onnx.md says how",
        CommandRun.of("export", "--ensemble", ensemble, "--onnx", file).failure(ExitCode.REFUSED));
    assertFalse(Files.exists(file));
  }

  @Test
  void export_eachForm_asksForItsCoefficients() throws IOException {
    EnsembleFolder opened = EnsembleFolder.open(ensemble);
    int n = opened.ensemble().size();
    CommandRun whole = export().well();
    assertEquals(Coefficients.ones(n), Recorder.asked);
    assertTrue(
        whole.lines().get(0).startsWith("Graph:      " + n + " of " + n + " members, 0.0 MB, in "),
        whole.out());
    export("--without", "c").well();
    assertEquals(opened.ensemble().ablation(2).coefficients(), Recorder.asked);
    CommandRun one = export("--member=1", "--json").well();
    assertEquals(n, Recorder.asked.get(1));
    assertEquals(0, Recorder.asked.get(0));
    assertTrue(one.out().contains("\"members\""), one.out());
  }

  @Test
  void export_whatCannotBe_isRefusedBeforeAnyWork() throws IOException {
    assertTrue(
        export("--without", "nobody").failure(ExitCode.USAGE).contains("is called 'nobody'"));
    export("--member=99").failure(ExitCode.USAGE);
    export("--member=0", "--without=c").failure(ExitCode.USAGE);
    export("--npy", folder.resolve("a.npy")).failure(ExitCode.USAGE);
    export(folder).failure(ExitCode.USAGE);
    withModule("export", "--ensemble", ensemble, "--npy", folder.resolve("a.npy"))
        .failure(ExitCode.USAGE);
    withModule("export", folder, "--ensemble", ensemble, "--npy", "a.npy", "--without", "c")
        .failure(ExitCode.USAGE);
    Files.writeString(folder.resolve("m.onnx"), "a letter");
    assertTrue(
        export()
            .failure(ExitCode.REFUSED)
            .endsWith(" is there and is not an ONNX graph that abc wrote: name a new file"));
    assertEquals("a letter", Files.readString(folder.resolve("m.onnx")));
  }
}
