package org.abc4j.cli.experiment;

import java.util.Locale;

/** What a data source is (Table 2 and appendix B.3). */
public enum SourceKind {
  /** Each image. */
  IMAGE,

  /** All images of a class. */
  CLASS,

  /** All images of a celebrity. */
  CELEBRITY,

  /** All images by an artist. */
  ARTIST,

  /** A group of images that are put together at random. */
  GROUP;

  /** As in files and options: in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
