package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.Quoted;
import org.abc4j.report.ExperimentPage;
import org.abc4j.report.ExperimentSection;

/**
 * The page across experiments: Figures 2, 4, 5, 7 and 8 with all ensembles of one scale and kind of
 * members on one axis, and the regression of radii on sizes of training sets beside the paper's;
 * the same by each perceptual metric that runs have measured by.
 */
public final class ExperimentSummary {
  private static final String FOLDER = "summary";
  private static final String NOT_THERE = "not there: it is to have a folder of each run";

  private final List<FoundRun> runs;
  private final List<RunGroup> groups;

  private ExperimentSummary(List<FoundRun> runs, List<RunGroup> groups) {
    this.runs = runs;
    this.groups = groups;
  }

  /**
   * Of the runs in a folder.
   *
   * @param folder has a folder of each run
   * @return their summary
   * @throws UnusableInput if the folder is not there, or has none
   * @throws Refusal if there are two of one experiment, scale and kind of members
   * @throws IOException if one cannot be read
   */
  public static ExperimentSummary of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UnusableInput(
          Quoted.of(folder.toString()) + " is " + (Files.exists(folder) ? "no folder" : NOT_THERE));
    }
    List<FoundRun> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && PlanFile.is(entry)) {
          found.add(FoundRun.in(entry));
        }
      }
    }
    if (found.isEmpty()) {
      throw new UnusableInput(
          Quoted.of(folder.toString())
              + " has no folder of an experiment in it"
              + (PlanFile.is(folder)
                  ? ", as it is one itself: name the folder that it lies in"
                  : ": abc experiment run NAME --out " + folder.resolve("NAME") + " makes one"));
    }
    List<String> order = ExperimentRegistry.paper().all().stream().map(Experiment::name).toList();
    found.sort(
        Comparator.comparing((FoundRun run) -> Math.floorMod(order.indexOf(run.name()), 1 << 20))
            .thenComparing(FoundRun::name)
            .thenComparing(FoundRun::folder));
    return new ExperimentSummary(found, groups(found));
  }

  /** By scale and kind, in the order of their first runs. */
  private static List<RunGroup> groups(List<FoundRun> runs) {
    Map<List<Object>, List<FoundRun>> bySetting = new LinkedHashMap<>();
    for (FoundRun run : runs) {
      bySetting
          .computeIfAbsent(
              List.of(run.plan().scale(), run.plan().kind()), none -> new ArrayList<>())
          .add(run);
    }
    List<RunGroup> groups = new ArrayList<>();
    Set<String> titles = new HashSet<>();
    for (List<FoundRun> some : bySetting.values()) {
      requireDifferent(some);
      ExperimentPlan plan = some.get(0).plan();
      String name = plan.scale().name() + ", " + plan.kind() + " members, side " + plan.side();
      String slug = plan.scale().name() + "-" + plan.kind();
      // Scales of one name differ where another release, or a person, wrote a plan.
      int number = 1;
      while (!titles.add(name + number)) {
        number++;
      }
      String more = number == 1 ? "" : "-" + number;
      groups.add(
          new RunGroup(
              "scale " + name + (number == 1 ? "" : ", another of that name, " + number),
              slug + more,
              List.copyOf(some)));
    }
    return groups;
  }

  private static void requireDifferent(List<FoundRun> some) {
    Map<String, FoundRun> byName = new HashMap<>();
    for (FoundRun run : some) {
      FoundRun other = byName.put(run.name(), run);
      if (other != null) {
        throw new Refusal(
            Quoted.of(other.folder())
                + " and "
                + Quoted.of(run.folder())
                + " both hold "
                + run.text()
                + ", which would count twice: move one elsewhere");
      }
    }
  }

  /**
   * Writes the page.
   *
   * @param folder the folder of the runs, in which it gets one of its own
   * @return the page
   * @throws IOException if it cannot be written
   */
  public Path write(Path folder) throws IOException {
    ExperimentPage page = ExperimentPage.of("Experiments together");
    for (FoundRun run : runs) {
      page = page.fact(run.folder(), run.text());
    }
    for (RunGroup group : groups) {
      page = page.section(group.together());
      Optional<ExperimentSection> radii = RadiusBySize.of(group);
      if (radii.isPresent()) {
        page = page.section(radii.get());
      }
      for (ExperimentSection byMetric : PerceptualSummary.of(group)) {
        page = page.section(byMetric);
      }
    }
    return page.write(folder.resolve(FOLDER));
  }
}
