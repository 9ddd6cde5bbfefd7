package org.abc4j.data.picture;

import java.io.IOException;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Uninterrupted;

/**
 * Asks whether to go on reading a picture, and tells what that says from what a picture does.
 * Whoever has said no once is not asked again. For one thread.
 */
final class ReadingCheck implements Runnable {
  private final Runnable asked;
  private RuntimeException refusal;

  /**
   * @param asked throws when the work is to end
   */
  ReadingCheck(Runnable asked) {
    this.asked = asked;
  }

  @Override
  public void run() {
    requireAsked();
    try {
      asked.run();
    } catch (RuntimeException no) {
      refusal = no;
      throw no;
    }
  }

  private void requireAsked() {
    if (refusal != null) {
      throw refusal;
    }
  }

  /**
   * Does work on one picture. Whatever goes wrong in it, for want of memory too, is a fault of that
   * file, so that it has a name and others can be read.
   */
  <T> T named(String file, Uninterrupted.Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (IOException | RuntimeException | OutOfMemoryError failure) {
      requireAsked();
      if (failure instanceof IOException fault) {
        throw fault;
      }
      throw new MalformedFileException(
          file, "picture", "one that can be read", "'" + failure + "'", failure);
    }
  }
}
