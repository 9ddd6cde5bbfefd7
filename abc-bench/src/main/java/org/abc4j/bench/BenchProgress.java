package org.abc4j.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * A run as it goes: what JMH says of itself (time left, forks, failures) and the name of each
 * benchmark, but neither each iteration nor JMH's own summary. Both outputs of a fork may be
 * written by threads of their own.
 */
final class BenchProgress implements OutputFormat {
  private static final String INCUBATOR = "WARNING: Using incubator modules";

  private final PrintStream out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  BenchProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void startRun() {}

  @Override
  public synchronized void startBenchmark(BenchmarkParams params) {
    emit();
    out.println();
    out.println(
        ResultTable.shortName(params.getBenchmark()) + " " + ResultTable.parameters(params));
  }

  @Override
  public void iteration(BenchmarkParams params, IterationParams iteration, int number) {}

  @Override
  public void iterationResult(
      BenchmarkParams params, IterationParams iteration, int number, IterationResult result) {}

  @Override
  public void endBenchmark(BenchmarkResult result) {}

  @Override
  public void endRun(Collection<RunResult> results) {}

  @Override
  public synchronized void print(String text) {
    emit();
    out.print(text);
  }

  @Override
  public synchronized void println(String text) {
    emit();
    // JMH's own empty lines would tear a benchmark's name from its progress.
    if (!text.isBlank()) {
      out.println(text);
    }
  }

  @Override
  public void verbosePrintln(String text) {}

  /** What a fork writes comes byte by byte. */
  @Override
  public synchronized void write(int octet) {
    line.write(octet);
    if (octet == '\n') {
      emit();
    }
  }

  @Override
  public synchronized void write(byte[] bytes) {
    for (byte octet : bytes) {
      write(octet);
    }
  }

  /** Hands on the line so far, unless a fork says that the Vector API is an incubator's: all do. */
  private void emit() {
    String text = line.toString(StandardCharsets.UTF_8);
    if (!text.startsWith(INCUBATOR)) {
      out.print(text);
    }
    line.reset();
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public synchronized void close() {
    emit();
    out.flush();
  }
}
