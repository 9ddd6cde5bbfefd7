package org.abc4j.cli;

import org.abc4j.cli.experiment.WorldMaker;

/** Where experiments' data and models come from. */
final class Worlds {
  static final WorldMaker MAKER = null;

  private Worlds() {}
}
