package org.abc4j.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetWeights;

/** A small ensemble in a folder, and what its residuals are of. */
final class ResidualFixture {
  static final Batch IMAGES = TinyNetworks.images();
  static final CodeAssignment CODE = TinyNetworks.code();
  static final TrainingPoints POINTS = TrainingPoints.of(IMAGES, CODE.sources());
  static final List<SamplingStep> STEPS = DdimSampler.steps(8).steps().subList(5, 8);

  private ResidualFixture() {}

  /** Of untrained members. */
  static EnsembleFolder ensemble(Path folder, long seed) throws IOException {
    for (int member = 0; member < CODE.codebook().length(); member++) {
      UNetWeights.write(
          EnsembleFolder.memberFile(folder, member),
          TinyNetworks.network(TinyNetworks.config(), seed, member));
    }
    return EnsembleWriter.of(
            TinyNetworks.config(), CODE, NoiseSchedule.linear(), EnsembleFolder.dataSha256(IMAGES))
        .complete(folder);
  }
}
