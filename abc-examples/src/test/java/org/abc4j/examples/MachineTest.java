package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  @TempDir Path temp;

  @Test
  void processor_asLinuxTells_isItsName() throws IOException {
    Path file = temp.resolve("cpuinfo");
    Files.writeString(
        file, "processor\t: 0\nmodel name\t: Some CPU @ 3: GHz\nmodel name\t: other\n");
    assertEquals(", Some CPU @ 3: GHz", Machine.processor(file));
    Files.writeString(file, "processor\t: 0\n");
    assertEquals("", Machine.processor(file));
    assertEquals("", Machine.processor(temp.resolve("none")));
  }

  @Test
  void text_here_namesTheArchitecture() {
    assertTrue(Machine.text().contains(System.getProperty("os.arch")), Machine.text());
  }
}
