package org.abc4j.data.cache;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;

/**
 * Images of 8 bits a value in a file that is mapped into memory: the system reads what is asked for
 * and forgets what is not, so a set may be larger than the heap, and than memory.
 *
 * <p>The file has a header of 24 bytes ({@code "abc images 1"}, channels, height and width as
 * big-endian integers) and one image after another, in channel × row × column order. Beside it lies
 * a file with the end {@code .sha256} that holds its digest, as the tool {@code sha256sum} writes
 * it.
 *
 * <p>Immutable and thread-safe, as long as nobody changes the file; a replaced file does no harm.
 */
public final class ImageCache implements Rows {
  private static final byte[] MAGIC = "abc images 1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = MAGIC.length + 3 * Integer.BYTES;
  private static final int HIGHEST = 255;

  /** A mapping has at most 2 GiB. */
  private static final int SEGMENT_BYTES = 1 << 30;

  /** Between two reports of progress. */
  private static final int VERIFIED_BYTES = 1 << 25;

  private static final int DIGEST_BYTES = 1 << 13;

  private final Path file;
  private final Shape shape;
  private final int count;
  private final int segmentImages;
  private final List<MappedByteBuffer> segments;

  private ImageCache(
      Path file, Shape shape, int count, int segmentImages, List<MappedByteBuffer> segments) {
    this.file = file;
    this.shape = shape;
    this.count = count;
    this.segmentImages = segmentImages;
    this.segments = segments;
  }

  /** Gives images to write, one after another. */
  @FunctionalInterface
  public interface Source {

    /**
     * Gives the next image. Called on the thread that writes, until there is no further one.
     *
     * @param into takes its values, unsigned bytes, channel after channel, row after row; it holds
     *     one image and is the same array each time
     * @return whether there was one; if not, nothing need be in the array
     * @throws IOException if there is one that cannot be had
     */
    boolean next(byte[] into) throws IOException;
  }

  /**
   * Writes a cache and its digest, which is computed as it is written. The cache is written whole
   * or not at all. The digest of one that it replaces is deleted when all of the new one is on the
   * disk: who is killed from then on leaves a cache without a digest, not one with another's.
   *
   * @param file the cache, replaced if it exists; its folder must exist
   * @param shape shape of each image
   * @param images gives them, at least one
   * @return the cache's digest, 64 hexadecimal digits
   * @throws MalformedFileException what {@code images} threw
   * @throws IOException if a file cannot be written, or {@code images} fails
   * @throws IllegalArgumentException if there was no image
   */
  public static String write(Path file, Shape shape, Source images) throws IOException {
    MessageDigest digest = newDigest();
    Path beside = digestFile(file);
    try {
      AtomicFiles.write(
          file,
          plain -> writeTo(new DigestOutputStream(plain, digest), shape, images),
          () -> Files.deleteIfExists(beside));
    } catch (IOException failure) {
      if (failure.getCause() instanceof MalformedFileException refusal) {
        throw refusal;
      }
      throw failure;
    }
    String name = file.getFileName().toString();
    String hex = HexFormat.of().formatHex(digest.digest());
    AtomicFiles.write(beside, (hex + "  " + name + "\n").getBytes(StandardCharsets.UTF_8));
    return hex;
  }

  private static void writeTo(OutputStream out, Shape shape, Source images) throws IOException {
    out.write(header(shape));
    byte[] image = new byte[shape.size()];
    int count = 0;
    while (images.next(image)) {
      count = Math.addExact(count, 1);
      out.write(image);
    }
    if (count == 0) {
      throw new IllegalArgumentException("a cache holds at least 1 image, found none");
    }
  }

  private static byte[] header(Shape shape) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).put(MAGIC);
    header.putInt(shape.channels()).putInt(shape.height()).putInt(shape.width());
    return header.array();
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }

  private static Path digestFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }

  /**
   * Opens a cache. Its header is checked against its size; {@link #verify} checks the rest.
   *
   * @param file the cache
   * @return the images, of which none is read yet
   * @throws MalformedFileException if it is none
   * @throws IOException if it cannot be read or mapped
   */
  public static ImageCache open(Path file) throws IOException {
    return open(file, SEGMENT_BYTES);
  }

  static ImageCache open(Path file, int segmentBytes) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    ImageCache cache = Uninterrupted.run(() -> map(file, identity.size(), segmentBytes));
    identity.requireUnchanged("images");
    return cache;
  }

  private static ImageCache map(Path file, long size, int segmentBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // A channel may give less than is asked for.
      }
      Shape shape = shape(file, header.flip());
      long images = (size - HEADER_BYTES) / shape.size();
      if (images < 1
          || images > Integer.MAX_VALUE
          || images * shape.size() != size - HEADER_BYTES) {
        throw new MalformedFileException(
            file.toString(),
            "file size",
            HEADER_BYTES + " bytes and " + shape.size() + " for each of 1 to 2^31 - 1 images",
            size + " bytes");
      }
      int segmentImages = Math.max(1, segmentBytes / shape.size());
      List<MappedByteBuffer> segments = new ArrayList<>();
      for (long first = 0; first < images; first += segmentImages) {
        long length = Math.min(segmentImages, images - first) * shape.size();
        segments.add(channel.map(MapMode.READ_ONLY, HEADER_BYTES + first * shape.size(), length));
      }
      return new ImageCache(file, shape, (int) images, segmentImages, List.copyOf(segments));
    }
  }

  private static Shape shape(Path file, ByteBuffer header) throws MalformedFileException {
    byte[] magic = new byte[Math.min(MAGIC.length, header.remaining())];
    header.get(magic);
    String found = new String(magic, StandardCharsets.ISO_8859_1);
    if (!found.equals(new String(MAGIC, StandardCharsets.US_ASCII)) || header.remaining() < 12) {
      throw new MalformedFileException(
          file.toString(), "header", "'abc images 1' and three extents", Quoted.of(found));
    }
    int channels = header.getInt();
    int height = header.getInt();
    int width = header.getInt();
    try {
      return new Shape(channels, height, width);
    } catch (IllegalArgumentException impossible) {
      throw new MalformedFileException(
          file.toString(),
          "shape",
          "extents of at least 1 whose product is below 2^31",
          channels + "×" + height + "×" + width,
          impossible);
    }
  }

  /**
   * What the file beside the cache says of its digest, {@link #verify} whether that is so.
   *
   * @return 64 hexadecimal digits
   * @throws MalformedFileException if there is no such file, it is a link to another folder, or it
   *     begins with something else
   * @throws IOException if it cannot be read
   */
  public String sha256() throws IOException {
    Path beside = digestFile(file);
    if (!Files.exists(beside)) {
      throw new MalformedFileException(
          file.toString(), "SHA-256", "a file " + beside + " that holds it", "none");
    }
    FileIdentity.requireInItsFolder(beside);
    long size = FileIdentity.of(beside).size();
    if (size > DIGEST_BYTES) {
      throw new MalformedFileException(
          beside.toString(), "file size", "at most " + DIGEST_BYTES + " bytes", size + " bytes");
    }
    String said =
        Uninterrupted.run(() -> Files.readString(beside, StandardCharsets.ISO_8859_1))
            .split(" ", 2)[0];
    if (!Sha256.isDigest(said)) {
      throw new MalformedFileException(
          beside.toString(), "SHA-256", "64 hexadecimal digits", Quoted.of(said));
    }
    return said;
  }

  /**
   * Makes sure that these images are those whose digest lies beside the file. Reads all of them, as
   * they are mapped: not those of a file that has taken the file's place since.
   *
   * @throws MalformedFileException if they are not
   * @throws IOException if the digest cannot be read
   */
  public void verify() throws IOException {
    verify(sha256(), digestFile(file).toString());
  }

  /**
   * Makes sure that these images are those of a digest. Reads all of them, as they are mapped.
   *
   * @param sha256 what the digest should be, 64 hexadecimal digits
   * @param source who says so, for the error
   * @throws MalformedFileException if it is another
   */
  public void verify(String sha256, String source) throws MalformedFileException {
    verify(sha256, source, (done, total) -> {});
  }

  /**
   * The same, which may take long.
   *
   * @param sha256 what the digest should be, 64 hexadecimal digits
   * @param source who says so, for the error
   * @param execution hears of its progress, and says when it is to stop; all is done on the calling
   *     thread
   * @throws MalformedFileException if it is another
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public void verify(String sha256, String source, Execution execution)
      throws MalformedFileException {
    verify(
        sha256,
        source,
        (done, total) -> {
          execution.checkCancelled();
          execution.progress(done, total);
        });
  }

  private void verify(String sha256, String source, ProgressListener listener)
      throws MalformedFileException {
    MessageDigest digest = newDigest();
    digest.update(header(shape));
    long total = (long) count * shape.size();
    long done = 0;
    for (MappedByteBuffer segment : segments) {
      for (int from = 0; from < segment.capacity(); from += VERIFIED_BYTES) {
        int length = Math.min(VERIFIED_BYTES, segment.capacity() - from);
        digest.update(segment.slice(from, length));
        done += length;
        listener.progress(done, total);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw new MalformedFileException(
          file.toString(), "SHA-256", Quoted.of(sha256) + ", as " + source + " has it", found);
    }
  }

  /**
   * The shape of each image.
   *
   * @return the shape
   */
  @Override
  public Shape shape() {
    return shape;
  }

  /**
   * Number of images.
   *
   * @return at least 1
   */
  @Override
  public int rows() {
    return count;
  }

  /** Copies one image, with values from 0 to 255. */
  @Override
  public void copyRow(int row, float[] into) {
    Objects.checkIndex(row, count);
    byte[] bytes = new byte[shape.size()];
    segments.get(row / segmentImages).get(row % segmentImages * shape.size(), bytes);
    for (int i = 0; i < bytes.length; i++) {
      into[i] = Byte.toUnsignedInt(bytes[i]);
    }
  }

  /**
   * One image.
   *
   * @param index which one
   * @return its values, from 0 to 255
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public float[] image(int index) {
    float[] values = new float[shape.size()];
    copyRow(index, values);
    return values;
  }

  /**
   * Some images as a set in memory.
   *
   * @param indices which ones, in the order wanted
   * @return a set of them, with values from 0 to 255
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public ImageSet images(int... indices) {
    List<float[]> rows = new ArrayList<>(indices.length);
    for (int index : indices) {
      rows.add(image(index));
    }
    return ImageSet.of(Batch.ofRows(shape, rows), 0, HIGHEST);
  }

  @Override
  public String toString() {
    return "ImageCache[" + count + " of " + shape + " in " + file + "]";
  }
}
