package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.abc4j.Execution;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How well influence is estimated from one ensemble: exact, differential, anchored and calibrated
 * beside what retraining without each source does, on members in closed form, where retraining is a
 * refit; how much is found where words were dealt to the wrong sources, and of sources that must
 * stand out; and how far down a cheap order of sources the one of the farthest exact counterfactual
 * is.
 *
 * <p>Each setting's lines are kept in a file as they come, so that a study that was stopped goes
 * on, to the same bytes.
 */
@Command(
    name = "influence",
    description =
        "Compares estimates of influence with retraining, on members in closed form. Stopped, it"
            + " goes on with the same command.")
public final class InfluenceStudy extends KeptStudy {
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
      names = "--retrained",
      paramLabel = "COUNT",
      description =
          "Of how many sources, drawn at random, the truth is computed and compared; all where there"
              + " are no more. Default: all.")
  private int retrained = Integer.MAX_VALUE;

  @Option(
      names = "--deals",
      description =
          "How often words are dealt to wrong sources, of the first number of sources and one image"
              + " each; 0 for no such trials. Default: ${DEFAULT-VALUE}.")
  private int deals = 0;

  @Option(
      names = "--members",
      description =
          "Members of the trials with wrong words and planted sources, whatever --times says."
              + " Default: ${DEFAULT-VALUE}.")
  private int members = 13;

  @Option(
      names = "--planted",
      description =
          "How many sources of each sort are planted among others, of the first number of sources"
              + " and one image each; 0 for no such trials. Default: ${DEFAULT-VALUE}.")
  private int planted = 0;

  @Option(
      names = "--screened",
      description =
          "Samples of the shipped ensemble, and of the demonstration's members with the first"
              + " number of sources, whose exact landscapes are held against screens; 0 for none."
              + " Default: ${DEFAULT-VALUE}.")
  private int screened = 0;

  /**
   * Runs the study.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    main(InfluenceStudy.class, args, InfluenceStudy::commandLine);
  }

  static CommandLine commandLine() {
    return line(new InfluenceStudy());
  }

  private InfluenceStudy() {
    super(Path.of("abc-influence"));
  }

  @Override
  void requireOptions() {
    Commands.requireAtLeast(1, "--samples", samples);
    Commands.requireAtLeast(8, "--retrained", retrained);
    Commands.requireAtLeast(0, "--deals", deals);
    Commands.requireAtLeast(0, "--planted", planted);
    Commands.requireAtLeast(0, "--screened", screened);
    Commands.requireAtLeast(5, "--members", members);
  }

  @Override
  Path study(Execution execution, PrintWriter to) throws IOException {
    List<InfluenceSetting> settings = settings();
    InfluenceTasks kept = new InfluenceTasks(out());
    try (ShippedEnsemble shipped = screened > 0 ? shipped() : null) {
      kept.add("influence.csv", InfluenceTrial.header(), InfluenceSummary::trials);
      TrainingData images = images(settings);
      settings.forEach(setting -> kept.add(trial(setting, images)));
      if (deals > 0) {
        kept.add("chance.csv", InfluenceChance.header(), InfluenceSummary::chance);
        chance(images).forEach(kept::add);
      }
      if (planted > 0) {
        kept.add("planted.csv", InfluencePlant.header(), InfluenceSummary::planted);
        planted(images).forEach(kept::add);
      }
      if (screened > 0) {
        kept.add("screens.csv", InfluenceScreens.header(), InfluenceSummary::screens);
        for (StudiedMembers.Kind kind : StudiedMembers.Kind.values()) {
          kept.add(screens(kind, shipped.folder()));
        }
      }
      kept.run(execution, to);
    }
    return out();
  }

  private static ShippedEnsemble shipped() throws IOException {
    return ShippedEnsemble.open(InfluenceStudy.class.getClassLoader(), ShippedEnsemble.PREFIX);
  }

  private TrainingData images(List<InfluenceSetting> settings) throws IOException {
    int most = settings.stream().mapToInt(InfluenceSetting::images).max().orElse(1);
    if (planted > 0) {
      most = Math.max(most, InfluencePlant.IMAGES_A_SOURCE * sources.iterator().next());
    }
    return data == null ? TrainingData.bundled(most) : TrainingData.read(data, most);
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

  private InfluenceTask trial(InfluenceSetting setting, TrainingData images) {
    int some = Math.min(retrained, setting.sources());
    return new InfluenceTask(
        setting.id()
            + "-samples-"
            + samples
            + (some < setting.sources() ? "-retrained-" + some : ""),
        origin(images, setting.images()),
        (long) some * setting.members(),
        execution ->
            InfluenceTrial.lines(setting, setting.world(images), samples, some, execution));
  }

  private static String origin(TrainingData images, int count) {
    return "# " + LibraryVersion.text() + ", images " + images.images().first(count).sha256();
  }

  private List<InfluenceTask> chance(TrainingData images) {
    List<InfluenceTask> tasks = new ArrayList<>();
    int count = sources.iterator().next();
    for (RefitWorld.Kind kind : kinds) {
      for (long seed : seeds) {
        InfluenceSetting setting = new InfluenceSetting(kind, count, 1, members, seed);
        for (InfluenceChance.Deal deal : InfluenceChance.Deal.values()) {
          int often = deal == InfluenceChance.Deal.AS_TRAINED ? 1 : deals;
          tasks.add(
              new InfluenceTask(
                  setting.id() + "-" + deal + "-" + often + "-samples-" + samples,
                  origin(images, setting.images()),
                  (long) often * count,
                  execution ->
                      InfluenceChance.lines(
                          setting, setting.world(images), deal, often, samples, execution)));
        }
      }
    }
    return tasks;
  }

  /** Each has a deal of its own. */
  private List<InfluenceTask> planted(TrainingData images) {
    List<InfluenceTask> tasks = new ArrayList<>();
    int count = sources.iterator().next();
    String origin = origin(images, InfluencePlant.IMAGES_A_SOURCE * count);
    for (RefitWorld.Kind kind : kinds) {
      for (InfluencePlant.Sort sort : InfluencePlant.Sort.values()) {
        for (int number = 0; number < planted; number++) {
          InfluencePlant plant = new InfluencePlant(sort, number);
          InfluenceSetting setting = new InfluenceSetting(kind, count, 1, members, number);
          tasks.add(
              new InfluenceTask(
                  setting.id() + "-" + sort + "-samples-" + samples,
                  origin,
                  (long) count * members,
                  execution -> plant.lines(setting, images, samples, execution)));
        }
      }
    }
    return tasks;
  }

  private InfluenceTask screens(StudiedMembers.Kind kind, EnsembleFolder shipped)
      throws IOException {
    long seed = seeds.iterator().next();
    StudiedMembers of =
        kind == StudiedMembers.Kind.SHIPPED
            ? StudiedMembers.shipped(shipped)
            : StudiedMembers.closedForm(kind, sources.iterator().next(), seed);
    return new InfluenceTask(
        "screens-" + of.name() + "-" + of.sources() + "-seed-" + seed + "-samples-" + screened,
        "# " + LibraryVersion.text() + ", members " + of.digest(),
        of.passes(true) * screened,
        execution -> InfluenceScreens.lines(of, seed, screened, execution));
  }
}
