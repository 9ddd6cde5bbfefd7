package org.abc4j.report;

import java.util.Objects;
import java.util.function.IntFunction;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;

/**
 * The training data as a report shows it: whose image is which, what a source is called, and how
 * values become pixels, which holds for samples as well.
 *
 * <p>Images are asked for one by one and only where they are shown, so they may lie in a file.
 * Immutable, and thread-safe as far as the functions are that it was given.
 */
public final class SourceImages {
  /** Characters of a name on a page. */
  private static final int MOST_SHOWN = 48;

  private final Shape shape;
  private final IntFunction<float[]> items;
  private final DataSources sources;
  private final Tones tones;
  private final IntFunction<String> titles;

  private SourceImages(
      Shape shape,
      IntFunction<float[]> items,
      DataSources sources,
      Tones tones,
      IntFunction<String> titles) {
    this.shape = shape;
    this.items = items;
    this.sources = sources;
    this.tones = tones;
    this.titles = titles;
  }

  /**
   * Images in memory.
   *
   * @param items training data, item i in row i, of 1 or 3 channels
   * @param sources which item comes from which source
   * @param normalisation how their values were made, and those of samples
   * @return the images, each source under its name
   * @throws IllegalArgumentException if the items are not those of the sources, or have neither 1
   *     nor 3 channels, or not those of the normalisation
   */
  public static SourceImages of(Batch items, DataSources sources, Normalisation normalisation) {
    if (items.rows() != sources.items()) {
      throw new IllegalArgumentException(
          "there are " + sources + ", found " + items.rows() + " images");
    }
    return reading(items.shape(), items::row, sources, normalisation);
  }

  /**
   * Images that are read when they are shown.
   *
   * @param shape their shape, of 1 or 3 channels
   * @param items the values of each item, from 0
   * @param sources which item comes from which source
   * @param normalisation how their values were made, and those of samples
   * @return the images, each source under its name
   * @throws IllegalArgumentException if there are neither 1 nor 3 channels, or not those of the
   *     normalisation
   */
  public static SourceImages reading(
      Shape shape, IntFunction<float[]> items, DataSources sources, Normalisation normalisation) {
    return new SourceImages(
        Objects.requireNonNull(shape, "shape"),
        Objects.requireNonNull(items, "items"),
        sources,
        Tones.of(normalisation, shape.channels()),
        sources::name);
  }

  /**
   * With other names of the sources, for people.
   *
   * @param titles the name of each source, from 0; any text, which a report escapes
   * @return a copy
   */
  public SourceImages titled(IntFunction<String> titles) {
    return new SourceImages(shape, items, sources, tones, Objects.requireNonNull(titles, "titles"));
  }

  Shape shape() {
    return shape;
  }

  DataSources sources() {
    return sources;
  }

  Tones tones() {
    return tones;
  }

  float[] item(int index) {
    return items.apply(index);
  }

  /**
   * What a source is called, its number if that does not say it, and how many images it has if they
   * are several.
   */
  String title(int source) {
    String number = "source " + source;
    String shown = shown(source);
    int images = sources.itemsOf(source).length;
    return (shown.equals(number) ? number : shown + ", " + number)
        + (images == 1 ? "" : ", " + images + " images");
  }

  /** What a source is called, as long as it may be. */
  String name(int source) {
    return titles.apply(source);
  }

  /** What a source is called, cut so that it takes a line or two of a narrow page. */
  String shown(int source) {
    String name = name(source);
    return name.codePointCount(0, name.length()) <= MOST_SHOWN
        ? name
        : name.substring(0, name.offsetByCodePoints(0, MOST_SHOWN - 1)).stripTrailing() + "…";
  }
}
