package org.abc4j.cli.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.abc4j.cli.Refusal;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/**
 * The file of a folder that says what its run is of: which experiment, scale, members and metrics.
 * It comes first, and a folder that was begun for one plan takes no other.
 */
public final class PlanFile {
  /** Its name. */
  public static final String NAME = "plan.json";

  private static final String FORMAT = "abc-experiment-1";

  private PlanFile() {}

  /** What {@code plan.json} holds. */
  private record Plain(String format, Experiment experiment, Scale scale, MemberKind members) {}

  /** The same of a plan with metrics: others are the bytes that they were before there were any. */
  private record Measured(
      String format,
      Experiment experiment,
      Scale scale,
      MemberKind members,
      List<PlannedMetric> metrics) {}

  /** The file of a plan: also what a digest of it is of. */
  static byte[] bytes(ExperimentPlan plan) {
    return ExperimentJson.bytes(
        plan.metrics().isEmpty()
            ? new Plain(FORMAT, plan.experiment(), plan.scale(), plan.kind())
            : new Measured(FORMAT, plan.experiment(), plan.scale(), plan.kind(), plan.metrics()));
  }

  /**
   * Begins a folder, or makes sure that it was begun for the same plan.
   *
   * @return the plan that it was begun for, which may name its metrics in another order
   */
  static ExperimentPlan begin(Path folder, ExperimentPlan plan) throws IOException {
    Files.createDirectories(folder);
    AtomicFiles.deleteLeftovers(folder);
    Path file = folder.resolve(NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      AtomicFiles.write(file, bytes(plan));
      return plan;
    }
    ExperimentPlan begun = read(folder);
    if (!Arrays.equals(bytes(inOrder(begun)), bytes(inOrder(plan)))) {
      throw new Refusal(
          Quoted.of(folder.toString())
              + " holds "
              + words(begun)
              + ", not "
              + words(plan)
              + ": name another folder"
              + (alike(begun, plan)
                  ? ", to which the models of this one ("
                      + String.join(", ", new TreeSet<>(ExperimentFolder.MODELS))
                      + ") may be moved"
                  : ""));
    }
    return begun;
  }

  private static ExperimentPlan inOrder(ExperimentPlan plan) {
    return plan.withMetrics(plan.metrics());
  }

  /**
   * Makes sure, where a folder was begun, that it was for the same experiment, scale and members;
   * which metrics, {@link #begin} asks. Before data are looked for, so that an option that was
   * forgotten is not taken for data that are missing.
   *
   * @param folder the folder, which need not be there
   * @param plan what is to be done in it
   * @throws Refusal if it was begun for something else, saying how it differs
   * @throws IOException if its plan is damaged or cannot be read
   */
  public static void requireBegunFor(Path folder, ExperimentPlan plan) throws IOException {
    if (!is(folder)) {
      return;
    }
    ExperimentPlan begun = read(folder);
    if (!alike(begun, plan)) {
      throw new Refusal(
          Quoted.of(folder.toString())
              + " was begun for "
              + words(begun.withMetrics(List.of()))
              + ", and this call asks for "
              + words(plan.withMetrics(List.of()))
              + ": "
              + remedy(begun, plan)
              + "name another folder");
    }
  }

  /** Which option was another, where it is one that can be given. */
  private static String remedy(ExperimentPlan begun, ExperimentPlan plan) {
    if (!begun.experiment().equals(plan.experiment())) {
      return begun.experiment().name().equals(plan.experiment().name())
          ? "that experiment had other settings (--experiments); give those, or "
          : "";
    }
    boolean scale = begun.scale().equals(plan.scale());
    if (!scale && begun.scale().name().equals(plan.scale().name())) {
      return "that scale had other settings (--scales); give those, or ";
    }
    return "give "
        + (scale ? "" : "--scale " + begun.scale().name())
        + (scale || begun.kind() == plan.kind() ? "" : " ")
        + (begun.kind() == plan.kind() ? "" : "--members " + begun.kind())
        + ", or ";
  }

  /** Whether two plans differ in their metrics alone. */
  private static boolean alike(ExperimentPlan a, ExperimentPlan b) {
    return a.withMetrics(List.of()).equals(b.withMetrics(List.of()));
  }

  private static String words(ExperimentPlan plan) {
    return plan.experiment().name()
        + " at scale "
        + plan.scale().name()
        + " of "
        + plan.kind()
        + (plan.metrics().isEmpty()
            ? ""
            : " by "
                + String.join(", ", plan.metrics().stream().map(PlannedMetric::text).toList()));
  }

  /**
   * The plan of a folder.
   *
   * @return what it was begun with
   * @throws MalformedFileException if its file is damaged
   * @throws IOException if there is none, or it cannot be read
   */
  static ExperimentPlan read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    Map<String, Object> fields = ExperimentJson.read(file, new TypeReference<>() {});
    Measured read;
    if (fields.containsKey("metrics")) {
      read = ExperimentJson.read(file, new TypeReference<>() {});
    } else {
      Plain plain = ExperimentJson.read(file, new TypeReference<Plain>() {});
      read =
          new Measured(
              plain.format(), plain.experiment(), plain.scale(), plain.members(), List.of());
    }
    if (!read.format().equals(FORMAT)) {
      throw new MalformedFileException(file.toString(), "format", FORMAT, read.format());
    }
    try {
      return new ExperimentPlan(read.experiment(), read.scale(), read.members(), read.metrics());
    } catch (IllegalArgumentException twice) {
      throw new MalformedFileException(
          file.toString(), "metrics", "different names", twice.getMessage(), twice);
    }
  }

  /** Whether a folder is one of these. */
  static boolean is(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS);
  }
}
