package org.abc4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Standard output in UTF-8, which remembers why it could not be written: a reader that has gone, as
 * {@code head} does, is no error, and a full disk is one.
 */
final class StandardOutput extends PrintWriter {
  /** What a process's standard output is, where a system says so. */
  private static final Path OWN = Path.of("/proc/self/fd/1");

  private final Remembering stream;
  private final Path link;

  private StandardOutput(Remembering stream, Path link) {
    super(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    this.stream = stream;
    this.link = link;
  }

  /** That of this process: not {@code System.out}, which keeps to itself that nothing arrives. */
  static StandardOutput open() {
    return of(new FileOutputStream(FileDescriptor.out), OWN);
  }

  /** Of a stream, with a link that says what it is, if it is there. */
  static StandardOutput of(OutputStream out, Path link) {
    return new StandardOutput(new Remembering(out), link);
  }

  /** Whether the last failure, if there was one, is that nobody reads any more. */
  boolean hasLostItsReader() {
    return stream.failure != null && isClosedPipe(stream.failure);
  }

  /** By the system's words, which may be of any language, or by what it says the output is. */
  private boolean isClosedPipe(IOException failure) {
    String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (words.contains("pipe")) {
      return true;
    }
    try {
      // In another language: of a pipe that blocks, writing fails in no other way.
      return Files.readSymbolicLink(link).toString().startsWith("pipe:");
    } catch (IOException | RuntimeException notSaid) {
      return false;
    }
  }

  private static final class Remembering extends OutputStream {
    private final OutputStream out;
    private IOException failure;

    Remembering(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException failed) {
        failure = failed;
        throw failed;
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
