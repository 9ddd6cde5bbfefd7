package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StandardOutputTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;

  private StandardOutput failing(String words, Path own) {
    return StandardOutput.of(
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException(words);
          }
        },
        own);
  }

  @Test
  void requireWritten_tellsAReaderThatHasGoneFromAnErrorOfTheDisk() throws IOException {
    Path nothing = folder.resolve("nothing");
    StandardOutput closed = failing("Broken pipe", nothing);
    closed.println("text");
    assertThrows(LostReader.class, () -> Console.requireWritten(closed));
    StandardOutput full = failing("No space left on device", nothing);
    full.println("text");
    IOException said = assertThrows(IOException.class, () -> Console.requireWritten(full));
    assertFalse(said instanceof LostReader);
    assertEquals("standard output cannot be written", said.getMessage());
  }

  /** In whichever language the system says that a pipe is closed. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void hasLostItsReader_isSoWhereTheOutputIsAPipe() throws IOException {
    Path pipe = Files.createSymbolicLink(folder.resolve("pipe"), Path.of("pipe:[7]"));
    StandardOutput closed = failing("Tubería rota", pipe);
    closed.println("text");
    assertTrue(closed.checkError());
    assertTrue(closed.hasLostItsReader());
    Path file = Files.createSymbolicLink(folder.resolve("file"), Path.of("/somewhere/out.txt"));
    StandardOutput other = failing("Kein Platz", file);
    other.println("text");
    assertTrue(other.checkError());
    assertFalse(other.hasLostItsReader());
  }

  @Test
  void whatArrives_isUtf8AndNoFailure() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput out = StandardOutput.of(bytes, folder);
    out.print("é×");
    Console.requireWritten(out);
    assertEquals("é×", bytes.toString(StandardCharsets.UTF_8));
    assertFalse(out.hasLostItsReader());
  }

  private static ProcessBuilder list() {
    return new ProcessBuilder(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "experiment",
            "list"));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @DisabledOnOs(OS.WINDOWS)
  void command_whoseReaderHasGone_endsQuietly() throws Exception {
    File err = folder.resolve("err.txt").toFile();
    Process process = list().redirectError(err).start();
    process.getInputStream().close();
    assertEquals(ExitCode.LOST_READER, process.waitFor());
    assertEquals("", Files.readString(err.toPath()));
  }

  private static boolean hasFullDevice() {
    return Files.exists(FULL);
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @EnabledIf("hasFullDevice")
  void command_whoseDiskIsFull_fails() throws Exception {
    File err = folder.resolve("err.txt").toFile();
    Process process = list().redirectError(err).redirectOutput(FULL.toFile()).start();
    assertEquals(ExitCode.FAILURE, process.waitFor());
    assertEquals("abc: standard output cannot be written\n", Files.readString(err.toPath()));
  }
}
