package org.abc4j.samediff;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The driver's own tool, {@code nvidia-smi}: which GPUs there are, without touching CUDA. */
final class NvidiaSmi {
  private static final String TOOL = "nvidia-smi";
  private static final int MAX_BYTES = 1 << 16;
  private static final int SECONDS = 30;
  private static final Pattern LINE =
      Pattern.compile("(\\d+), ([^,]+), (.+), (\\d{1,3})\\.(\\d{1,2}), ([^,]+)");

  private NvidiaSmi() {}

  /**
   * The machine's GPUs.
   *
   * @return at least one
   * @throws UnusableBackendException if there is none, or no driver, saying which
   */
  static List<Gpu> gpus() {
    return parse(
        output(
            SECONDS,
            TOOL,
            "--query-gpu=index,uuid,name,compute_cap,driver_version",
            "--format=csv,noheader"));
  }

  /**
   * What a command prints, at most {@value #MAX_BYTES} bytes of it.
   *
   * @param seconds how long it may take
   * @param command the command and its arguments
   * @throws CancellationException if the thread is interrupted, which it stays
   */
  static String output(int seconds, String... command) {
    try {
      // A file, since a pipe fills up, and reading from one waits for ever.
      Path printed = Files.createTempFile("abc-gpus", ".txt");
      try {
        return output(seconds, printed, command);
      } finally {
        Files.deleteIfExists(printed);
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while asking " + command[0] + " for GPUs");
    } catch (IOException e) {
      throw new UnusableBackendException(
          "no NVIDIA driver was found: " + command[0] + " cannot be run (" + e.getMessage() + ")");
    }
  }

  private static String output(int seconds, Path file, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile()).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new UnusableBackendException(
            command[0] + " does not answer within " + seconds + " s; is the driver in order?");
      }
      // A process that has ended already is not waited for.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } finally {
      process.destroyForcibly();
    }
    String printed;
    try (InputStream in = Files.newInputStream(file)) {
      printed = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
    }
    if (process.exitValue() != 0) {
      throw new UnusableBackendException(
          command[0] + " fails with exit code " + process.exitValue() + ": " + printed);
    }
    return printed;
  }

  /** GPUs from the tool's lines "index, uuid, name, capability, driver". */
  static List<Gpu> parse(String printed) {
    List<Gpu> gpus = new ArrayList<>();
    for (String line : printed.lines().filter(l -> !l.isBlank()).toList()) {
      Matcher m = LINE.matcher(line.strip());
      if (!m.matches()) {
        throw new UnusableBackendException(
            TOOL
                + " was to print \"index, uuid, name, compute capability, driver\", found \""
                + line.strip()
                + "\"; drivers before 470 do not tell the capability");
      }
      gpus.add(
          new Gpu(
              Integer.parseInt(m.group(1)),
              m.group(2),
              m.group(3),
              Integer.parseInt(m.group(4)),
              Integer.parseInt(m.group(5)),
              m.group(6)));
    }
    if (gpus.isEmpty()) {
      throw new UnusableBackendException("an NVIDIA driver was found, but no GPU");
    }
    return gpus;
  }
}
