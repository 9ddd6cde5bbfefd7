package org.abc4j.evidence;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Execution;
import org.abc4j.store.EnsembleFolder;

/** Residuals computed into files in a process of its own, to be killed. */
final class ResidualProcess {
  static final String BEGUN = "begun";

  private static final int VALUES_OF_PART = 3 * 64;

  private ResidualProcess() {}

  static ResidualFolder folder(EnsembleFolder ensemble, Path into, int draws) {
    return ResidualFolder.of(
        into,
        ensemble.ensemble(),
        ResidualOrigin.of(ensemble),
        ResidualFixture.POINTS,
        new ResidualDraws(3, draws),
        VALUES_OF_PART);
  }

  /**
   * Computes residuals of the ensemble that is named into the folder that is named second, of as
   * many draws; says when the first prediction is made.
   */
  public static void main(String[] arguments) throws IOException {
    EnsembleFolder ensemble = EnsembleFolder.open(Path.of(arguments[0]));
    boolean[] begun = {false};
    Execution execution =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  if (!begun[0]) {
                    begun[0] = true;
                    System.out.println(BEGUN);
                    System.out.flush();
                  }
                });
    folder(ensemble, Path.of(arguments[1]), Integer.parseInt(arguments[2]))
        .residuals(ResidualFixture.STEPS, execution);
  }
}
