package org.abc4j.data.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.abc4j.Execution;
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
 * <p>Immutable and thread-safe. All readers together take half of the heap: what a picture will
 * take, its file among it, is known before it is decoded, threads wait until so much is free, and a
 * picture that would take more alone is refused. So memory does not grow with the threads.
 */
public final class PictureReader {
  /** A limit on the pixels of a picture: some 100 million. */
  public static final int DEFAULT_MOST_PIXELS = 100_000_000;

  /** A limit on the bytes of a file: 256 MiB. */
  public static final int DEFAULT_MOST_BYTES = 1 << 28;

  private static final Runnable NEVER = () -> {};

  private final PictureLimits limits;
  private final Rgb background;
  private final boolean plugins;

  private PictureReader(PictureLimits limits, Rgb background, boolean plugins) {
    this.limits = limits;
    this.background = background;
    this.plugins = plugins;
  }

  /**
   * A reader with the limits above that lays transparent pictures over white.
   *
   * @return the reader
   */
  public static PictureReader standard() {
    PictureLimits limits =
        new PictureLimits(DEFAULT_MOST_PIXELS, DEFAULT_MOST_BYTES, DecodingMemory.COMMON);
    return new PictureReader(limits, Rgb.WHITE, true);
  }

  /**
   * With another limit on the pixels of a picture.
   *
   * @param pixels from 1 to 715,827,879, so that three channels of them fit into an array
   * @return a copy
   * @throws IllegalArgumentException if it is another number
   */
  public PictureReader atMostPixels(int pixels) {
    return new PictureReader(limits.atMostPixels(pixels), background, plugins);
  }

  /**
   * With another limit on the bytes of a file.
   *
   * @param bytes at least 1
   * @return a copy
   * @throws IllegalArgumentException if it is less than 1
   */
  public PictureReader atMostBytes(int bytes) {
    return new PictureReader(limits.atMostBytes(bytes), background, plugins);
  }

  /**
   * With another colour behind what is not opaque.
   *
   * @param colour the colour
   * @return a copy
   */
  public PictureReader over(Rgb colour) {
    return new PictureReader(limits, Objects.requireNonNull(colour, "colour"), plugins);
  }

  /** With the JDK's decoders alone, as without plugins on the class path. */
  PictureReader withoutPlugins() {
    return new PictureReader(limits, background, false);
  }

  /** With memory of its own. */
  PictureReader within(DecodingMemory memory) {
    return new PictureReader(limits.within(memory), background, plugins);
  }

  /**
   * Which decoder reads each format, and its version, for a record of how images were made: pixels
   * of lossy formats may change with it.
   *
   * @return a line for each format, such as {@code "GIF: com.sun.imageio.plugins.gif.GIFImageReader
   *     17.0.1"}
   */
  public List<String> decoders() {
    return Arrays.stream(PictureFormat.values())
        .map(format -> Decoders.description(format, plugins))
        .toList();
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
    return read(file, null, NEVER);
  }

  /**
   * Reads a file and makes an image of it. What this takes is free for others afterwards, but for
   * the image.
   *
   * @param file a regular file
   * @param preparation how its picture becomes an image
   * @param execution asked often whether to go on; only the calling thread reads
   * @return the image
   * @throws MalformedFileException as {@link #read(Path)} does, or if the picture is smaller than
   *     the middle that is to be cut out of it, or anything else goes wrong, want of memory too
   * @throws IOException if it cannot be read
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Picture read(Path file, PicturePreparation preparation, Execution execution)
      throws IOException {
    Objects.requireNonNull(preparation, "preparation");
    ReadingCheck check = new ReadingCheck(execution::checkCancelled);
    return check.named(file.toString(), () -> read(file, preparation, check));
  }

  private Picture read(Path file, PicturePreparation preparation, Runnable check)
      throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    long wanted = limits.forFile(file.toString(), identity.size());
    while (true) {
      try (DecodingMemory.Share share = limits.memory().take(wanted, check)) {
        PictureBytes bytes = new PictureBytes(file.toString(), content(file, identity));
        PictureHeader header = limits.header(bytes);
        wanted = Math.max(wanted, limits.forPicture(bytes, header, preparation));
        if (share.grow(wanted)) {
          return decode(bytes, header, preparation, check);
        }
        // Given back and asked for as a whole; the file is read again then.
      }
    }
  }

  private static byte[] content(Path file, FileIdentity identity) throws IOException {
    byte[] content =
        Uninterrupted.run(
            () -> {
              try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes((int) identity.size());
              }
            });
    identity.requireUnchanged("picture");
    return content;
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
    limits.requireBytes(name, content.length);
    PictureBytes bytes = new PictureBytes(name, content);
    PictureHeader header = limits.header(bytes);
    DecodingMemory.Share share =
        limits.memory().take(limits.forPicture(bytes, header, null), NEVER);
    try {
      return decode(bytes, header, null, NEVER);
    } finally {
      share.close();
    }
  }

  private Picture decode(
      PictureBytes bytes, PictureHeader header, PicturePreparation preparation, Runnable check)
      throws MalformedFileException {
    Picture stored = new PictureDecoder(bytes, header, background, check).decode(plugins);
    Picture upright = header.orientation().upright(onCanvas(stored, header));
    if (preparation == null) {
      return upright;
    }
    check.run();
    return preparation.apply(upright);
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
