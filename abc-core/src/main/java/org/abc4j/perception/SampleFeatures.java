package org.abc4j.perception;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;

/**
 * What an extractor finds in samples and training items: their values are brought back to those of
 * pictures, prepared, and shown to the network.
 *
 * <p>Networks see one image at a time, so that features do not depend on what else is asked for: an
 * executor may add up in another order for two images than for one. {@link #withBatch} shows them
 * several, for executors that gain by it; then features of an image may differ in the last places
 * with its neighbours, by as much as the executor says of itself.
 *
 * <p>Immutable and thread-safe, as long as the extractor is open.
 */
public final class SampleFeatures {
  private final String name;
  private final FeatureExtractor extractor;
  private final InputPreparation preparation;
  private final List<String> outputs;
  private final Normalisation normalisation;
  private final int batch;

  private SampleFeatures(
      String name,
      FeatureExtractor extractor,
      InputPreparation preparation,
      List<String> outputs,
      Normalisation normalisation,
      int batch) {
    this.name = name;
    this.extractor = extractor;
    this.preparation = preparation;
    this.outputs = outputs;
    this.normalisation = normalisation;
    this.batch = batch;
  }

  /**
   * Features by a description.
   *
   * @param description how images are prepared and what is read
   * @param extractor the network, as {@link Extractors#open} opens it; stays the caller's to close
   * @param normalisation how values of pictures became those of samples
   * @return the features, one image at a time
   */
  public static SampleFeatures of(
      ExtractorDescription description, FeatureExtractor extractor, Normalisation normalisation) {
    return new SampleFeatures(
        description.name(),
        Objects.requireNonNull(extractor, "extractor"),
        description.preparation(),
        description.outputs(),
        Objects.requireNonNull(normalisation, "normalisation"),
        1);
  }

  /**
   * With several images at a time.
   *
   * @param images how many the network sees together, at least 1
   * @return a copy
   * @throws IllegalArgumentException if the number is less than 1
   */
  public SampleFeatures withBatch(int images) {
    if (images < 1) {
      throw new IllegalArgumentException("a network sees at least 1 image, found " + images);
    }
    return new SampleFeatures(name, extractor, preparation, outputs, normalisation, images);
  }

  /**
   * What results call them.
   *
   * @return the description's name
   */
  public String name() {
    return name;
  }

  /**
   * Which network finds them.
   *
   * @return {@link FeatureExtractor#sha256}
   */
  public String extractorSha256() {
    return extractor.sha256();
  }

  /**
   * All that decides them: the network, how values become those of pictures, how these are
   * prepared, which outputs are read, and how many images are shown together.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    Sha256 digest =
        Sha256.begin().add(extractor.sha256()).add(normalisation.text()).add(preparation.text());
    outputs.forEach(digest::add);
    return digest.add(batch).hex();
  }

  /** Receives the features of images, one after another. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Called once for each image, in order.
     *
     * @param row which of the images
     * @param layout how its features lie, the same for all
     * @param features the visitor's to keep
     */
    void visit(int row, FeatureLayout layout, float[] features);
  }

  /**
   * Finds the features of images.
   *
   * @param images samples or training items
   * @param begin the first row
   * @param end behind the last row
   * @param first what errors call the first of them; the next is one more
   * @param execution when to stop, asked before each pass, and who hears of progress in images; all
   *     is done on the calling thread
   * @param visitor receives them
   * @throws IllegalArgumentException if images of that shape cannot be prepared, or the network
   *     takes no such images
   * @throws ExtractorException if the network fails, or does not answer what it was asked
   * @throws ArithmeticException if a value of an image, or a feature, is not finite, naming the
   *     image
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public void forEach(
      Rows images, int begin, int end, long first, Execution execution, Visitor visitor) {
    Shape shape = preparation.prepared(images.shape());
    FeatureLayout layout = null;
    execution.progress(0, end - (long) begin);
    for (int from = begin; from < end; from += batch) {
      execution.checkCancelled();
      int count = Math.min(batch, end - from);
      List<float[]> prepared = new ArrayList<>(count);
      for (int k = 0; k < count; k++) {
        prepared.add(prepared(images, from + k, first + from - begin + k));
      }
      List<FeatureTensor> found = extracted(Batch.ofRows(shape, prepared), first + from - begin);
      FeatureLayout own =
          FeatureLayout.of(outputs, found.stream().map(FeatureTensor::extents).toList());
      layout = layout == null ? own : requireSame(layout, own);
      for (int k = 0; k < count; k++) {
        float[] features = new float[layout.size()];
        for (int o = 0; o < found.size(); o++) {
          found.get(o).copyRow(k, features, layout.begin(o));
        }
        requireFinite(layout, features, first + from - begin + k);
        visitor.visit(from + k, layout, features);
      }
      execution.progress(from + (long) count - begin, end - (long) begin);
    }
  }

  private float[] prepared(Rows images, int row, long number) {
    float[] values = new float[images.shape().size()];
    images.copyRow(row, values);
    try {
      float[] picture = normalisation.undo(Batch.of(images.shape(), values)).toArray();
      return preparation.apply(picture, images.shape());
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          name + " sees images of finite values, image " + number + ": " + e.getMessage());
    }
  }

  private List<FeatureTensor> extracted(Batch prepared, long number) {
    Map<String, FeatureTensor> all;
    try {
      all = extractor.extract(prepared);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          name
              + " finds finite features, but of image "
              + number
              + (prepared.rows() == 1 ? "" : " to " + (number + prepared.rows() - 1))
              + ": "
              + e.getMessage());
    } catch (IllegalStateException e) {
      throw new ExtractorException(name + " fails: " + e.getMessage(), e);
    }
    List<FeatureTensor> found = new ArrayList<>();
    for (String output : outputs) {
      FeatureTensor tensor = all.get(output);
      if (tensor == null || tensor.rows() != prepared.rows()) {
        throw new ExtractorException(
            name
                + " answers a row of '"
                + output
                + "' for each of "
                + prepared.rows()
                + " images, found "
                + (tensor == null ? "none" : tensor.rows() + " rows"));
      }
      found.add(tensor);
    }
    return found;
  }

  private FeatureLayout requireSame(FeatureLayout before, FeatureLayout now) {
    if (!before.equals(now)) {
      throw new ExtractorException(
          name + " answers the same extents for all images, found " + before + ", then " + now);
    }
    return before;
  }

  private void requireFinite(FeatureLayout layout, float[] features, long number) {
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new ArithmeticException(
            name
                + " finds finite features, but of image "
                + number
                + " '"
                + layout.nameAt(i)
                + "' has a value of "
                + features[i]);
      }
    }
  }

  /** The features of one image alone. */
  Found of(float[] image, Shape shape) {
    Found[] found = new Found[1];
    forEach(
        Batch.of(shape, requireValues(image, shape)),
        0,
        1,
        0,
        Execution.sequential(),
        (row, layout, features) -> found[0] = new Found(layout, features));
    return found[0];
  }

  private static float[] requireValues(float[] image, Shape shape) {
    if (image.length != shape.size()) {
      throw new IllegalArgumentException(
          "samples of shape " + shape + " have " + shape.size() + " values, found " + image.length);
    }
    return image;
  }

  /** What was found in one image; nobody writes into the features. */
  static final class Found {
    private final FeatureLayout layout;
    private final float[] features;

    private Found(FeatureLayout layout, float[] features) {
      this.layout = layout;
      this.features = features;
    }

    FeatureLayout layout() {
      return layout;
    }

    float[] features() {
      return features;
    }
  }

  @Override
  public String toString() {
    return name + " features";
  }
}
