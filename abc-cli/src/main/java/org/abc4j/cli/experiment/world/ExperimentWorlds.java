package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.WorldMaker;

/**
 * The worlds of the paper's experiments: data from data sets, from what an earlier run kept of
 * them, or made up; members that are trained or fitted.
 */
public final class ExperimentWorlds implements WorldMaker {

  @Override
  public ExperimentWorld open(ExperimentPlan plan, Optional<Path> data, Path folder, Work work)
      throws IOException {
    WorldData found = data(plan, data, folder, work);
    try {
      return plan.isClosedForm()
          ? new ClosedFormWorld(plan, found)
          : new UNetWorld(plan, found, folder);
    } catch (RuntimeException failure) {
      found.close();
      throw failure;
    }
  }

  @Override
  public Map<String, String> executors(ExperimentPlan plan, Path folder) throws IOException {
    return plan.isClosedForm() ? Map.of() : new ModelFolders(plan, folder).executors();
  }

  @Override
  public void requireData(ExperimentPlan plan, Optional<Path> data, Path folder, Work work)
      throws IOException {
    if (plan.scale().standIn()) {
      return;
    }
    if (data.isPresent()) {
      RealData.require(plan, data.get(), folder, work);
    } else if (!KeptData.isIn(folder)) {
      throw missing(plan, work);
    }
  }

  private static Refusal missing(ExperimentPlan plan, Work work) throws IOException {
    return new Refusal(
        plan.experiment().name() + " needs its data, by --data DIR" + RealData.wanted(plan, work));
  }

  private static WorldData data(ExperimentPlan plan, Optional<Path> data, Path folder, Work work)
      throws IOException {
    if (plan.scale().standIn()) {
      return StandInData.of(plan, work.silent());
    }
    if (data.isPresent()) {
      WorldData read = RealData.read(plan, data.get(), folder, work);
      try {
        KeptData.write(plan, read, folder);
        return read;
      } catch (IOException | RuntimeException failure) {
        read.close();
        throw failure;
      }
    }
    Optional<WorldData> kept = KeptData.read(folder);
    if (kept.isPresent()) {
      return kept.get();
    }
    throw missing(plan, work);
  }
}
