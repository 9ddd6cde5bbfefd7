package org.abc4j.spark.store;

import java.io.IOException;
import java.util.List;
import org.abc4j.io.Quoted;

/** A place holds no whole ensemble: which place, and which files of it are missing. */
public final class IncompleteEnsembleException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is not there. */
  private final List<String> missing;

  IncompleteEnsembleException(String place, List<String> missing, String there) {
    super(place + " holds no whole ensemble: missing " + Quoted.first(missing) + "; " + there);
    this.missing = List.copyOf(missing);
  }

  /**
   * What is missing.
   *
   * @return names of files, {@code manifest.json} alone if that is, as nobody then knows the others
   */
  public List<String> missing() {
    return missing;
  }
}
