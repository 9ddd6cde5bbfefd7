package org.abc4j.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;

/**
 * Reads spoilt files, each a function of its index: they must be read or refused with a {@link
 * MalformedFileException} that is short and names a file, without much memory either way.
 */
public final class Fuzz {
  /** Spoilt files of which each format has its per cent; together they have some 156. */
  public static final int INPUTS = Integer.getInteger("abc.fuzz", 5000);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int LONGEST_MESSAGE = 2000;
  private static final long MOST_NANOS = 20_000_000_000L;

  /** Where a run's counts are written. */
  private static final Path COUNTS = Path.of("target", "fuzz");

  private final String name;
  private final long mostBytes;
  private final Map<String, Integer> refused = new TreeMap<>();
  private final Sha256 outcomes = Sha256.begin();
  private int inputs;
  private int read;
  private long mostAllocated;

  private Fuzz(String name, long mostBytes) {
    this.name = name;
    this.mostBytes = mostBytes;
  }

  /** Makes a spoilt file. */
  @FunctionalInterface
  public interface Input {
    byte[] spoilt(Mutations draws) throws IOException;
  }

  /** Reads a file to its end. */
  @FunctionalInterface
  public interface Reader {
    void read(Path file) throws IOException;
  }

  /**
   * Reads one file after another.
   *
   * @param name names the files
   * @param percent how many of {@link #INPUTS}
   * @param mostBytes memory that reading one may take, besides 64 times the file's size
   * @param sound files that are read first, and must be
   * @param input makes the spoilt files
   * @param reader reads each
   * @return what came of them
   */
  public static Fuzz run(
      String name, int percent, long mostBytes, Iterable<byte[]> sound, Input input, Reader reader)
      throws IOException {
    Fuzz fuzz = new Fuzz(name, mostBytes);
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      Path file = disk.getPath("/" + name);
      for (byte[] content : sound) {
        reader.read(Files.write(file, content));
      }
      int count = (int) ((long) INPUTS * percent / 100);
      for (int k = 0; k < count; k++) {
        byte[] content = input.spoilt(Mutations.of(name.hashCode(), k));
        fuzz.read(k, Files.write(file, content), content.length, reader);
      }
    }
    fuzz.writeCounts();
    return fuzz;
  }

  private void read(int index, Path file, int length, Reader reader) {
    String what = name + " " + index;
    inputs++;
    long begun = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    MalformedFileException refusal = null;
    try {
      reader.read(file);
    } catch (MalformedFileException e) {
      refusal = e;
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof MalformedFileException cause)) {
        throw new AssertionError(what + " fails with " + e, e);
      }
      refusal = cause;
    } catch (Throwable e) {
      throw new AssertionError(what + " fails with " + e, e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    long bound = mostBytes + 64L * length;
    assertTrue(allocated < bound, what + " of " + length + " bytes took " + allocated);
    mostAllocated = Math.max(mostAllocated, allocated);
    long nanos = System.nanoTime() - begun;
    assertTrue(nanos < MOST_NANOS, what + " took " + nanos / 1_000_000 + " ms");
    if (refusal == null) {
      read++;
      outcomes.add("read");
    } else {
      assertNames(what, refusal);
      refused.merge(rule(refusal.field() + ": " + refusal.expected()), 1, Integer::sum);
      outcomes.add(refusal.field()).add(refusal.expected()).add(refusal.found());
    }
  }

  private static void assertNames(String what, MalformedFileException refusal) {
    String message = refusal.getMessage();
    assertTrue(message.startsWith("/"), what + " is refused without naming a file: " + message);
    assertTrue(message.length() < LONGEST_MESSAGE, what + ": a message of " + message.length());
    assertTrue(
        message.codePoints().noneMatch(Character::isISOControl), what + ": a raw control sign");
  }

  /** What is refused and why, without what a file says. */
  private static String rule(String refusal) {
    return refusal
        .replaceAll("'[^']*'|'[^']*…|[0-9a-f]{64}|sources\\[.*\\]|provenance\\..*:", "'…'")
        .replaceAll("[0-9]+", "…");
  }

  private void writeCounts() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(inputs).append(" files, ").append(read).append(" read, at most ");
    text.append(mostAllocated)
        .append(" bytes taken, outcomes ")
        .append(outcomes.hex())
        .append('\n');
    refused.forEach((field, count) -> text.append(count).append(' ').append(field).append('\n'));
    Files.createDirectories(COUNTS);
    Files.writeString(COUNTS.resolve(name + ".txt"), text);
  }

  /**
   * Asserts that the files were neither all refused nor all refused at the door.
   *
   * @param percentRead at least so many were read
   * @param rules at least so many rules were broken
   */
  public void assertDeep(int percentRead, int rules) {
    String found = name + ": " + read + " of " + inputs + " read, refused by " + refused;
    assertTrue(inputs > 0 && 100L * read >= (long) percentRead * inputs, found);
    assertTrue(read < inputs, found);
    assertTrue(refused.size() >= rules, refused.size() + " rules, " + found);
  }
}
