package org.abc4j.data.picture;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * ImageIO's decoders that are known: TwelveMonkeys' for the formats that they are for, and the
 * JDK's. Whatever else is on the class path may read other pixels, and is passed over.
 */
final class Decoders {
  private static final String OF_THE_JDK = "com.sun.imageio.";
  private static final String PLUGINS = "com.twelvemonkeys.imageio.";

  private Decoders() {}

  /**
   * A decoder for a format, to be disposed of.
   *
   * @param plugins whether plugins may decode; they come before the JDK's
   */
  static Optional<ImageReader> reader(PictureFormat format, boolean plugins) {
    List<ImageReader> readers = new ArrayList<>();
    // The registry makes readers as it is asked, and is not made for several threads.
    synchronized (Decoders.class) {
      Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format.imageIoName);
      all.forEachRemaining(readers::add);
    }
    ImageReader best = null;
    for (ImageReader reader : readers) {
      boolean ofTheJdk = isOf(reader, OF_THE_JDK);
      boolean plugin = plugins && !format.plugin.isEmpty() && isOf(reader, PLUGINS);
      if (best == null && (ofTheJdk || plugin) || plugin && isOf(best, OF_THE_JDK)) {
        best = reader;
      }
    }
    for (ImageReader reader : readers) {
      if (reader != best) {
        reader.dispose();
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean isOf(ImageReader reader, String vendor) {
    return reader.getClass().getName().startsWith(vendor);
  }

  /** Which decoder a format has, and its version; or that it has none. */
  static String description(PictureFormat format, boolean plugins) {
    Optional<ImageReader> found = reader(format, plugins);
    if (found.isEmpty()) {
      return format.title + ": none";
    }
    ImageReader reader = found.get();
    try {
      String version = reader.getOriginatingProvider().getVersion();
      if (isOf(reader, OF_THE_JDK)) {
        version = System.getProperty("java.runtime.version");
      }
      return format.title + ": " + reader.getClass().getName() + " " + version;
    } finally {
      reader.dispose();
    }
  }
}
