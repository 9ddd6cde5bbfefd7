package org.abc4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.abc4j.data.IdxImages;
import org.abc4j.data.IdxLabels;
import org.abc4j.data.ImageSet;

/** Real images that come with the examples. */
public final class BundledImages {
  private static final String FOLDER = "fashion-mnist-256/";

  private BundledImages() {}

  /**
   * The first 256 test images of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017), with their labels 0
   * to 9. {@link FashionMnistSubset} made the files; their licence and origin lie beside them.
   *
   * @return 256 images of shape 1×28×28 with values from 0 to 255
   */
  public static ImageSet fashionMnist256() {
    String images = FOLDER + FashionMnistSubset.IMAGES;
    String labels = FOLDER + FashionMnistSubset.LABELS;
    try (InputStream imageBytes = open(images);
        InputStream labelBytes = open(labels)) {
      return IdxImages.read(imageBytes, images).withLabels(IdxLabels.read(labelBytes, labels));
    } catch (IOException cause) {
      throw new UncheckedIOException("the bundled images are damaged", cause);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = BundledImages.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("no resource " + resource + " beside " + BundledImages.class.getName());
    }
    return in;
  }
}
