package org.abc4j.report.figure;

import java.util.Objects;

/**
 * A figure: a picture that is the same as SVG and as PNG, what it shows in words, and the numbers
 * behind it.
 *
 * <p>Its SVG is a document of its own, with title and description for those who hear it and colours
 * that do not depend on what is around it; text in it is text. Its PNG needs no font of the
 * machine. Figures are immutable and the same input gives the same picture.
 */
public abstract class Figure {
  /** Pixels of a PNG for each unit of a drawing, which is a pixel of a page. */
  private static final int ZOOM = 3;

  private final String title;

  Figure(String title) {
    this.title = Objects.requireNonNull(title, "title");
  }

  /**
   * What stands above it.
   *
   * @return the title, as it was given
   */
  public final String title() {
    return title;
  }

  /**
   * What can be seen, for those who cannot see it.
   *
   * @return a sentence or some
   */
  public abstract String description();

  /**
   * How it was drawn, for those who see it: what its parts mean and by which rules, as far as the
   * picture itself does not say it.
   *
   * @return a sentence or some; empty if there is nothing to say
   */
  public abstract String caption();

  /**
   * The numbers behind it.
   *
   * @return every number that was given; of distributions of more than 200,000 values in all, the
   *     quantiles of each in thousandths
   */
  public abstract Numbers numbers();

  abstract Drawing drawing();

  /**
   * The figure as SVG.
   *
   * @return an {@code svg} element, which is also a whole document
   */
  public final String svg() {
    return SvgWriter.write(drawing(), title, description());
  }

  /**
   * The figure as PNG, three pixels for each of the SVG.
   *
   * @return the file
   */
  public final byte[] png() {
    return PngWriter.write(drawing(), ZOOM);
  }
}
