package org.abc4j.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.testing.Jvm;

/** Programs in a process of their own, with a heap that has its size from the start. */
final class ChildJvm {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private ChildJvm() {}

  /** Runs a program to its end; returns what it prints, to either stream. */
  static String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch"));
    // The virtual machine's own warnings, of native libraries and Unsafe.
    options.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 24) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (System.getProperty(CACHE) != null) {
      options.add("-D" + CACHE + "=" + System.getProperty(CACHE));
    }
    Process process = Jvm.start(main, options, arguments);
    process.getOutputStream().close();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
