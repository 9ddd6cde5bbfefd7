package org.abc4j.data.picture;

import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.abc4j.io.MalformedFileException;

/**
 * What a decoder warns of. It warns of a broken picture too, and returns what it has: so each
 * warning is an error, but for those that are known, word for word, to leave the pixels alone.
 */
final class ReadWarnings implements IIOReadWarningListener {
  private static final List<String> HARMLESS = List.of();

  private final List<String> serious = new ArrayList<>();

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String text = String.valueOf(warning);
    if (!HARMLESS.contains(text)) {
      serious.add(text);
    }
  }

  void requireNone(PictureBytes bytes) throws MalformedFileException {
    if (!serious.isEmpty()) {
      throw bytes.fault("pixels", "a picture without a fault", "'" + serious.get(0) + "'");
    }
  }
}
