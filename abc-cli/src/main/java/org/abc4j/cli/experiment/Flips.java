package org.abc4j.cli.experiment;

import java.util.Locale;

/** What is done with mirrored images (appendices B.1 and B.2). */
public enum Flips {
  /** Nothing. */
  NONE,

  /** An image is mirrored with probability one half when it is trained on. */
  RANDOM,

  /** A mirrored copy of each image is a further one of its source. */
  MIRRORED;

  /** As in files and options: in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
