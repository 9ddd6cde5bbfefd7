package org.abc4j.data.picture;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory for decoders to read, a little at a time, so that a cancellation is heard: a
 * decoder that works for seconds on few bytes, as on a JPEG of many scans, asks nobody else.
 */
final class DecoderStream extends ImageInputStreamImpl {
  private static final int MOST_AT_ONCE = 512;

  private final byte[] bytes;
  private final Runnable check;

  /**
   * @param check throws when the work is to end
   */
  DecoderStream(byte[] bytes, Runnable check) {
    this.bytes = bytes;
    this.check = check;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    return streamPos < bytes.length ? Byte.toUnsignedInt(bytes[(int) streamPos++]) : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    checkClosed();
    check.run();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(Math.min(length, MOST_AT_ONCE), bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, into, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
