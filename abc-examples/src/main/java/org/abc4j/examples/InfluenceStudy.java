package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.LibraryVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How well influence is estimated from one ensemble: exact, differential and calibrated beside what
 * retraining without each source does, on members in closed form, where retraining is a refit; and
 * how much is found where words were dealt to the wrong sources.
 *
 * <p>Each setting's lines are kept in a file as they come, so that a study that was stopped goes
 * on, to the same bytes.
 */
@Command(
    name = "influence",
    description =
        "Compares estimates of influence with retraining, on members in closed form. Stopped, it"
            + " goes on with the same command.")
public final class InfluenceStudy implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "IDX images or a folder of them. Default: the 256 bundled images.")
  private Path data;

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KIND",
      description = "Some of gaussian, posterior-mean. Default: both.")
  private Set<RefitWorld.Kind> kinds = new LinkedHashSet<>(List.of(RefitWorld.Kind.values()));

  @Option(
      names = "--sources",
      split = ",",
      paramLabel = "N",
      description = "Numbers of sources. Default: 64,256.")
  private Set<Integer> sources = new LinkedHashSet<>(List.of(64, 256));

  @Option(
      names = "--items",
      split = ",",
      paramLabel = "COUNT",
      description = "Images of a source. Default: 1.")
  private Set<Integer> items = new LinkedHashSet<>(List.of(1));

  @Option(
      names = "--times",
      split = ",",
      paramLabel = "FACTOR",
      description = "Members, in multiples of the fewest that have words enough. Default: 1,2.")
  private Set<Integer> times = new LinkedHashSet<>(List.of(1, 2));

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "Seeds of deals and noise. Default: 1,2,3.")
  private Set<Long> seeds = new LinkedHashSet<>(List.of(1L, 2L, 3L));

  @Option(names = "--samples", description = "Samples a setting. Default: ${DEFAULT-VALUE}.")
  private int samples = 8;

  @Option(
      names = "--deals",
      description =
          "How often words are dealt to wrong sources, of the first number of sources and one image"
              + " each; 0 for no such trials. Default: ${DEFAULT-VALUE}.")
  private int deals = 0;

  @Option(
      names = "--members",
      description =
          "Members of the trials with wrong words, whatever --times says. Default:"
              + " ${DEFAULT-VALUE}.")
  private int members = 13;

  @Option(
      names = "--threads",
      description = "Threads; the results do not depend on them. Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", description = "Folder of the results. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("abc-influence");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /**
   * Runs the study.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int exitCode = VectorJvm.run(InfluenceStudy.class, args, () -> commandLine().execute(args));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return Commands.line(new InfluenceStudy()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Lines of one file. */
  private record Task(String id, String origin, long weight, Work work) {}

  private interface Work {
    List<String> lines(Execution execution);
  }

  @Override
  public Integer call() throws IOException {
    Commands.requireAtLeast(1, "--samples", samples);
    Commands.requireAtLeast(0, "--deals", deals);
    Commands.requireAtLeast(5, "--members", members);
    Commands.requireAtLeast(1, "--threads", threads);
    AtomicFiles.requireWritable(out, "a study");
    List<InfluenceSetting> settings = settings();
    int most = settings.stream().mapToInt(InfluenceSetting::images).max().orElse(1);
    TrainingData images = data == null ? TrainingData.bundled(most) : TrainingData.read(data, most);
    List<Task> trials = new ArrayList<>();
    settings.forEach(setting -> trials.add(trial(setting, images)));
    List<Task> chance = deals == 0 ? List.of() : chance(images);
    List<String> lines;
    List<String> ofChance;
    ExecutorService pool = StudyRunner.daemons(threads);
    Execution execution = Execution.sequential().on(pool, threads);
    long weight = weight(trials) + weight(chance);
    try (WorkBar progress = WorkBar.of("Influence", weight)) {
      lines = run(trials, execution, progress);
      ofChance = run(chance, execution, progress);
    } finally {
      pool.shutdownNow();
    }
    PrintWriter to = spec.commandLine().getOut();
    InfluenceSummary.trials(lines).forEach(to::println);
    write(out.resolve("influence.csv"), InfluenceTrial.header(), lines);
    if (deals > 0) {
      InfluenceSummary.chance(ofChance).forEach(to::println);
      write(out.resolve("chance.csv"), InfluenceChance.header(), ofChance);
    }
    to.println("Results: " + out.toAbsolutePath().normalize());
    return CommandLine.ExitCode.OK;
  }

  private static long weight(List<Task> tasks) {
    return tasks.stream().mapToLong(Task::weight).sum();
  }

  private List<InfluenceSetting> settings() {
    List<InfluenceSetting> settings = new ArrayList<>();
    for (int count : sources) {
      Commands.requireAtLeast(8, "--sources", count);
      for (int each : items) {
        Commands.requireAtLeast(1, "--items", each);
        for (int factor : times) {
          Commands.requireAtLeast(1, "--times", factor);
          for (RefitWorld.Kind kind : kinds) {
            for (long seed : seeds) {
              int n = factor * InfluenceSetting.fewestMembers(count);
              settings.add(new InfluenceSetting(kind, count, each, n, seed));
            }
          }
        }
      }
    }
    return settings;
  }

  private Task trial(InfluenceSetting setting, TrainingData images) {
    long work = (long) setting.sources() * setting.members();
    return new Task(
        setting.id() + "-samples-" + samples,
        origin(setting, images),
        work,
        execution -> InfluenceTrial.lines(setting, setting.world(images), samples, execution));
  }

  private static String origin(InfluenceSetting setting, TrainingData images) {
    return "# "
        + LibraryVersion.text()
        + ", images "
        + images.images().first(setting.images()).sha256();
  }

  private List<Task> chance(TrainingData images) {
    List<Task> tasks = new ArrayList<>();
    int count = sources.iterator().next();
    for (RefitWorld.Kind kind : kinds) {
      for (long seed : seeds) {
        InfluenceSetting setting = new InfluenceSetting(kind, count, 1, members, seed);
        for (InfluenceChance.Deal deal : InfluenceChance.Deal.values()) {
          int often = deal == InfluenceChance.Deal.AS_TRAINED ? 1 : deals;
          tasks.add(
              new Task(
                  setting.id() + "-" + deal + "-" + often + "-samples-" + samples,
                  origin(setting, images),
                  (long) often * count,
                  execution ->
                      InfluenceChance.lines(
                          setting, setting.world(images), deal, often, samples, execution)));
        }
      }
    }
    return tasks;
  }

  /** Computes what is not in its file yet; the first line of each says what it was made from. */
  private List<String> run(List<Task> tasks, Execution execution, WorkBar progress)
      throws IOException {
    List<String> lines = new ArrayList<>();
    Path folder = out.resolve("trials");
    Files.createDirectories(folder);
    AtomicFiles.deleteLeftovers(folder);
    for (Task task : tasks) {
      Path file = folder.resolve(task.id() + ".csv");
      if (Files.exists(file)) {
        lines.addAll(kept(file, task.origin()));
        progress.skip(task.weight());
        continue;
      }
      ProgressListener listener = progress.next(task.weight());
      List<String> found = task.work().lines(execution.reportingTo(listener));
      listener.progress(1, 1);
      AtomicFiles.write(
          file,
          (task.origin() + "\n" + String.join("\n", found) + "\n")
              .getBytes(StandardCharsets.UTF_8));
      lines.addAll(found);
    }
    return lines;
  }

  private static List<String> kept(Path file, String origin) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    String found = lines.isEmpty() ? "nothing" : lines.get(0);
    if (!found.equals(origin)) {
      throw new MalformedFileException(file.toString(), "first line", origin, found);
    }
    return lines.subList(1, lines.size());
  }

  private static void write(Path file, String header, List<String> lines) throws IOException {
    String text = header + "\n" + String.join("\n", lines) + "\n";
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
