package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Uninterrupted;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingListener;
import org.abc4j.training.TrainingPlan;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.UNetConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains the ensemble that comes with the examples, again and to the same bytes, or another on the
 * reader's images. A training that was stopped goes on when it is started again.
 */
@Command(
    name = "train",
    description =
        "Trains an ensemble of U-Nets into a folder, goes on where it was stopped, and compares the"
            + " result with the ensemble that comes with the examples.")
public final class Train implements Callable<Integer> {
  /** Exit code of a program that was told to stop. */
  static final int STOPPED = 130;

  private static final Recipe SHIPPED = Recipe.shipped();
  private static final String SHEET = "samples.png";

  private final ClassLoader loader;
  private final String prefix;

  /** Hears of each step besides the progress bar. */
  private final TrainingListener listener;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "IDX image file, gzipped or not, or a folder of (Fashion-)MNIST files, of which the test"
              + " images are taken first. Its first images are used. Default: the bundled 256"
              + " images of Fashion-MNIST.")
  private Path path;

  @Option(names = "--sources", description = "Number of sources. Default: ${DEFAULT-VALUE}.")
  private int sources = SHIPPED.sources();

  @Option(
      names = "--images-per-source",
      description =
          "Images of each source: of the bundled images those that look alike, of --data one after"
              + " another. Default: ${DEFAULT-VALUE}.")
  private int imagesPerSource = SHIPPED.imagesPerSource();

  @Option(
      names = "--members",
      description =
          "Members, an even number; half of them see a source. Default: ${DEFAULT-VALUE}.")
  private int members = SHIPPED.members();

  @Option(
      names = "--placebos",
      description =
          "Words that no source holds. One source alone is named at q = 0.05 if there are 20 times as"
              + " many as sources. Default: ${DEFAULT-VALUE}.")
  private int placebos = SHIPPED.placebos();

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "C",
      description = "Channels of the network's blocks, each a multiple of 8. Default: 8,16,32,32.")
  private List<Integer> channels = SHIPPED.channels();

  @Option(
      names = "--steps",
      description = "Optimizer steps of each member. Default: ${DEFAULT-VALUE}.")
  private int steps = SHIPPED.steps();

  @Option(names = "--batch", description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private int batch = SHIPPED.batchSize();

  @Option(
      names = "--seed",
      description = "Seed of all that is drawn at random. Default: ${DEFAULT-VALUE}.")
  private long seed = SHIPPED.seed();

  @Option(
      names = "--threads",
      description =
          "Threads, a member each; the result does not depend on them. Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--show",
      paramLabel = "N",
      description =
          "Columns of the sheet of samples that is drawn at the end, 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int show = 8;

  @Option(names = "--out", description = "Folder of the ensemble. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("abc-ensemble");

  Train(ClassLoader loader, String prefix, TrainingListener listener) {
    this.loader = loader;
    this.prefix = prefix;
    this.listener = listener;
  }

  /**
   * Runs the training.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int exitCode = VectorJvm.run(Train.class, args, () -> runStoppably(args));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return commandLine(
        Train.class.getClassLoader(), ShippedEnsemble.PREFIX, (member, step, steps, loss) -> {});
  }

  /** With the ensemble that comes with the examples at another place, and a listener. */
  static CommandLine commandLine(ClassLoader loader, String prefix, TrainingListener listener) {
    return Commands.line(new Train(loader, prefix, listener));
  }

  /** Ctrl-C interrupts the training, and the JVM ends once that has saved where it is. */
  private static int runStoppably(String[] args) {
    Thread worker = Thread.currentThread();
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
      return commandLine().execute(args);
    } finally {
      ended.countDown();
    }
  }

  @Override
  public Integer call() throws IOException {
    Commands.requireAtLeast(1, "--sources", sources);
    Commands.requireAtLeast(1, "--images-per-source", imagesPerSource);
    Commands.requireAtLeast(2, "--members", members);
    if (members % 2 != 0) {
      throw new IllegalArgumentException(
          "--members must be even, for half of them to see a source, found " + members);
    }
    Commands.requireAtLeast(0, "--placebos", placebos);
    Commands.requireAtLeast(1, "--steps", steps);
    Commands.requireAtLeast(1, "--batch", batch);
    Commands.requireAtLeast(1, "--threads", threads);
    Commands.requireAtLeast(0, "--show", show);
    Recipe recipe =
        new Recipe(sources, imagesPerSource, members, placebos, channels, steps, batch, seed);
    TrainingData data =
        path == null
            ? TrainingData.bundled(recipe.images()).withLikeSources(imagesPerSource)
            : Uninterrupted.run(() -> TrainingData.read(path, recipe.images()))
                .withConsecutiveSources(imagesPerSource);
    CodeAssignment code = recipe.code(data.sources());
    Commands.requireAnImageForEachMember(code, seed);
    UNetConfig network = recipe.network(data.images().shape());
    AtomicFiles.requireWritable(out, "an ensemble");
    PrintWriter lines = spec.commandLine().getOut();
    lines.println("Training images: " + data.name());
    lines.println("Sources:        " + code + ", " + code.reserved() + " words reserved");
    if (!EnsembleFolder.isComplete(out)) {
      TrainingPlan plan =
          TrainingPlan.measure(
              network, recipe.training(), code, QuickStart.SAMPLES, QuickStart.SAMPLER.steps());
      TrainingEstimate.lines(plan, batch, threads).forEach(lines::println);
    }
    lines.flush();
    ExecutorService pool = StudyRunner.daemons(threads);
    Execution execution = Execution.sequential().on(pool, threads);
    try {
      EnsembleFolder folder = train(recipe, network, data, code, execution);
      if (folder == null) {
        return STOPPED;
      }
      lines.println("Ensemble: " + out.toAbsolutePath().normalize());
      Uninterrupted.run(() -> hashes(folder)).forEach(lines::println);
      lines.flush();
      if (show > 0) {
        Path sheet = out.resolve(SHEET);
        SampleSheet.write(sheet, folder.ensemble(), show, seed, execution);
        lines.println(
            "Samples: "
                + sheet.toAbsolutePath().normalize()
                + " (first row: the ensemble; second: without clipping; then each member alone)");
      }
      lines.println(
          "Study it: mvn -q -Pquickstart -Dexec.args=\"--ensemble "
              + out
              + (path == null ? "" : " --data " + path)
              + "\"");
      return CommandLine.ExitCode.OK;
    } catch (CancellationException stopped) {
      spec.commandLine().getErr().println("Stopped; the ensemble in " + out + " is complete.");
      return STOPPED;
    } finally {
      pool.shutdownNow();
    }
  }

  /** Returns null if it was stopped. */
  private EnsembleFolder train(
      Recipe recipe,
      UNetConfig network,
      TrainingData data,
      CodeAssignment code,
      Execution execution)
      throws IOException {
    if (EnsembleFolder.isComplete(out)) {
      return UNetEnsembleTrainer.of(network, recipe.training())
          .train(data.images().batch(), code, out);
    }
    int[] taken = new int[code.codebook().length()];
    for (int member = 0; member < taken.length; member++) {
      taken[member] = Files.exists(EnsembleFolder.memberFile(out, member)) ? steps : 0;
    }
    TrainingBar bar = new TrainingBar(steps, taken);
    try (bar) {
      return UNetEnsembleTrainer.of(network, recipe.training())
          .with(execution)
          .reportingTo(
              (member, step, of, loss) -> {
                bar.trained(member, step, of, loss);
                listener.trained(member, step, of, loss);
              })
          .train(data.images().batch(), code, out);
    } catch (CancellationException stopped) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "Stopped after %,d of %,d steps, which are kept in %s: the same command goes on from"
                  + " there, to the same bytes.%n",
              bar.doneInAll(),
              bar.total(),
              out);
      return null;
    }
  }

  private List<String> hashes(EnsembleFolder made) throws IOException {
    if (!ShippedEnsemble.isThere(loader, prefix)) {
      List<String> lines = new ArrayList<>(MemberHashes.of(made.manifest()));
      lines.add("There is no ensemble with the examples to compare it with");
      return lines;
    }
    try (ShippedEnsemble shipped = ShippedEnsemble.open(loader, prefix)) {
      return MemberHashes.compare(made.manifest(), shipped.folder().manifest());
    }
  }
}
