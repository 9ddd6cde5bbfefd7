package org.abc4j.perception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;

/**
 * Chooses images by how like they are to one phrase and unlike another, from embeddings of both in
 * one space (appendix B.1). The paper's Landscapes are the ArtBench images whose OpenCLIP embedding
 * has a cosine similarity of at least 0.25 with that of "a realistic high quality landscape
 * painting" and of less than 0.2 with that of "a blurry mess".
 *
 * <p>Embeddings need not be of length 1. Similarities are computed in {@code double}. Immutable and
 * thread-safe.
 */
public final class SimilaritySelection {
  /** The paper's least similarity with the wanted phrase. */
  public static final double PAPER_LEAST = 0.25;

  /** The similarity with the unwanted phrase that the paper's images stay below. */
  public static final double PAPER_BELOW = 0.2;

  private final double[] wanted;
  private final double[] unwanted;

  private SimilaritySelection(double[] wanted, double[] unwanted) {
    this.wanted = wanted;
    this.unwanted = unwanted;
  }

  /**
   * Similarities of images with two phrases.
   *
   * @param images an embedding for each image, all of one length
   * @param wanted embedding of the phrase that images are to be like
   * @param unwanted embedding of the phrase that they are to be unlike
   * @return their similarities
   * @throws IllegalArgumentException if lengths differ, or an embedding has no direction: it is all
   *     zeros, or has a value that is not finite; it names the image
   */
  public static SimilaritySelection of(List<float[]> images, float[] wanted, float[] unwanted) {
    double[] toWanted = unit("the wanted phrase", wanted, wanted.length);
    double[] toUnwanted = unit("the unwanted phrase", unwanted, wanted.length);
    double[] likeWanted = new double[images.size()];
    double[] likeUnwanted = new double[images.size()];
    for (int i = 0; i < likeWanted.length; i++) {
      double[] image = unit("image " + i, images.get(i), wanted.length);
      likeWanted[i] = inner(image, toWanted);
      likeUnwanted[i] = inner(image, toUnwanted);
    }
    return new SimilaritySelection(likeWanted, likeUnwanted);
  }

  /**
   * Similarities of the embeddings in a safetensors file with three tensors of type F32: {@code
   * images} (images × width), {@code wanted} and {@code unwanted} (width each).
   *
   * @param file the embeddings
   * @return the similarities
   * @throws MalformedFileException if a tensor is missing, of another type or shape, or an
   *     embedding has no direction
   * @throws IOException if the file cannot be read
   */
  public static SimilaritySelection read(Path file) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    long[] shape = tensors.entry("images").shape();
    if (shape.length != 2 || shape[1] < 1) {
      throw new MalformedFileException(
          file.toString(), "tensor 'images', shape", "images × width", Arrays.toString(shape));
    }
    tensors.requireFloats("wanted", shape[1]);
    tensors.requireFloats("unwanted", shape[1]);
    float[] values = tensors.floats("images", shape);
    int width = (int) shape[1];
    List<float[]> images = new ArrayList<>();
    for (int from = 0; from < values.length; from += width) {
      images.add(Arrays.copyOfRange(values, from, from + width));
    }
    try {
      return of(images, tensors.floats("wanted"), tensors.floats("unwanted"));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "embeddings", "directions", String.valueOf(e.getMessage()), e);
    }
  }

  /** The vector at length 1. */
  private static double[] unit(String what, float[] vector, int width) {
    if (vector.length != width || width == 0) {
      throw new IllegalArgumentException(
          "embeddings have the same number of values, at least 1, the wanted phrase has "
              + width
              + ", found "
              + vector.length
              + " of "
              + what);
    }
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    if (!(square > 0 && square < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "an embedding has finite values that are not all 0, found a squared length of "
              + square
              + " of "
              + what);
    }
    double length = Math.sqrt(square);
    double[] unit = new double[width];
    Arrays.setAll(unit, i -> vector[i] / length);
    return unit;
  }

  private static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * Number of images.
   *
   * @return at least 0
   */
  public int images() {
    return wanted.length;
  }

  /**
   * The cosine similarity of an image with the wanted phrase.
   *
   * @param image index of the image
   * @return from −1 to 1, up to rounding
   * @throws IndexOutOfBoundsException if there is none
   */
  public double wanted(int image) {
    return wanted[image];
  }

  /**
   * The cosine similarity of an image with the unwanted phrase.
   *
   * @param image index of the image
   * @return from −1 to 1, up to rounding
   * @throws IndexOutOfBoundsException if there is none
   */
  public double unwanted(int image) {
    return unwanted[image];
  }

  /**
   * The images that are like the wanted phrase and unlike the unwanted one.
   *
   * @param least the least similarity with the wanted phrase
   * @param below what the similarity with the unwanted phrase is less than
   * @return their indices, in increasing order
   * @throws IllegalArgumentException if a bound is NaN
   */
  public int[] select(double least, double below) {
    if (Double.isNaN(least) || Double.isNaN(below)) {
      throw new IllegalArgumentException(
          "similarities are compared with numbers, found " + least + " and " + below);
    }
    return IntStream.range(0, wanted.length)
        .filter(i -> wanted[i] >= least && unwanted[i] < below)
        .toArray();
  }

  /**
   * The images that the paper would take: {@link #PAPER_LEAST} with the wanted phrase, and less
   * than {@link #PAPER_BELOW} with the other.
   *
   * @return their indices, in increasing order
   */
  public int[] asThePaper() {
    return select(PAPER_LEAST, PAPER_BELOW);
  }

  @Override
  public String toString() {
    return "SimilaritySelection[" + images() + " images]";
  }
}
