package org.abc4j.report.figure;

import java.util.List;
import java.util.Objects;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.abc4j.report.figure.Mark.Anchor;

/** A sample and its entire counterfactual landscape (D.3). */
public final class LandscapeSheet extends Figure {
  /** More are no picture that anybody looks at. */
  private static final int MOST = 16_384;

  /** More are shown half as wide. */
  private static final int FEW = 512;

  private static final double SAMPLE = 64;
  private static final double ROOM = Drawing.WIDTH - 2 * Frame.EDGE;

  /** Pixels between counterfactuals. */
  private static final int GAP = 1;

  private final Picture sample;
  private final List<Picture> counterfactuals;

  private LandscapeSheet(String title, Picture sample, List<Picture> counterfactuals) {
    super(title);
    this.sample = Objects.requireNonNull(sample, "sample");
    this.counterfactuals = List.copyOf(counterfactuals);
    if (counterfactuals.isEmpty() || counterfactuals.size() > MOST) {
      throw new IllegalArgumentException(
          "a sheet shows 1 to "
              + MOST
              + " counterfactuals, \""
              + title
              + "\" has "
              + counterfactuals.size());
    }
    for (int i = 0; i < counterfactuals.size(); i++) {
      if (!counterfactuals.get(i).shape().equals(sample.shape())) {
        throw new IllegalArgumentException(
            "the sample has shape "
                + sample.shape()
                + ", counterfactual "
                + i
                + " has "
                + counterfactuals.get(i).shape());
      }
    }
  }

  /**
   * A sheet.
   *
   * @param title above it
   * @param sample the factual sample
   * @param counterfactuals one for each source, in reading order
   * @return the sheet
   * @throws IllegalArgumentException if there are no counterfactuals, more than 16,384, or one of
   *     another shape, naming its index
   */
  public static LandscapeSheet of(String title, Picture sample, List<Picture> counterfactuals) {
    return new LandscapeSheet(title, sample, counterfactuals);
  }

  @Override
  public String description() {
    return "The factual sample, and under it its "
        + counterfactuals.size()
        + " counterfactuals in reading order, "
        + columns()
        + " in a row.";
  }

  @Override
  public String caption() {
    return counterfactuals.size() + " counterfactuals in reading order.";
  }

  @Override
  public Numbers numbers() {
    Numbers.Builder numbers = Numbers.columns("counterfactual", "row", "column");
    for (int i = 0; i < counterfactuals.size(); i++) {
      numbers.row(i, i / columns(), i % columns());
    }
    return numbers.build();
  }

  /** So many that one is at least ten units wide, and no wider than the sample. */
  private int columns() {
    return counterfactuals.size() > FEW ? 32 : Math.max(8, Math.min(16, counterfactuals.size()));
  }

  @Override
  Drawing drawing() {
    Picture mosaic = mosaic();
    double sampleHeight = SAMPLE * sample.height() / sample.width();
    double height = ROOM * mosaic.height() / mosaic.width();
    double head = Frame.titleHeight(title(), Drawing.WIDTH);
    double second = head + sampleHeight + 18;
    Drawing drawing = new Drawing(Drawing.WIDTH, second + height + Frame.EDGE);
    Frame.title(drawing, title());
    drawing.image(
        Resampling.atMost(sample, 3 * (int) SAMPLE),
        Frame.EDGE,
        head,
        SAMPLE,
        sampleHeight,
        "the factual sample");
    drawing.text(
        "factual sample",
        Frame.EDGE + SAMPLE + 8,
        head + 12,
        Drawing.SMALL,
        Anchor.START,
        Drawing.INK,
        ROOM - SAMPLE - 8);
    drawing.text(
        counterfactuals.size() + " counterfactuals",
        Frame.EDGE,
        second - 5,
        Drawing.SMALL,
        Anchor.START,
        Drawing.INK,
        ROOM);
    drawing.image(
        mosaic, Frame.EDGE, second, ROOM, height, counterfactuals.size() + " counterfactuals");
    return drawing;
  }

  /** All counterfactuals as one picture in their own pixels, white where there are none. */
  private Picture mosaic() {
    int most = counterfactuals.size() > FEW ? 32 : 64;
    Shape shape = Resampling.atMost(sample, most).shape();
    int columns = columns();
    int rows = (counterfactuals.size() + columns - 1) / columns;
    int width = columns * (shape.width() + GAP) - GAP;
    int height = rows * (shape.height() + GAP) - GAP;
    byte[] values =
        new byte[Math.multiplyExact(shape.channels(), Math.multiplyExact(width, height))];
    java.util.Arrays.fill(values, (byte) 0xff);
    for (int i = 0; i < counterfactuals.size(); i++) {
      byte[] one = Resampling.atMost(counterfactuals.get(i), most).toBytes();
      int left = i % columns * (shape.width() + GAP);
      int top = i / columns * (shape.height() + GAP);
      for (int c = 0; c < shape.channels(); c++) {
        for (int y = 0; y < shape.height(); y++) {
          System.arraycopy(
              one,
              (c * shape.height() + y) * shape.width(),
              values,
              (c * height + top + y) * width + left,
              shape.width());
        }
      }
    }
    return Picture.of(new Shape(shape.channels(), height, width), values);
  }
}
