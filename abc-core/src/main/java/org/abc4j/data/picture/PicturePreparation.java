package org.abc4j.data.picture;

import java.util.Objects;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;

/**
 * How pictures of any size become images of one shape.
 *
 * <p>In this order: gray is made of colour where one channel is wanted; a middle is cut out, if
 * asked for; the rest is resized; colour is made of gray; a border is laid around it.
 *
 * <p>{@link #to} makes one, of which others are copies with something else. Immutable and
 * thread-safe.
 */
public final class PicturePreparation {
  private final Shape shape;
  private final Fit fit;
  private final Resampling resampling;
  private final Rgb border;

  /** Both 0 if no middle is cut out. */
  private final int middleHeight;

  private final int middleWidth;

  private PicturePreparation(
      Shape shape, Fit fit, Resampling resampling, Rgb border, int middleHeight, int middleWidth) {
    this.shape = shape;
    this.fit = Objects.requireNonNull(fit, "fit");
    this.resampling = Objects.requireNonNull(resampling, "resampling");
    this.border = Objects.requireNonNull(border, "border");
    this.middleHeight = middleHeight;
    this.middleWidth = middleWidth;
    Picture.requireChannels(shape.channels());
  }

  /**
   * Pictures that are cropped to the wanted proportions and resized bicubically.
   *
   * @param shape the wanted shape, of 1 or 3 channels
   * @return the preparation
   * @throws IllegalArgumentException if the shape has neither 1 nor 3 channels
   */
  public static PicturePreparation to(Shape shape) {
    return new PicturePreparation(shape, Fit.CROP, Resampling.BICUBIC, Rgb.WHITE, 0, 0);
  }

  /**
   * With another way to keep or change proportions.
   *
   * @param fit what becomes of the proportions
   * @return a copy
   */
  public PicturePreparation with(Fit fit) {
    return new PicturePreparation(shape, fit, resampling, border, middleHeight, middleWidth);
  }

  /**
   * With another filter.
   *
   * @param resampling the filter
   * @return a copy
   */
  public PicturePreparation with(Resampling resampling) {
    return new PicturePreparation(shape, fit, resampling, border, middleHeight, middleWidth);
  }

  /**
   * With another colour of the border.
   *
   * @param border the colour
   * @return a copy
   */
  public PicturePreparation with(Rgb border) {
    return new PicturePreparation(shape, fit, resampling, border, middleHeight, middleWidth);
  }

  /**
   * Of the middle of each picture; the paper cuts 128×128 out of CelebA's.
   *
   * @param height its rows, at least 1
   * @param width its columns, at least 1
   * @return a copy
   * @throws IllegalArgumentException if one is less than 1
   */
  public PicturePreparation ofMiddle(int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a middle has rows and columns, found " + height + "×" + width);
    }
    return new PicturePreparation(shape, fit, resampling, border, height, width);
  }

  /**
   * The wanted shape.
   *
   * @return of 1 or 3 channels
   */
  public Shape shape() {
    return shape;
  }

  /**
   * What becomes of the proportions.
   *
   * @return the way
   */
  public Fit fit() {
    return fit;
  }

  /**
   * How pictures are resized.
   *
   * @return the filter
   */
  public Resampling resampling() {
    return resampling;
  }

  /**
   * The colour of the border, where {@link Fit#PAD} lays one.
   *
   * @return the colour
   */
  public Rgb border() {
    return border;
  }

  /** Rows and columns of the middle as text, or none. */
  Optional<String> middle() {
    return middleHeight == 0 ? Optional.empty() : Optional.of(middleHeight + "," + middleWidth);
  }

  /**
   * The image of a picture.
   *
   * @param picture the picture
   * @return an image of the wanted shape
   * @throws IllegalArgumentException if the picture is smaller than the middle that is to be cut
   *     out of it
   */
  public Picture apply(Picture picture) {
    Picture part = shape.channels() == 1 ? picture.withChannels(1) : picture;
    if (middleHeight > 0) {
      part = part.centreCrop(middleHeight, middleWidth);
    }
    Scaled to = scaled(part.height(), part.width());
    Shape kept = new Shape(part.channels(), to.partHeight, to.partWidth);
    Picture resized =
        Resampler.part(part, to.height, to.width, to.top, to.left, kept, resampling)
            .withChannels(shape.channels());
    // No border is left but where the picture only fits.
    return resized.padTo(shape.height(), shape.width(), border);
  }

  /**
   * All of this as one line, for a record of how images were made.
   *
   * @return what {@link #parse} reads
   */
  public String text() {
    return PreparationLine.of(this);
  }

  /**
   * The preparation of a line.
   *
   * @param text as {@link #text} gives it
   * @return the preparation
   * @throws IllegalArgumentException if it is none
   */
  public static PicturePreparation parse(String text) {
    return PreparationLine.parse(text);
  }

  /** Refuses a picture that is smaller than the middle. */
  void requireMiddle(PictureBytes bytes, long height, long width) throws MalformedFileException {
    if (height < middleHeight || width < middleWidth) {
      throw bytes.fault(
          "size",
          "at least "
              + middleHeight
              + " rows and "
              + middleWidth
              + " columns, which are cut out of it",
          height + " and " + width);
    }
  }

  /** Pixels between the two passes of resizing a picture of that size. */
  long pixelsBetween(long height, long width) {
    int rows = (int) (middleHeight > 0 ? middleHeight : height);
    int columns = (int) (middleWidth > 0 ? middleWidth : width);
    Scaled scaled = scaled(rows, columns);
    return Resampler.pixelsBetween(
        rows, scaled.height, scaled.top, scaled.partHeight, scaled.partWidth, resampling);
  }

  /** Bytes that {@link #apply} takes. */
  long bytes(long pixels, long between) {
    // In gray or a middle of it, between the passes, and some copies of the image.
    return 3 * pixels + 3 * between + 4L * shape.size();
  }

  /**
   * A picture's size once it is resized, and the part of that which is kept. In long: what covers a
   * square may be very long, but only the square of it is computed.
   */
  private record Scaled(
      long height, long width, long top, long left, int partHeight, int partWidth) {

    static Scaled whole(int height, int width) {
      return new Scaled(height, width, 0, 0, height, width);
    }
  }

  private Scaled scaled(int rows, int columns) {
    return switch (fit) {
      case STRETCH -> Scaled.whole(shape.height(), shape.width());
      case CROP -> covering(rows, columns);
      case PAD -> fitting(rows, columns);
    };
  }

  /** The middle of the smallest picture of the same proportions that covers the shape. */
  private Scaled covering(long rows, long columns) {
    long height = shape.height();
    long width = shape.width();
    if (width * rows >= height * columns) {
      height = width * rows / columns;
    } else {
      width = height * columns / rows;
    }
    long top = Picture.half(height - shape.height());
    long left = Picture.half(width - shape.width());
    return new Scaled(height, width, top, left, shape.height(), shape.width());
  }

  /** The largest picture of the same proportions that fits into the shape, rounded to pixels. */
  private Scaled fitting(long rows, long columns) {
    long height = shape.height();
    long width = shape.width();
    if (width * rows <= height * columns) {
      height = Math.max(1, (2 * width * rows / columns + 1) / 2);
    } else {
      width = Math.max(1, (2 * height * columns / rows + 1) / 2);
    }
    return Scaled.whole((int) height, (int) width);
  }

  /** Equal when every picture becomes the same image by the same settings. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PicturePreparation that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
