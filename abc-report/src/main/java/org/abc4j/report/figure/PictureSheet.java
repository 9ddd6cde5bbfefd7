package org.abc4j.report.figure;

import java.util.List;
import org.abc4j.data.picture.Picture;
import org.abc4j.report.figure.Mark.Anchor;

/**
 * Pictures that belong together, side by side, with words under them: samples beside what they were
 * attributed to (D.1), beside what looks alike and the counterfactual without it (D.2), beside
 * their farthest counterfactual (Figure 6).
 */
public final class PictureSheet extends Figure {
  private static final double SIDE = 44;

  /** On a side of a picture: as many as a PNG has of it. */
  private static final int MOST_PIXELS = 3 * (int) SIDE;

  private static final double GAP = 2;
  private static final double BETWEEN = 14;
  private static final double WORDS = 9;
  private static final double WORDS_LINE = 12;
  private static final int WORDS_LINES = 2;

  private final List<String> roles;
  private final List<Entry> entries;

  /**
   * Pictures that belong together.
   *
   * @param caption what stands under them; any text, cut to two lines
   * @param pictures one for each role
   */
  public record Entry(String caption, List<Picture> pictures) {

    /**
     * Pictures that belong together.
     *
     * @param caption what stands under them
     * @param pictures one for each role
     */
    public Entry {
      pictures = List.copyOf(pictures);
    }
  }

  private PictureSheet(String title, List<String> roles, List<Entry> entries) {
    super(title);
    this.roles = List.copyOf(roles);
    this.entries = List.copyOf(entries);
    if (roles.isEmpty() || roles.size() > 6 || entries.isEmpty()) {
      throw new IllegalArgumentException(
          "a sheet has 1 to 6 pictures side by side and an entry, \""
              + title
              + "\" has "
              + roles.size()
              + " and "
              + entries.size()
              + " entries");
    }
    for (int e = 0; e < entries.size(); e++) {
      if (entries.get(e).pictures().size() != roles.size()) {
        throw new IllegalArgumentException(
            "an entry of this sheet has "
                + roles.size()
                + " pictures, entry "
                + e
                + " has "
                + entries.get(e).pictures().size());
      }
    }
  }

  /**
   * A sheet.
   *
   * @param title above it
   * @param roles what each of the pictures of an entry is, from the left, such as "sample" and
   *     "attributed source"
   * @param entries in reading order
   * @return the sheet
   * @throws IllegalArgumentException if there is no entry or role, or an entry has more or fewer
   *     pictures than there are roles
   */
  public static PictureSheet of(String title, List<String> roles, List<Entry> entries) {
    return new PictureSheet(title, roles, entries);
  }

  @Override
  public String description() {
    return entries.size()
        + (entries.size() == 1 ? " entry" : " entries")
        + ", each from left to right: "
        + String.join(", ", roles)
        + ".";
  }

  @Override
  public String caption() {
    return "";
  }

  @Override
  public Numbers numbers() {
    Numbers.Builder numbers = Numbers.columns("entry", "caption");
    for (int e = 0; e < entries.size(); e++) {
      numbers.row(e, entries.get(e).caption());
    }
    return numbers.build();
  }

  @Override
  Drawing drawing() {
    double width = roles.size() * (SIDE + GAP) - GAP;
    int columns = (int) Math.max(1, (Drawing.WIDTH - 2 * Frame.EDGE + BETWEEN) / (width + BETWEEN));
    double step = (Drawing.WIDTH - 2 * Frame.EDGE + BETWEEN) / columns;
    double head = Frame.titleHeight(title(), Drawing.WIDTH) + 16;
    int lines = 0;
    double high = 0;
    for (Entry entry : entries) {
      lines = Math.max(lines, captionLines(entry, step - BETWEEN).size());
      for (Picture picture : entry.pictures()) {
        high = Math.max(high, height(picture));
      }
    }
    double rowHeight = high + WORDS_LINE * lines + 10;
    int rows = (entries.size() + columns - 1) / columns;
    Drawing drawing =
        new Drawing(Math.max(Drawing.WIDTH, width + 2 * Frame.EDGE), head + rows * rowHeight);
    Frame.title(drawing, title());
    drawing.text(
        "from the left: " + String.join(", ", roles),
        Frame.EDGE,
        head - 8,
        Drawing.SMALL,
        Anchor.START,
        Drawing.GREY,
        drawing.width() - 2 * Frame.EDGE);
    for (int e = 0; e < entries.size(); e++) {
      double x = Frame.EDGE + e % columns * step;
      double y = head + e / columns * rowHeight;
      entry(drawing, e, x, y, high, step - BETWEEN);
    }
    return drawing;
  }

  private void entry(Drawing drawing, int index, double x, double y, double high, double width) {
    Entry entry = entries.get(index);
    for (int p = 0; p < roles.size(); p++) {
      Picture picture = entry.pictures().get(p);
      drawing.image(
          Resampling.atMost(picture, MOST_PIXELS),
          x + p * (SIDE + GAP),
          y,
          SIDE,
          height(picture),
          roles.get(p) + ", entry " + (index + 1));
    }
    List<String> lines = captionLines(entry, width);
    for (int l = 0; l < lines.size(); l++) {
      drawing.text(
          lines.get(l),
          x,
          y + high + WORDS_LINE * (l + 1) - 2,
          WORDS,
          Anchor.START,
          Drawing.INK,
          width);
    }
  }

  private static List<String> captionLines(Entry entry, double width) {
    return entry.caption().isBlank()
        ? List.of()
        : Glyphs.lines(entry.caption(), WORDS, width, WORDS_LINES);
  }

  /** As high as it is for its width, but at most twice. */
  private static double height(Picture picture) {
    return Math.min(2 * SIDE, SIDE * picture.height() / picture.width());
  }
}
