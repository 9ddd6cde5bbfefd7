package org.abc4j.samediff;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;

/**
 * Threads that share one model: each prediction is compared with that of one thread alone. As a
 * program, with the numbers of threads and of predictions as arguments, 20 and 10,000 if not said.
 */
final class SharedModelCheck {
  private static final Shape SHAPE = new Shape(1, 8, 8);
  private static final int CASES = 10;

  /** Cases of three rows, and of four tangents. */
  private static final int MOST_ROWS = 2;

  private static final int MOST_TANGENTS = 3;

  private SharedModelCheck() {}

  /**
   * What was seen.
   *
   * @param predictions how many were made
   * @param failures those that were not right
   * @param largestCallBytes native memory that the largest calls of each kind leave
   * @param pooledBytes what all calls have left at the end
   */
  record Result(int predictions, List<String> failures, long largestCallBytes, long pooledBytes) {}

  /** One call: odd cases with tangents, each case with another number of rows. */
  private static Batch call(SameDiffNoiseModel model, int index) {
    Batch x = Draws.batch(1, index, SHAPE, index % 2 == 0 ? 1 + index % 3 : 1);
    return index % 2 == 0
        ? model.predict(x, 100 * index)
        : model.linearize(x, 100 * index, Draws.batch(2, index, SHAPE, 1 + index % 4)).tangents();
  }

  private static SameDiffNoiseModel model() {
    return SameDiffNoiseModel.of(Networks.random(Networks.tiny(SHAPE), 1), NoiseSchedule.linear());
  }

  static Result run(int threads, int predictions) throws Exception {
    SameDiffNoiseModel model = model();
    List<Batch> expected = new ArrayList<>();
    for (int index = 0; index < CASES; index++) {
      expected.add(call(model, index));
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      AtomicInteger done = new AtomicInteger();
      List<String> failures = work(pool, model, expected, predictions, done);
      SameDiffNoiseModel other = model();
      call(other, MOST_ROWS);
      call(other, MOST_TANGENTS);
      return new Result(done.get(), failures, other.pooledBytes(), model.pooledBytes());
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<String> work(
      ExecutorService pool,
      SameDiffNoiseModel model,
      List<Batch> expected,
      int count,
      AtomicInteger done)
      throws Exception {
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i % CASES;
      calls.add(
          () -> {
            Batch found = call(model, index);
            done.incrementAndGet();
            return found.equals(expected.get(index)) ? "" : "case " + index + " gave " + found;
          });
    }
    List<String> failures = new ArrayList<>();
    for (Future<String> future : pool.invokeAll(calls)) {
      if (!future.get().isEmpty()) {
        failures.add(future.get());
      }
    }
    return failures;
  }

  public static void main(String[] arguments) throws Exception {
    int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    int predictions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
    System.out.println(threads + " threads: " + run(threads, predictions));
  }
}
