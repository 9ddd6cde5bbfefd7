package org.abc4j.cli;

import org.abc4j.data.Normalisation;
import org.abc4j.store.EnsembleFolder;

/** How samples of an ensemble are shown as pictures. */
final class Shown {
  private Shown() {}

  static Normalisation normalisation(EnsembleFolder ensemble) {
    return ensemble.manifest().preparation().normalisation();
  }
}
