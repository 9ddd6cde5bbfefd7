package org.abc4j.cli.experiment.world;

import org.abc4j.Rows;
import org.abc4j.cli.experiment.NormalisationRule;
import org.abc4j.data.Normalisation;

/** The normalisation of some data by a rule. */
final class Normalisations {
  private Normalisations() {}

  /** Of values in a range. */
  static Normalisation of(NormalisationRule rule, Rows rows, float low, float high) {
    return switch (rule) {
      case PLUS_MINUS_ONE -> Normalisation.plusMinusOne();
      case CIFAR -> Normalisation.cifarAsPrinted();
      case STANDARD -> Normalisation.standardising(rows, low, high);
      case STANDARD_CHANNELS -> Normalisation.standardisingChannels(rows, low, high);
    };
  }
}
