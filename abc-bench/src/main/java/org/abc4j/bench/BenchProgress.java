package org.abc4j.bench;

import java.io.PrintStream;
import java.util.Collection;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * A run as it goes: what JMH says of itself (time left, forks, failures) and the name of each
 * benchmark, but neither each iteration nor JMH's own summary.
 */
final class BenchProgress implements OutputFormat {
  private final PrintStream out;

  BenchProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void startRun() {}

  @Override
  public void startBenchmark(BenchmarkParams params) {
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
  public void print(String text) {
    out.print(text);
  }

  @Override
  public void println(String text) {
    // JMH's own empty lines would tear a benchmark's name from its progress.
    if (!text.isBlank()) {
      out.println(text);
    }
  }

  @Override
  public void verbosePrintln(String text) {}

  @Override
  public void write(int character) {
    out.print((char) character);
  }

  @Override
  public void write(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
