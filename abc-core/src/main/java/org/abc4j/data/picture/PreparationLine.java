package org.abc4j.data.picture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.Shape;
import org.abc4j.io.Quoted;

/** A {@link PicturePreparation} as a line of text. */
final class PreparationLine {
  private static final String INTEGER = "(\\d{1,9})";
  private static final String FORM =
      "picture shape=3,32,32 fit=CROP resampling=BICUBIC border=255,255,255 middle=none";
  private static final Pattern LINE =
      Pattern.compile(
          String.format(
              "picture shape=%1$s,%1$s,%1$s fit=([A-Z]+) resampling=([A-Z]+)"
                  + " border=%1$s,%1$s,%1$s middle=(?:none|%1$s,%1$s)",
              INTEGER));

  private PreparationLine() {}

  static String of(PicturePreparation preparation) {
    Shape shape = preparation.shape();
    return "picture shape="
        + shape.channels()
        + ","
        + shape.height()
        + ","
        + shape.width()
        + " fit="
        + preparation.fit()
        + " resampling="
        + preparation.resampling()
        + " border="
        + preparation.border().text()
        + " middle="
        + preparation.middle().orElse("none");
  }

  static PicturePreparation parse(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new IllegalArgumentException(
          "the text of a preparation is such as '" + FORM + "', found " + Quoted.of(text));
    }
    PicturePreparation preparation =
        PicturePreparation.to(new Shape(number(line, 1), number(line, 2), number(line, 3)))
            .with(Fit.valueOf(line.group(4)))
            .with(Resampling.valueOf(line.group(5)))
            .with(new Rgb(number(line, 6), number(line, 7), number(line, 8)));
    return line.group(9) == null
        ? preparation
        : preparation.ofMiddle(number(line, 9), number(line, 10));
  }

  private static int number(Matcher line, int group) {
    return Integer.parseInt(line.group(group));
  }
}
