package org.abc4j.data.picture;

/** The formats that are read, and how their files begin. */
enum PictureFormat {
  PNG("PNG", "png", ""),
  JPEG("JPEG", "jpeg", "imageio-jpeg"),
  GIF("GIF", "gif", ""),
  BMP("BMP", "bmp", ""),
  WEBP("WebP", "webp", "imageio-webp"),
  TIFF("TIFF", "tiff", "imageio-tiff");

  /** For people. */
  final String title;

  /** As ImageIO calls it. */
  final String imageIoName;

  /** The plugin of TwelveMonkeys for it; empty where the JDK does. */
  final String plugin;

  PictureFormat(String title, String imageIoName, String plugin) {
    this.title = title;
    this.imageIoName = imageIoName;
    this.plugin = plugin.isEmpty() ? "" : "com.twelvemonkeys.imageio:" + plugin;
  }

  /** The format that a file begins as; null for none of these. */
  static PictureFormat of(PictureBytes bytes) {
    if (bytes.isAt(0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (bytes.isAt(0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (bytes.isAt(0, "GIF87a") || bytes.isAt(0, "GIF89a")) {
      return GIF;
    }
    if (bytes.isAt(0, "BM")) {
      return BMP;
    }
    if (bytes.isAt(0, "RIFF") && bytes.isAt(8, "WEBP")) {
      return WEBP;
    }
    return bytes.isAt(0, "II*\0") || bytes.isAt(0, "MM\0*") ? TIFF : null;
  }
}
