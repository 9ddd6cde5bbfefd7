package org.abc4j.bench.peers;

import static org.bytedeco.pytorch.global.torch.get_cpu_capability;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.unet.UNetConfig;

/**
 * Runs the contests with libtorch and ONNX Runtime, prints a table and writes {@code peers.json}.
 */
public final class PeersMain {
  private static final UNetConfig SMALL =
      UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(32, 64, 128, 128), 2, 32);
  private static final UNetConfig LARGE = UNetConfig.paper();
  private static final int TANGENTS = 8;
  private static final int BATCH = 16;
  private static final int LARGE_BATCH = 64;
  private static final int TRAINING_BATCH = 32;
  private static final int FEWER_ROUNDS = 3;
  private static final double WARM_SECONDS = 4;

  private final PeersSettings settings;
  private final Machine machine;
  private final String cpu;
  private final List<Line> lines = new ArrayList<>();
  private int different;

  private PeersMain(PeersSettings settings, String cpu) {
    this.settings = settings;
    this.machine = new Machine(settings.clock());
    this.cpu = settings.processor(cpu, machine.vectorBits());
  }

  /**
   * Runs the contests and ends the JVM, with status 1 if that fails or a peer has other results
   * than ours: such a line is named and not timed, and the others go on.
   *
   * @param arguments the folder for the JSON, then any of {@code rounds=N}, {@code seconds=S},
   *     {@code threads=N}, {@code clock=wall|cpu}, {@code only=REGEX}, {@code executor=CLASS} and
   *     {@code isa=avx2}
   */
  public static void main(String[] arguments) {
    int status = 0;
    try {
      status = new PeersMain(PeersSettings.parse(List.of(arguments)), Machine.cpu()).run();
    } catch (RuntimeException | IOException failure) {
      System.err.println("peers: " + failure);
      status = 1;
    } catch (LinkageError failure) {
      System.err.println("peers: they come for Linux on x86-64, and did not load: " + failure);
      status = 1;
    }
    System.exit(status);
  }

  private int run() throws IOException {
    set_num_threads(settings.threads());
    System.out.printf(
        "JDK %s, %s, %d-bit vectors, libtorch on %s, %d thread(s) each side, %s clock, peak %.0f"
            + " GFLOP/s a core%n",
        Machine.jdk(),
        cpu,
        machine.vectorBits(),
        settings.requireHeld(get_cpu_capability().getString()),
        settings.threads(),
        settings.clock(),
        2e-9 * machine.multiplyAddsPerSecond());
    System.out.println(Line.header());
    if (settings.threads() == 1) {
      networks();
    }
    ensembles();
    write();
    System.out.println("JSON: " + settings.json());
    return different == 0 ? 0 : 1;
  }

  /** One network has one thread on our side. */
  private void networks() {
    List<OurExecutor> executors = settings.executors();
    Lazy<Networks> small = new Lazy<>(() -> new Networks(SMALL, executors, settings.onnxRuntime()));
    race("forward", SMALL, 1, () -> small.get().forward(1));
    race("forward", SMALL, BATCH, () -> small.get().forward(BATCH));
    if (!executors.isEmpty()) {
      race("forward", SMALL, LARGE_BATCH, () -> small.get().forward(LARGE_BATCH));
    }
    race("tangents", SMALL, 1, () -> small.get().tangents(TANGENTS));
    race("training", SMALL, TRAINING_BATCH, () -> Trainings.step(SMALL, TRAINING_BATCH, executors));
    Lazy<Networks> large = new Lazy<>(() -> new Networks(LARGE, List.of(), settings.onnxRuntime()));
    race("forward", LARGE, 1, () -> large.get().forward(1));
    race("forward", LARGE, BATCH, () -> large.get().forward(BATCH));
    race("tangents", LARGE, 1, () -> large.get().tangents(TANGENTS));
  }

  private void ensembles() {
    ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
    Lazy<Landscapes> small =
        new Lazy<>(
            () -> new Landscapes(SMALL, threads, settings.threads(), settings.onnxRuntime()));
    race("landscape", SMALL, 64, () -> small.get().landscape());
    race("jacobian", SMALL, 1, () -> small.get().jacobian());
    threads.shutdown();
  }

  private void race(String work, UNetConfig config, int batch, Supplier<Contest> contest) {
    if (!settings.only().matcher(work + " " + config.channels() + " " + batch).find()) {
      return;
    }
    boolean fewer = config == LARGE || work.equals("landscape") || work.equals("jacobian");
    int rounds = fewer ? Math.min(FEWER_ROUNDS, settings.rounds()) : settings.rounds();
    try {
      List<Line> found =
          new Race(rounds, settings.seconds(), WARM_SECONDS, machine, settings.clock())
              .run(contest.get(), settings.threads(), cpu);
      lines.addAll(found);
      found.forEach(System.out::println);
    } catch (DifferentResultException failure) {
      different++;
      System.out.printf(
          "%-18s %-20s not timed, the results differ: %s%n",
          work, config.channels(), failure.getMessage());
    }
  }

  /** All or nothing: a run that fails leaves the file of the one before. */
  private void write() throws IOException {
    Path json = settings.json();
    Files.createDirectories(json.getParent());
    AtomicFiles.write(
        json,
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(lines));
  }

  /** A value that is made when it is first asked for. */
  private static final class Lazy<T> {
    private final Supplier<T> maker;
    private T value;

    Lazy(Supplier<T> maker) {
      this.maker = maker;
    }

    T get() {
      if (value == null) {
        value = maker.get();
      }
      return value;
    }
  }
}
