package org.abc4j.samediff;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The machine's processor.
 *
 * @param platform operating system and architecture as ND4J's jars name them, {@code linux-x86_64}
 * @param features what it says of its instructions; empty where the system does not tell
 */
record Processor(String platform, Set<String> features) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  static Processor ofThisMachine() {
    return new Processor(
        platform(System.getProperty("os.name"), System.getProperty("os.arch")), features(CPU_INFO));
  }

  static String platform(String name, String architecture) {
    String os = name.toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
    String arch =
        switch (architecture) {
          case "amd64", "x86-64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> architecture;
        };
    return system + "-" + arch;
  }

  /** The flags of the first processor in Linux' list. */
  static Set<String> features(Path cpuInfo) {
    // Not through a channel, which fails on an interrupted thread: the process would be left with
    // the library for a processor that does not tell.
    try (BufferedReader lines = new BufferedReader(new FileReader(cpuInfo.toFile(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("flags") || line.startsWith("Features")) {
          Set<String> features =
              new HashSet<>(List.of(line.substring(line.indexOf(':') + 1).split("\\s+")));
          features.remove("");
          return Set.copyOf(features);
        }
      }
    } catch (IOException notLinux) {
      return Set.of();
    }
    return Set.of();
  }

  /** Whether it has a feature, or may have. */
  boolean mayHave(String feature) {
    return features.isEmpty() || features.contains(feature);
  }
}
