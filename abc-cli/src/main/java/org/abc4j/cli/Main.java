package org.abc4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.abc4j.cli.progress.Terminal;

/** Where the command begins: streams, log, and how it ends. */
public final class Main {
  /** Says which file the launcher has given to this process as its standard error. */
  static final String STANDARD_ERROR = Terminal.STANDARD_ERROR;

  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private Main() {}

  /**
   * Runs the command and ends the JVM with its exit code.
   *
   * @param args see {@code abc --help}
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    restoreStandardError(System.getProperty(STANDARD_ERROR));
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "abc: %4$s: %5$s%n");
    }
    System.setProperty("java.awt.headless", "true");
    int exitCode = run(args);
    System.out.flush();
    System.exit(exitCode);
  }

  /** Ctrl-C interrupts the work, and the JVM ends once that has left everything in order. */
  private static int run(String[] args) {
    Thread worker = Thread.currentThread();
    // In UTF-8 like all files, so that what is piped is the same wherever it is.
    PrintWriter out = StandardOutput.open();
    CountDownLatch ended = new CountDownLatch(1);
    Thread stop =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                ended.await();
              } catch (InterruptedException nobodyWaits) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return Abc.commandLine().setOut(out).execute(args);
    } catch (OutOfMemoryError full) {
      String message =
          "memory is full ("
              + Runtime.getRuntime().maxMemory() / 1_000_000
              + " MB): give Java more (JAVA_OPTS=-Xmx8g abc ...), or use fewer --threads";
      System.err.println("abc: " + message);
      if (Console.isAsked(args)) {
        Console.fail(out, ExitCode.FAILURE, message);
      }
      return ExitCode.FAILURE;
    } finally {
      out.flush();
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(stop);
      } catch (IllegalStateException stopping) {
        // Then the hook has been waiting for this.
        System.err.flush();
      }
    }
  }

  /**
   * Java says on its standard error, before any program of it runs and with no way to ask it not
   * to, that it uses the incubating Vector API. The launcher lets it say so to nobody, and gives
   * the real standard error as a further file.
   */
  private static void restoreStandardError(String number) {
    if (number == null) {
      return;
    }
    try {
      Constructor<FileDescriptor> descriptor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      descriptor.setAccessible(true);
      FileDescriptor file = descriptor.newInstance(Integer.parseInt(number));
      System.setErr(new PrintStream(new FileOutputStream(file), true, Charset.defaultCharset()));
    } catch (ReflectiveOperationException | RuntimeException unable) {
      System.out.println(
          "abc: this Java hides its standard error (" + unable + "): use java -jar abc.jar");
      System.exit(ExitCode.FAILURE);
    }
  }
}
