package org.abc4j.samediff;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Work of ND4J's that prints to the console, directly or through whatever logger there is, without
 * that: what the working thread prints is dropped, what others print at the time passes.
 */
final class Quiet {
  private Quiet() {}

  /** Does work of this thread; one thread's at a time. */
  static synchronized <T> T get(Supplier<T> work) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    AtomicBoolean over = new AtomicBoolean();
    PrintStream quietOut = withoutThisThread(out, "stdout.encoding", over);
    PrintStream quietErr = withoutThisThread(err, "stderr.encoding", over);
    System.setOut(quietOut);
    System.setErr(quietErr);
    try {
      return work.get();
    } finally {
      // Whoever keeps a stream of this time, as a logger that was started in it, is heard from now
      // on.
      over.set(true);
      // Somebody else may have put a stream of their own there.
      if (System.out == quietOut) {
        System.setOut(out);
      }
      if (System.err == quietErr) {
        System.setErr(err);
      }
    }
  }

  private static PrintStream withoutThisThread(
      PrintStream stream, String encoding, AtomicBoolean over) {
    Thread muted = Thread.currentThread();
    OutputStream others =
        new OutputStream() {
          @Override
          public void write(int value) {
            if (over.get() || Thread.currentThread() != muted) {
              stream.write(value);
            }
          }

          @Override
          public void write(byte[] bytes, int from, int count) {
            if (over.get() || Thread.currentThread() != muted) {
              stream.write(bytes, from, count);
            }
          }

          @Override
          public void flush() throws IOException {
            stream.flush();
          }
        };
    String name = System.getProperty(encoding);
    return new PrintStream(
        others, true, name == null ? Charset.defaultCharset() : Charset.forName(name));
  }
}
