package org.abc4j.data.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.abc4j.io.MalformedFileException;

/**
 * What a decoder warns of. It warns of a broken picture too, and returns what it has: so a warning
 * is an error, but for those about profiles and descriptions, which do not change the pixels.
 */
final class ReadWarnings implements IIOReadWarningListener {
  private static final List<String> HARMLESS =
      List.of("icc", "profile", "exif", "jfif", "adobe", "metadata", "thumbnail", "xmp");

  /** Of these nothing is harmless. */
  private static final List<String> HARMFUL = List.of("premature", "corrupt jpeg data", "truncat");

  private final List<String> serious = new ArrayList<>();

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String text = String.valueOf(warning);
    String small = text.toLowerCase(Locale.ROOT);
    if (HARMFUL.stream().anyMatch(small::contains)
        || HARMLESS.stream().noneMatch(small::contains)) {
      serious.add(text);
    }
  }

  void requireNone(PictureBytes bytes) throws MalformedFileException {
    if (!serious.isEmpty()) {
      throw bytes.fault("pixels", "a picture without a fault", "'" + serious.get(0) + "'");
    }
  }
}
