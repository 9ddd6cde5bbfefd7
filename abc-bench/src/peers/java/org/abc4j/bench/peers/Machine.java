package org.abc4j.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.bench.FmaPeak;

/** What the times were taken on, and the most that one of its cores can do. */
final class Machine {
  private final FmaPeak peak;

  Machine(Clock clock) {
    this.peak = FmaPeak.timedBy(clock::nanos);
  }

  /** The most multiply-adds a second that one core did so far, measured again at each call. */
  double multiplyAddsPerSecond() {
    return peak.multiplyAddsPerSecond();
  }

  int vectorBits() {
    return peak.vectorBits();
  }

  static String jdk() {
    return Runtime.version().toString();
  }

  /** The processor's name, as Linux tells it. */
  static String cpu() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
