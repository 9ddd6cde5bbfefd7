package org.abc4j.examples.tutorial;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.EnsembleFolder;

/** Tutorial 5: landscapes on request, each until its deadline, on a bounded number of threads. */
public final class Service implements AutoCloseable {
  private final Ensemble ensemble;
  private final int threads;
  private final ExecutorService workers;
  private final Semaphore places;

  Service(Ensemble ensemble, int threads, int requests) {
    this.ensemble = ensemble;
    this.threads = threads;
    this.workers = Executors.newFixedThreadPool(threads);
    this.places = new Semaphore(requests);
  }

  Landscape landscape(long sampleIndex, Duration limit) {
    if (!places.tryAcquire()) {
      throw new RejectedExecutionException("busy: come back later");
    }
    try {
      long begun = System.nanoTime();
      Execution execution =
          Execution.sequential()
              .on(workers, threads)
              .until(() -> System.nanoTime() - begun >= limit.toNanos());
      Sample sample =
          UniPcSampler.steps(10)
              .withClipping(1)
              .sample(ensemble, ExogenousNoise.philox(1).of(sampleIndex), execution);
      return new AblationAttributor().with(execution).attribute(sample);
    } finally {
      places.release();
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  /** A virtual thread for each request from Java 21, a plain one before. */
  static ExecutorService requestThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException before21) {
      return Executors.newCachedThreadPool();
    }
  }

  /**
   * Runs it.
   *
   * @param args folder of the pictures, which is not asked for, and where tutorial 1 put its
   *     ensemble
   * @throws IOException if the ensemble cannot be read
   * @throws InterruptedException if it is interrupted
   * @throws ExecutionException if a request fails
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    EnsembleFolder folder = EnsembleFolder.open(Path.of(args[1]).resolve("ensemble"));
    ExecutorService requests = requestThreads();
    try (Service service = new Service(folder.ensemble(), 2, 4)) {
      List<Future<Landscape>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        long sample = i;
        answers.add(requests.submit(() -> service.landscape(sample, Duration.ofMinutes(1))));
      }
      for (Future<Landscape> answer : answers) {
        System.out.printf(Locale.ROOT, "radius %.2f%n", answer.get().radius());
      }
      try {
        service.landscape(0, Duration.ZERO);
      } catch (CancellationException late) {
        System.out.println("no answer in time: " + late.getMessage());
      }
    } finally {
      requests.shutdown();
    }
    try (Service full = new Service(folder.ensemble(), 1, 0)) {
      full.landscape(0, Duration.ofMinutes(1));
    } catch (RejectedExecutionException refused) {
      System.out.println(refused.getMessage());
    }
  }
}
