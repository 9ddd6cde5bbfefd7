package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.abc4j.data.ImageSet;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.PngPicture;
import org.abc4j.io.AtomicFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes the bundled images as PNG files, in a subfolder for each class: a folder of pictures by
 * ten "artists", to try {@code abc} on.
 */
@Command(
    name = "unpack-pictures",
    mixinStandardHelpOptions = true,
    description = "Writes the bundled 256 images of Fashion-MNIST as PNG files, a folder a class.")
public final class UnpackPictures implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "where they go (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("abc-pictures");

  /** A command whose arguments picocli is to fill in. */
  public UnpackPictures() {}

  /**
   * Runs the command.
   *
   * @param args the folder
   */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return Commands.line(new UnpackPictures());
  }

  /**
   * Does it.
   *
   * @return the exit code
   * @throws IOException if a file cannot be written
   */
  @Override
  public Integer call() throws IOException {
    TrainingData data = TrainingData.unpadded();
    for (int i = 0; i < data.images().count(); i++) {
      Path target = folder.resolve(data.title(i));
      Files.createDirectories(target);
      AtomicFiles.write(
          target.resolve(String.format(Locale.ROOT, "%03d.png", i)), png(data.images(), i));
    }
    spec.commandLine()
        .getOut()
        .println(data.images().count() + " pictures in " + folder.toAbsolutePath().normalize());
    return spec.exitCodeOnSuccess();
  }

  /** Gray values from 0 to 255. */
  private static byte[] png(ImageSet images, int index) {
    float[] values = images.image(index);
    byte[] levels = new byte[values.length];
    for (int p = 0; p < values.length; p++) {
      levels[p] = (byte) Math.round(values[p]);
    }
    return PngPicture.bytes(Picture.of(images.shape(), levels), 1);
  }
}
