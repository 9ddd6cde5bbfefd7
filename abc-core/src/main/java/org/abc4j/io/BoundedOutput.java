package org.abc4j.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream that refuses to write more than its reader would take, so that what is written can be
 * read again. Not thread-safe.
 */
public final class BoundedOutput extends FilterOutputStream {
  private final String what;
  private final long most;
  private long written;

  /**
   * A bounded stream.
   *
   * @param what what is written, for the message: "a file of items"
   * @param out where it goes
   * @param most bytes that may be written; what exceeds them is refused before it is passed on,
   *     with an {@link IllegalArgumentException}
   */
  public BoundedOutput(String what, OutputStream out, long most) {
    super(out);
    this.what = what;
    this.most = most;
  }

  @Override
  public void write(int value) throws IOException {
    count(1);
    out.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    count(length);
    out.write(bytes, from, length);
  }

  private void count(int more) {
    written += more;
    if (written > most) {
      throw new IllegalArgumentException(
          what + " holds at most " + most + " bytes, this one would hold more");
    }
  }
}
