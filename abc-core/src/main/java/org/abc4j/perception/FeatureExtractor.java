package org.abc4j.perception;

import java.util.Map;
import org.abc4j.Batch;

/**
 * A network that finds features in images: prepared images in, named tensors out.
 *
 * <p>What it answers for an image depends on nothing but the image and on how many are asked for
 * together; {@link SampleFeatures} sees to the latter. Implementations are safe for use by several
 * threads until they are closed. They may hold memory outside of Java's.
 */
public interface FeatureExtractor extends AutoCloseable {

  /**
   * Finds features.
   *
   * @param images prepared as the network takes them ({@link InputPreparation}), at least one
   * @return the outputs that were asked for when it was opened, by name, each with a row for each
   *     image
   * @throws IllegalArgumentException if the network takes no images of that shape
   * @throws ArithmeticException if it looks for values that are not finite, and finds one; others
   *     answer it, and {@link SampleFeatures} refuses it
   * @throws IllegalStateException if it fails, or was closed
   */
  Map<String, FeatureTensor> extract(Batch images);

  /**
   * What it is: the same digest means the same network with the same weights.
   *
   * @return SHA-256 of its file, or of all its files where no description has the digest of one, 64
   *     hexadecimal digits
   */
  String sha256();

  /** Frees what it holds; it can be asked for nothing after that. Further calls do nothing. */
  @Override
  void close();
}
