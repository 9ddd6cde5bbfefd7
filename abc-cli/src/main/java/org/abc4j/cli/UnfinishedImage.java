package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * The image of a sample, kept until all that is exported is there. The digest in the sample's own
 * file says whether it is that one.
 */
final class UnfinishedImage {
  private static final String TENSOR = "image";

  private UnfinishedImage() {}

  static void write(Path file, Shape shape, float[] image) throws IOException {
    SafetensorsWriter out =
        SafetensorsWriter.create()
            .put(TENSOR, new int[] {shape.channels(), shape.height(), shape.width()}, image);
    Uninterrupted.finish(() -> out.write(file));
  }

  /** The image if it is of that shape and digest, empty if it is another. */
  static Optional<float[]> read(Path file, Shape shape, String sha256) throws IOException {
    float[] image =
        Uninterrupted.run(
            () ->
                SafetensorsFile.read(file)
                    .floats(TENSOR, shape.channels(), shape.height(), shape.width()));
    return Sha256.of(image).equals(sha256) ? Optional.of(image) : Optional.empty();
  }
}
