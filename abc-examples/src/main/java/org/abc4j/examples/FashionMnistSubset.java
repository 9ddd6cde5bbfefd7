package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.abc4j.data.IdxImages;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes the first images and labels of two IDX files as two smaller ones, gzipped. It made the
 * images that {@link BundledImages} reads.
 */
@Command(
    name = "fashion-mnist-subset",
    mixinStandardHelpOptions = true,
    description = "Writes the first images of an IDX data set, with their labels, as gzipped IDX.")
public final class FashionMnistSubset implements Callable<Integer> {
  static final String IMAGES = "t10k-images-idx3-ubyte.gz";
  static final String LABELS = "t10k-labels-idx1-ubyte.gz";

  private static final int DEFAULT_COUNT = 256;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IMAGES", description = "IDX3 file, plain or gzipped")
  private Path images;

  @Parameters(index = "1", paramLabel = "LABELS", description = "IDX1 file, plain or gzipped")
  private Path labels;

  @Parameters(index = "2", paramLabel = "FOLDER", description = "where the two files go")
  private Path folder;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "number of images (default: ${DEFAULT-VALUE})")
  private int count = DEFAULT_COUNT;

  /** A command whose arguments picocli is to fill in. */
  public FashionMnistSubset() {}

  /**
   * Runs the command and ends the JVM with its exit code: 0, 1 for a failure, 2 for bad arguments.
   *
   * @param args images, labels, folder, and options
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return Commands.line(new FashionMnistSubset());
  }

  /**
   * Does it.
   *
   * @return the exit code
   * @throws IOException if a file cannot be read or written
   */
  @Override
  public Integer call() throws IOException {
    ImageSet all = IdxImages.readWithLabels(images, labels);
    if (count < 1 || count > all.count()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--count must be 1 to " + all.count() + ", the images in " + images + ", found " + count);
    }
    ImageSet subset = all.first(count);
    Files.createDirectories(folder);
    IdxWriter writer = IdxWriter.gzipped();
    writer.images(folder.resolve(IMAGES), subset);
    writer.labels(folder.resolve(LABELS), IntStream.range(0, count).map(subset::label).toArray());
    spec.commandLine().getOut().println(subset + " " + subset.sha256());
    return spec.exitCodeOnSuccess();
  }
}
