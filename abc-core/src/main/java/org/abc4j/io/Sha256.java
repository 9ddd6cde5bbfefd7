package org.abc4j.io;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * SHA-256 digests as 64 lower-case hexadecimal digits.
 *
 * <p>Numbers are hashed by their bits, least significant byte first, so a digest is the same on
 * every machine. The static methods are thread-safe; one digest under way belongs to one thread.
 */
public final class Sha256 {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER_BYTES = 1 << 16;

  private final Hasher hasher = Hashing.sha256().newHasher();

  private Sha256() {}

  /**
   * Whether a text is a digest as this class writes it.
   *
   * @param text any text
   * @return true for 64 lower-case hexadecimal digits and nothing else
   */
  public static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /**
   * Begins a digest of several parts.
   *
   * @return the digest of nothing so far
   */
  public static Sha256 begin() {
    return new Sha256();
  }

  /**
   * The digest of bytes.
   *
   * @param bytes what is hashed
   * @return 64 hexadecimal digits
   */
  public static String of(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /**
   * The digest of float values.
   *
   * @param values what is hashed, four bytes each
   * @return 64 hexadecimal digits
   */
  public static String of(float[] values) {
    return begin().add(values).hex();
  }

  /**
   * The digest of a file's content, read in pieces.
   *
   * @param file what is hashed
   * @return 64 hexadecimal digits
   * @throws MalformedFileException if it is no regular file, or was written meanwhile
   * @throws IOException if it cannot be read
   */
  public static String of(Path file) throws IOException {
    return copy(file, OutputStream.nullOutputStream());
  }

  /**
   * Copies a file's content, read in pieces, and gives the digest of what was copied.
   *
   * @param file what is copied
   * @param out where it goes
   * @return 64 hexadecimal digits
   * @throws MalformedFileException if it is no regular file, or was written meanwhile
   * @throws IOException if it cannot be read, or not be written
   */
  public static String copy(Path file, OutputStream out) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    Sha256 digest = begin();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      int read;
      while ((read = in.read(buffer)) >= 0) {
        digest.hasher.putBytes(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    identity.requireUnchanged("content");
    return digest.hex();
  }

  /**
   * The digest of what a file would hold.
   *
   * @param content writes it
   * @return 64 hexadecimal digits
   * @throws IOException if {@code content} fails
   */
  public static String of(AtomicFiles.Content content) throws IOException {
    HashingOutputStream out =
        new HashingOutputStream(Hashing.sha256(), OutputStream.nullOutputStream());
    content.writeTo(out);
    return out.hash().toString();
  }

  /**
   * Adds one integer, as four bytes.
   *
   * @param value what is hashed
   * @return this digest
   */
  public Sha256 add(int value) {
    hasher.putInt(value);
    return this;
  }

  /**
   * Adds float values, four bytes each; their number is not hashed.
   *
   * @param values what is hashed
   * @return this digest
   */
  public Sha256 add(float[] values) {
    int most = Math.min(values.length, BUFFER_BYTES / Float.BYTES);
    ByteBuffer buffer = ByteBuffer.allocate(most * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int count;
    for (int from = 0; from < values.length; from += count) {
      count = Math.min(values.length - from, most);
      buffer.asFloatBuffer().put(values, from, count);
      hasher.putBytes(buffer.array(), 0, count * Float.BYTES);
    }
    return this;
  }

  /**
   * Adds integers of 16 bits, two bytes each; their number is not hashed.
   *
   * @param values what is hashed, which stays as it is
   * @return this digest
   */
  public Sha256 add(ShortBuffer values) {
    ShortBuffer left = values.duplicate();
    int most = Math.min(left.remaining(), BUFFER_BYTES / Short.BYTES);
    ByteBuffer buffer = ByteBuffer.allocate(most * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (left.hasRemaining()) {
      int count = Math.min(left.remaining(), most);
      buffer.asShortBuffer().put(left.slice().limit(count));
      left.position(left.position() + count);
      hasher.putBytes(buffer.array(), 0, count * Short.BYTES);
    }
    return this;
  }

  /**
   * Adds a text: the number of its bytes in UTF-8, then those.
   *
   * @param text what is hashed
   * @return this digest
   */
  public Sha256 add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
    return this;
  }

  /**
   * Ends the digest; nothing can be added after that.
   *
   * @return 64 hexadecimal digits
   * @throws IllegalStateException if it was ended before
   */
  public String hex() {
    return hasher.hash().toString();
  }
}
