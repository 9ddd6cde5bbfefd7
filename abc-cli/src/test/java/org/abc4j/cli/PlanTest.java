package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.UNetVariant;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of ensembles whose members others have trained. */
class PlanTest {
  private static final Shape SHAPE = new Shape(1, 8, 8);

  @TempDir private Path folder;

  /** Whoever measures the first member alone promises too little. */
  @Test
  void plan_membersOfDifferentConfigurations_measuresTheLargest() throws IOException {
    UNetConfig small = UNetConfig.attendingOnce(SHAPE, List.of(8, 8), 1, 4);
    UNetConfig large =
        UNetConfig.attendingOnce(SHAPE, List.of(8, 16), 1, 4)
            .with(UNetVariant.usual().with(Prediction.VELOCITY));
    List<UNetConfig> configs = List.of(small, large, small, small);
    CodeAssignment code = Codebook.allWords(4, 2).assignInOrder(DataSources.oneItemEach(6));
    for (int member = 0; member < 4; member++) {
      UNetWeights.write(EnsembleFolder.memberFile(folder, member), Network.of(configs.get(member)));
    }
    EnsembleWriter.of(small, code, NoiseSchedule.linear()).withConfigs(configs).complete(folder);
    assertEquals(
        UNetCost.of(large).parameters(),
        CommandRun.of("plan", folder, "--json", "--samples=1", "--sampling-steps=2")
            .well()
            .json()
            .get("weightsOfAMember")
            .longValue());
  }
}
