package org.abc4j.cli.experiment;

import java.util.Locale;

/** The two networks of appendix B.2. */
public enum NetworkSize {
  /** Channels (128, 256, 512, 512). */
  SMALL,

  /** Channels (192, 384, 768, 768). */
  LARGE;

  /** As in files and options: in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
