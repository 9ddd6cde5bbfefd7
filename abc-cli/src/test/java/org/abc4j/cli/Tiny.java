package org.abc4j.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.io.Sha256;

/** Pictures by six artists, and an ensemble that is trained on them in a second. */
final class Tiny {
  static final int SOURCES = 6;
  static final int PICTURES = 3;
  static final int STEPS = 3;

  private Tiny() {}

  /** Smooth gray pictures, all different, in subfolders a to f. */
  static Path pictures(Path folder) throws IOException {
    for (int source = 0; source < SOURCES; source++) {
      Path own = Files.createDirectories(folder.resolve("" + (char) ('a' + source)));
      for (int k = 0; k < PICTURES; k++) {
        picture(own.resolve(k + ".png"), 10 + source * PICTURES + k);
      }
    }
    return folder;
  }

  static void picture(Path file, int phase) throws IOException {
    BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < 120; p++) {
      double wave = StrictMath.sin(0.7 * (p % 12) + 0.4 * (p / 12) + phase);
      image.getRaster().setSample(p % 12, p / 12, 0, (int) (127 + 120 * wave));
    }
    ImageIO.write(image, "png", file.toFile());
  }

  /** The arguments that train on such pictures. */
  static Object[] training(Path pictures, Path out, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "train",
                pictures,
                "--out=" + out,
                "--size=8",
                "--gray",
                "--channels=8,8",
                "--batch=2",
                "--threads=2"));
    args.addAll(List.of(more));
    if (args.stream().noneMatch(arg -> arg.toString().startsWith("--placebos"))) {
      args.add("--placebos=3");
    }
    if (args.stream().noneMatch(arg -> arg.toString().startsWith("--steps"))) {
      args.add("--steps=" + STEPS);
    }
    return args.toArray();
  }

  static Path ensemble(Path folder) throws IOException {
    Path pictures = pictures(folder.resolve("pictures"));
    Path out = folder.resolve("ensemble");
    CommandRun.of(training(pictures, out)).well();
    return out;
  }

  static Path samples(Path folder, Path ensemble, int count) {
    Path out = folder.resolve("samples");
    CommandRun.of(
            "sample", ensemble, "--out", out, "--count", count, "--sampling-steps=3", "--seed=5")
        .well();
    return out;
  }

  /** SHA-256 of each file under a folder, by its path from there. */
  static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(folder.relativize(file).toString(), Sha256.of(file));
      }
    }
    return digests;
  }
}
