package org.abc4j.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.abc4j.Shape;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Uninterrupted;

/**
 * Reads pictures: PNG, JPEG, GIF, BMP, WebP and TIFF, told by their first bytes.
 *
 * <ul>
 *   <li>Extents are read from the file's header and held against a limit before anything is
 *       decoded.
 *   <li>Gray pictures, palettes of grays among them, have one channel, all others three. 16 bits
 *       are rounded to 8. Colour profiles are not applied.
 *   <li>What is not opaque is laid over a colour, white unless told otherwise.
 *   <li>EXIF's orientation is applied, with each decoder.
 *   <li>Of an animated GIF the first image is read, on its canvas.
 *   <li>A picture that is cut off or has a fault is an error, where decoders only warn.
 * </ul>
 *
 * <p>The package's description says which formats need a plugin.
 *
 * <p>Immutable and thread-safe. Threads that share a reader decode at once what takes a quarter of
 * the heap, at some 12 bytes a pixel, or one picture: the others wait, so memory does not grow with
 * the threads.
 */
public final class PictureReader {
  /** A limit on the pixels of a picture: some 100 million. */
  public static final int DEFAULT_MOST_PIXELS = 100_000_000;

  /** A limit on the bytes of a file: 256 MiB. */
  public static final int DEFAULT_MOST_BYTES = 1 << 28;

  /** What the decoder's image, the picture and its upright copy take, with some more for alpha. */
  private static final int PIXEL_BYTES = 12;

  private final int mostPixels;
  private final int mostBytes;
  private final Rgb background;
  private final boolean plugins;

  /** Pixels that may be decoded at once, but for one larger picture. */
  private final int atOnce;

  /** How many of them are free. */
  private final Semaphore free;

  private PictureReader(int mostPixels, int mostBytes, Rgb background, boolean plugins) {
    this.mostPixels = mostPixels;
    this.mostBytes = mostBytes;
    this.background = background;
    this.plugins = plugins;
    long room = Runtime.getRuntime().maxMemory() / 4 / PIXEL_BYTES;
    this.atOnce = (int) Math.min(mostPixels, Math.max(1, room));
    this.free = new Semaphore(atOnce, true);
  }

  /**
   * A reader with the limits above that lays transparent pictures over white.
   *
   * @return the reader
   */
  public static PictureReader standard() {
    return new PictureReader(DEFAULT_MOST_PIXELS, DEFAULT_MOST_BYTES, Rgb.WHITE, true);
  }

  /**
   * With another limit on the pixels of a picture.
   *
   * @param pixels at least 1
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public PictureReader atMostPixels(int pixels) {
    requireLimit(pixels, "pixels");
    return new PictureReader(pixels, mostBytes, background, plugins);
  }

  /**
   * With another limit on the bytes of a file.
   *
   * @param bytes at least 1
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public PictureReader atMostBytes(int bytes) {
    requireLimit(bytes, "bytes");
    return new PictureReader(mostPixels, bytes, background, plugins);
  }

  private static void requireLimit(int limit, String of) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "a limit on the " + of + " of a picture is at least 1, found " + limit);
    }
  }

  /**
   * With another colour behind what is not opaque.
   *
   * @param colour the colour
   * @return a copy
   */
  public PictureReader over(Rgb colour) {
    return new PictureReader(
        mostPixels, mostBytes, Objects.requireNonNull(colour, "colour"), plugins);
  }

  /** With the JDK's decoders alone, as without plugins on the class path. */
  PictureReader withoutPlugins() {
    return new PictureReader(mostPixels, mostBytes, background, false);
  }

  /**
   * The colour behind what is not opaque.
   *
   * @return white unless it was set
   */
  public Rgb background() {
    return background;
  }

  /**
   * Reads a file.
   *
   * @param file a regular file
   * @return its picture, upright
   * @throws MalformedFileException if it is none of these formats, has a fault or exceeds a limit;
   *     or if it is no regular file, or was written meanwhile
   * @throws IOException if it cannot be read
   */
  public Picture read(Path file) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    if (identity.size() > mostBytes) {
      throw tooLarge(file.toString(), identity.size());
    }
    byte[] content =
        Uninterrupted.run(
            () -> {
              try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes((int) identity.size());
              }
            });
    identity.requireUnchanged("picture");
    return decode(new PictureBytes(file.toString(), content));
  }

  /**
   * Reads the content of a file.
   *
   * @param content all bytes of it, which are not changed
   * @param name what errors call it
   * @return its picture, upright
   * @throws MalformedFileException if it is none of these formats, has a fault or exceeds a limit
   */
  public Picture read(byte[] content, String name) throws MalformedFileException {
    if (content.length > mostBytes) {
      throw tooLarge(name, content.length);
    }
    return decode(new PictureBytes(name, content));
  }

  private MalformedFileException tooLarge(String name, long size) {
    return new MalformedFileException(
        name, "file size", "at most " + mostBytes + " bytes, the reader's limit", size + " bytes");
  }

  private Picture decode(PictureBytes bytes) throws MalformedFileException {
    PictureHeader header = PictureHeader.read(bytes);
    if (header.pixels() > mostPixels) {
      throw bytes.fault(
          "size",
          "at most " + mostPixels + " pixels, the reader's limit",
          header.canvasWidth() + "×" + header.canvasHeight());
    }
    int pixels = (int) Math.min(atOnce, header.pixels());
    free.acquireUninterruptibly(pixels);
    try {
      BufferedImage image = PictureDecoder.decode(bytes, header, plugins);
      Picture stored = RasterPixels.of(bytes, image, background);
      return header.orientation().upright(onCanvas(stored, header));
    } finally {
      free.release(pixels);
    }
  }

  /** Where a GIF's first image does not cover its canvas, the background shows. */
  private Picture onCanvas(Picture image, PictureHeader header) {
    if (header.format() != PictureFormat.GIF
        || header.canvasWidth() == image.width() && header.canvasHeight() == image.height()) {
      return image;
    }
    int channels = background.isGray() ? image.channels() : 3;
    Shape shape = new Shape(channels, (int) header.canvasHeight(), (int) header.canvasWidth());
    return Picture.filled(shape, background)
        .with(image.withChannels(channels), header.top(), header.left());
  }
}
