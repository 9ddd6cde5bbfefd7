package org.abc4j.cli.experiment;

import java.util.Locale;

/** How values become those that a network trains on (appendix B.2). */
public enum NormalisationRule {
  /** From -1 to 1. */
  PLUS_MINUS_ONE,

  /** As the paper prints for CIFAR. */
  CIFAR,

  /** To mean 0 and deviation 1 over all values. */
  STANDARD,

  /** To mean 0 and deviation 1 in each channel. */
  STANDARD_CHANNELS;

  /** As in files and options: in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
