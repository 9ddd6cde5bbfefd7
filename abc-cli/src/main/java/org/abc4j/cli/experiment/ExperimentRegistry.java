package org.abc4j.cli.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.Quoted;

/**
 * The paper's experiments: the 23 ensembles of Table 2 and the 7 of appendix B.3, in its order; and
 * the scales at which they are run. Immutable.
 */
public final class ExperimentRegistry {
  private final Map<String, Experiment> experiments = new LinkedHashMap<>();
  private final Map<String, Scale> scales = new LinkedHashMap<>();

  private ExperimentRegistry(List<Experiment> experiments, List<Scale> scales) {
    for (Experiment one : experiments) {
      Checks.require(
          this.experiments.put(one.name(), one) == null,
          "experiments have different names",
          Quoted.of(one.name()) + " twice");
    }
    for (Scale one : scales) {
      Checks.require(
          this.scales.put(one.name(), one) == null,
          "scales have different names",
          Quoted.of(one.name()) + " twice");
    }
  }

  /**
   * The registry that comes with the command.
   *
   * @return the paper's experiments
   */
  public static ExperimentRegistry paper() {
    return new ExperimentRegistry(
        resource("experiments.json", new TypeReference<>() {}),
        resource("scales.json", new TypeReference<>() {}));
  }

  private static <T> T resource(String name, TypeReference<T> type) {
    try (InputStream in = ExperimentRegistry.class.getResourceAsStream(name)) {
      return ExperimentJson.parse(name, in.readAllBytes(), type);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * The registry of somebody's own experiments, at the scales that come with the command.
   *
   * @param file a JSON list of experiments
   * @return a registry of these alone
   * @throws UnusableInput if it is not one
   * @throws IOException if it cannot be read
   */
  public static ExperimentRegistry read(Path file) throws IOException {
    return new ExperimentRegistry(
        OwnList.read(file, "experiment", Experiment.class),
        resource("scales.json", new TypeReference<>() {}));
  }

  /**
   * The same experiments, at somebody's own scales too.
   *
   * @param file a JSON list of scales, none of which is called as one that is there
   * @return a copy
   * @throws UnusableInput if it is not one
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if two scales have one name
   */
  public ExperimentRegistry withScales(Path file) throws IOException {
    List<Scale> all = new ArrayList<>(scales.values());
    for (Scale one : OwnList.read(file, "scale", Scale.class)) {
      if (all.stream().anyMatch(other -> other.name().equals(one.name()))) {
        throw new UnusableInput(
            file + ": scale " + Quoted.of(one.name()) + " is there already: take another name");
      }
      all.add(one);
    }
    return new ExperimentRegistry(all(), all);
  }

  /**
   * All experiments.
   *
   * @return in the paper's order
   */
  public List<Experiment> all() {
    return List.copyOf(experiments.values());
  }

  /**
   * An experiment.
   *
   * @param name its name
   * @return the experiment
   * @throws IllegalArgumentException if there is none of that name
   */
  public Experiment get(String name) {
    Experiment found = experiments.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no experiment "
              + Quoted.of(name)
              + NearestNames.question(name, experiments.keySet())
              + " (abc experiment list names all "
              + experiments.size()
              + ")");
    }
    return found;
  }

  /**
   * A scale.
   *
   * @param name its name
   * @return the scale
   * @throws IllegalArgumentException if there is none of that name
   */
  public Scale scale(String name) {
    Scale found = scales.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no scale "
              + Quoted.of(name)
              + NearestNames.question(name, scales.keySet())
              + " (scales are "
              + String.join(", ", scales.keySet())
              + ")");
    }
    return found;
  }
}
