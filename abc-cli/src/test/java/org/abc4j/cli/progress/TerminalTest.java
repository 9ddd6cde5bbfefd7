package org.abc4j.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  @TempDir private Path files;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isWatched_byWhereTheFileLeads() throws IOException {
    Files.createSymbolicLink(files.resolve("2"), Path.of("/dev/pts/7"));
    Files.createSymbolicLink(files.resolve("3"), Path.of("/var/log/abc.log"));
    Files.createSymbolicLink(files.resolve("4"), Path.of("pipe:[12]"));
    assertTrue(Terminal.isWatched(files, "2"));
    assertFalse(Terminal.isWatched(files, "3"));
    assertFalse(Terminal.isWatched(files, "4"));
  }

  @Test
  void isWatched_whereNobodyTells_isWhetherThereIsAConsole() {
    assertEquals(System.console() != null, Terminal.isWatched(files, "9"));
  }
}
