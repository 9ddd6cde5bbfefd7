package org.abc4j.cli.experiment;

import java.util.Locale;

/** Which images of a part of a data set are taken. */
public enum Subset {
  /** All of them. */
  ALL,

  /** The first in the data set's own order; the paper does not say which it took. */
  FIRST,

  /** Those of the sources with most images. */
  LARGEST_SOURCES,

  /** Those that look like landscapes to OpenCLIP (appendix B.1). */
  LANDSCAPES;

  /** As in files and options: in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
