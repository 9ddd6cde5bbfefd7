package org.abc4j.bench;

import com.sun.management.OperatingSystemMXBean;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.folder.FolderImages;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * What reading a folder of pictures takes beside decoding them: JPEG files of 256×256, made for it
 * and all different, to 3×32×32, on all processors. Decoding is {@link ImageIO#read(java.io.File)},
 * spread over as many threads. Both in turns, after one round of each.
 */
final class PictureReading {
  private static final int SIDE = 256;
  private static final int SMALL = 32;
  private static final int ROUNDS = 5;
  private static final int SOURCES = 10;

  /** Extents of the coarsest of the noises that a picture is the sum of. */
  private static final int COARSEST = 4;

  /** Of each finer noise, of the amplitude of the one before. */
  private static final double FADING = 0.6;

  private static final double MIDDLE = 128;
  private static final double CONTRAST = 50;

  private PictureReading() {}

  /** Measures and prints a table. */
  static void print(int pictures, PrintStream out) throws IOException {
    Path folder = Files.createTempDirectory("abc-pictures");
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Execution execution = Execution.sequential().on(pool, threads);
      out.print(measure(folder, write(folder, pictures, execution), threads, execution));
    } finally {
      pool.shutdown();
      delete(folder);
    }
  }

  private static String measure(Path folder, List<Path> files, int threads, Execution execution) {
    Use[] decoding = new Use[ROUNDS];
    Use[] reading = new Use[ROUNDS];
    decode(files, execution);
    float[] expected = read(folder, files.size(), execution);
    for (int round = 0; round < ROUNDS; round++) {
      decoding[round] = Use.of(() -> decode(files, execution));
      float[][] found = new float[1][];
      reading[round] = Use.of(() -> found[0] = read(folder, files.size(), execution));
      for (int i = 0; i < expected.length; i++) {
        Twins.requireEqual("value " + i, found[0][i], expected[i]);
      }
      System.err.printf("round %d of %d%n", round + 1, ROUNDS);
    }
    return format(files.size(), threads, decoding, reading);
  }

  /** Wall clock and processor time of something, in seconds. */
  record Use(double wall, double processor) {
    static Use of(Runnable work) {
      OperatingSystemMXBean machine =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long cpu = machine.getProcessCpuTime();
      long begin = System.nanoTime();
      work.run();
      double wall = (System.nanoTime() - begin) * 1e-9;
      return new Use(wall, (machine.getProcessCpuTime() - cpu) * 1e-9);
    }
  }

  /** Medians over the rounds, and of the ratios within a round. */
  static String format(int pictures, int threads, Use[] decoding, Use[] reading) {
    TextTable table =
        new TextTable(
            List.of("", "wall s", "processor s", "processors busy"),
            Set.of("wall s", "processor s", "processors busy"));
    table.add(row("decoding", decoding));
    table.add(row("reading", reading));
    double[] wall = new double[decoding.length];
    double[] processor = new double[decoding.length];
    for (int i = 0; i < wall.length; i++) {
      wall[i] = reading[i].wall() / decoding[i].wall();
      processor[i] = reading[i].processor() / decoding[i].processor();
    }
    return String.format(
            Locale.ROOT,
            "%,d JPEG files of %d×%d to 3×%d×%d, %d threads, medians of %d rounds in turns%n",
            pictures,
            SIDE,
            SIDE,
            SMALL,
            SMALL,
            threads,
            decoding.length)
        + table.format()
        + "reading ÷ decoding: "
        + spread(wall)
        + " by the clock, "
        + spread(processor)
        + " of processor time"
        + System.lineSeparator();
  }

  private static List<String> row(String name, Use[] uses) {
    double wall = Quantiles.median(Stream.of(uses).mapToDouble(Use::wall).toArray());
    double processor = Quantiles.median(Stream.of(uses).mapToDouble(Use::processor).toArray());
    return List.of(
        name,
        TextTable.number(wall, 2),
        TextTable.number(processor, 2),
        TextTable.number(processor / wall, 2));
  }

  /** Unknown where so little was read that the processor's clock did not move. */
  private static String spread(double[] ratios) {
    if (!Arrays.stream(ratios).allMatch(Double::isFinite)) {
      return TextTable.number(Double.NaN, 2);
    }
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    return TextTable.number(Quantiles.median(sorted), 2)
        + " ("
        + TextTable.number(sorted[0], 2)
        + " to "
        + TextTable.number(sorted[sorted.length - 1], 2)
        + ")";
  }

  private static void decode(List<Path> files, Execution execution) {
    execution.forEach(
        files.size(),
        i -> {
          try {
            BufferedImage image = ImageIO.read(files.get(i).toFile());
            if (image.getWidth() != SIDE || image.getHeight() != SIDE) {
              throw new IllegalStateException(files.get(i) + " is not a picture of " + SIDE);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static float[] read(Path folder, int pictures, Execution execution) {
    try {
      FolderImages images =
          ImageFolder.of(folder, PicturePreparation.to(new Shape(3, SMALL, SMALL))).read(execution);
      if (images.images().count() != pictures) {
        throw new IllegalStateException(
            pictures + " pictures were written, " + images.images().count() + " read");
      }
      return images.images().batch().toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Noise of each octave from {@link #COARSEST} on, as photographs have it. */
  private static List<Path> write(Path folder, int pictures, Execution execution)
      throws IOException {
    ImageIO.setUseCache(false);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      Path source = Files.createDirectories(folder.resolve("source " + i % SOURCES));
      files.add(source.resolve(i + ".jpeg"));
    }
    execution.forEach(
        pictures,
        i -> {
          try {
            if (!ImageIO.write(picture(i), "jpeg", files.get(i).toFile())) {
              throw new IllegalStateException("this Java writes no JPEG");
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return files;
  }

  private static BufferedImage picture(int index) {
    CounterRandom random = CounterRandom.of(index, Purpose.EXAMPLE);
    double[][] values = new double[3][SIDE * SIDE];
    double amplitude = CONTRAST;
    for (int cells = COARSEST, octave = 0; cells < SIDE; cells *= 2, octave++) {
      float[] noise = random.gaussians(octave, 0, 3 * (cells + 1) * (cells + 1));
      for (int channel = 0; channel < 3; channel++) {
        add(noise, channel * (cells + 1) * (cells + 1), cells, amplitude, values[channel]);
      }
      amplitude *= FADING;
    }
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < SIDE * SIDE; p++) {
      image.setRGB(
          p % SIDE,
          p / SIDE,
          level(values[0][p]) << 16 | level(values[1][p]) << 8 | level(values[2][p]));
    }
    return image;
  }

  /** Between the corners of its cells, noise is bilinear. */
  private static void add(float[] noise, int at, int cells, double amplitude, double[] values) {
    int size = SIDE / cells;
    for (int p = 0; p < values.length; p++) {
      double x = (double) (p % SIDE) / size;
      double y = (double) (p / SIDE) / size;
      int corner = at + (int) y * (cells + 1) + (int) x;
      double right = x - (int) x;
      double down = y - (int) y;
      double above = noise[corner] * (1 - right) + noise[corner + 1] * right;
      double below = noise[corner + cells + 1] * (1 - right) + noise[corner + cells + 2] * right;
      values[p] += amplitude * (above * (1 - down) + below * down);
    }
  }

  private static int level(double value) {
    return (int) Math.max(0, Math.min(255, MIDDLE + value));
  }

  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
