package org.abc4j.cli;

import org.abc4j.cli.experiment.WorldMaker;
import org.abc4j.cli.experiment.world.ExperimentWorlds;

/** Where experiments' data and models come from. */
final class Worlds {
  static final WorldMaker MAKER = new ExperimentWorlds();

  private Worlds() {}
}
