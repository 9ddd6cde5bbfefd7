package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sampler;
import org.abc4j.store.AssignmentFile;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;

/**
 * A small ensemble of closed-form members in files.
 *
 * @param recipe how executors have it
 * @param ensemble the same, made here
 */
record ClosedForm(ClosedFormRecipe recipe, Ensemble ensemble) {
  static final Sampler SAMPLER = DdimSampler.steps(6);

  static ClosedForm in(Path folder) throws IOException {
    Scenario scenario = Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM);
    Path items = folder.resolve("items.safetensors");
    Path code = folder.resolve("code.json");
    ItemTensor.write(items, scenario.items());
    AssignmentFile.write(code, scenario.code());
    ClosedFormRecipe recipe =
        ClosedFormRecipe.gaussian(
            ClusterFile.shared(items), ClusterFile.shared(code), 0.05, NoiseSchedule.linear());
    return new ClosedForm(recipe, scenario.ensemble());
  }
}
