package org.abc4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.Execution;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.store.LibraryVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Which sampler gives the samples and the landscapes of the converged process in the fewest steps:
 * measures each against 1000 steps of DDIM, on the ensemble that comes with the examples and on the
 * demonstration's.
 *
 * <p>Each result is kept as it comes, so that a study that was stopped goes on, to the same bytes.
 */
@Command(
    name = "samplers",
    description =
        "Measures how far samples and landscapes of DDIM, DPM-Solver++ and UniPC are from converged"
            + " ones. Stopped, it goes on with the same command.")
public final class SamplerStudy extends KeptStudy {
  private final ClassLoader loader;
  private final String prefix;

  @Option(
      names = "--members",
      split = ",",
      paramLabel = "KIND",
      description = "Some of shipped, gaussian, memorising. Default: all.")
  private Set<StudiedMembers.Kind> kinds =
      new LinkedHashSet<>(List.of(StudiedMembers.Kind.values()));

  @Option(
      names = "--samples",
      description = "Samples whose images are compared. Default: ${DEFAULT-VALUE}.")
  private int samples = 8;

  @Option(
      names = "--landscapes",
      description =
          "The first samples, whose landscapes are compared too. Default: ${DEFAULT-VALUE}.")
  private int landscapes = 4;

  @Option(
      names = "--samplers",
      split = ",",
      paramLabel = "SAMPLER",
      description = "Some of ddim, dpm-solver, unipc. Default: all.")
  private Set<String> choices = new LinkedHashSet<>(List.of("ddim", "dpm-solver", "unipc"));

  @Option(
      names = "--spacings",
      split = ",",
      paramLabel = "SPACING",
      description = "Some of leading, trailing, log-snr. Default: trailing,log-snr.")
  private Set<String> spacings = new LinkedHashSet<>(List.of("trailing", "log-snr"));

  @Option(
      names = "--steps",
      split = ",",
      paramLabel = "S",
      description = "Numbers of sampling steps. Default: 5,8,10,15,20,50.")
  private Set<Integer> steps = new LinkedHashSet<>(List.of(5, 8, 10, 15, 20, 50));

  @Option(
      names = "--reference",
      paramLabel = "SAMPLER-SPACING-STEPS",
      description = "What all are compared with. Default: ${DEFAULT-VALUE}.")
  private String reference = SamplerSetting.CONVERGED.id();

  @Option(
      names = "--checks",
      split = ",",
      paramLabel = "SAMPLER-SPACING-STEPS",
      description =
          "Other ways to a reference, whose images are compared with it. Default:"
              + " unipc-trailing-200.")
  private Set<String> checks = new LinkedHashSet<>(List.of("unipc-trailing-200"));

  @Option(
      names = "--sources",
      description =
          "Images that members in closed form are made of, each a source. Default:"
              + " ${DEFAULT-VALUE}.")
  private int sources = 64;

  @Option(
      names = "--seed",
      description = "Seed of all that is drawn at random. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  SamplerStudy(ClassLoader loader, String prefix) {
    super(Path.of("abc-samplers"));
    this.loader = loader;
    this.prefix = prefix;
  }

  /**
   * Runs the study.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    main(SamplerStudy.class, args, SamplerStudy::commandLine);
  }

  static CommandLine commandLine() {
    return commandLine(SamplerStudy.class.getClassLoader(), ShippedEnsemble.PREFIX);
  }

  /** With the ensemble that comes with the examples at another place. */
  static CommandLine commandLine(ClassLoader loader, String prefix) {
    return line(new SamplerStudy(loader, prefix));
  }

  @Override
  void requireOptions() {
    Commands.requireAtLeast(1, "--samples", samples);
    Commands.requireAtLeast(0, "--landscapes", landscapes);
    Commands.requireAtLeast(4, "--sources", sources);
  }

  @Override
  Path study(Execution execution, PrintWriter to) throws IOException {
    if (!kinds.contains(StudiedMembers.Kind.SHIPPED)) {
      return study(closedForm(), execution, to);
    }
    try (ShippedEnsemble shipped = ShippedEnsemble.open(loader, prefix)) {
      List<StudiedMembers> all = new ArrayList<>();
      all.add(StudiedMembers.shipped(shipped.folder()));
      all.addAll(closedForm());
      return study(all, execution, to);
    }
  }

  private List<StudiedMembers> closedForm() throws IOException {
    List<StudiedMembers> members = new ArrayList<>();
    for (StudiedMembers.Kind kind : kinds) {
      if (kind != StudiedMembers.Kind.SHIPPED) {
        members.add(StudiedMembers.closedForm(kind, sources, seed));
      }
    }
    return members;
  }

  private SamplerPlan plan() {
    List<SamplerSetting> settings = new ArrayList<>();
    for (String choice : choices) {
      for (String spacing : spacings) {
        for (int of : steps) {
          settings.add(
              new SamplerSetting(
                  SamplerSetting.choice(choice), SamplerSetting.spacing(spacing), of));
        }
      }
    }
    return new SamplerPlan(
        SamplerSetting.parse(reference),
        settings,
        checks.stream().map(SamplerSetting::parse).toList(),
        samples,
        landscapes);
  }

  private Path study(List<StudiedMembers> all, Execution execution, PrintWriter to)
      throws IOException {
    SamplerPlan plan = plan();
    long passes = all.stream().mapToLong(plan::passes).sum();
    List<SamplerTable> tables = new ArrayList<>();
    try (WorkBar progress = WorkBar.of("Samplers", passes)) {
      for (StudiedMembers members : all) {
        Trials trials =
            new Trials(
                members,
                new TrialStore(out().resolve("trials"), members, seed),
                ExogenousNoise.philox(seed),
                execution,
                progress);
        tables.add(SamplerTable.measure(plan, trials));
      }
    }
    SamplerTable.write(tables, out().resolve("samplers.csv"));
    Path page = out().resolve("samplers.html");
    SamplerPage.write(tables, facts(all, plan), page);
    for (SamplerTable table : tables) {
      to.println(table.members().title() + ":");
      SamplerPage.answers(table).forEach(answer -> to.println("  " + answer));
    }
    return page;
  }

  private Map<String, String> facts(List<StudiedMembers> all, SamplerPlan plan) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Library", LibraryVersion.text());
    for (StudiedMembers members : all) {
      facts.put(members.title(), members.ensemble().code() + ", SHA-256 " + members.digest());
      facts.put(
          "Reference of " + members.name(),
          plan.reference().sampler(members.schedule(), members.clipping()).toString());
    }
    facts.put("Noise", "philox4x64-10, seed " + seed + ", samples from 0");
    facts.put("Java", Runtime.version() + ", " + threads() + " threads");
    facts.put("Machine", Machine.text());
    return facts;
  }
}
