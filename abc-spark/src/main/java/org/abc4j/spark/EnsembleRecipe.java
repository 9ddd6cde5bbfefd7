package org.abc4j.spark;

import java.io.IOException;
import java.io.Serializable;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.Ensemble;

/**
 * How an executor has an ensemble: what is sent to it in the ensemble's place, whose members are
 * not {@link Serializable}. An executor's JVM makes it once and keeps it.
 *
 * <p>Implementations are immutable.
 */
public interface EnsembleRecipe extends Serializable {

  /**
   * What tells ensembles apart: a digest of all that its members' bits depend on.
   *
   * @return equal texts for ensembles of the same bits, and for no others
   */
  String digest();

  /**
   * Which source is seen by which members. Asked by the driver, which makes the ensemble for it
   * unless this is overridden.
   *
   * @return the ensemble's code
   * @throws IOException if a file that tells cannot be read
   */
  default CodeAssignment code() throws IOException {
    return HeldEnsembles.ofThisJvm().get(this, Execution.sequential()).code();
  }

  /**
   * How many members are there, those that were removed not among them.
   *
   * @return at least 1
   * @throws IOException if a file that tells cannot be read
   */
  default int members() throws IOException {
    Ensemble ensemble = HeldEnsembles.ofThisJvm().get(this, Execution.sequential());
    return ensemble.size() - ensemble.removed().weight();
  }

  /**
   * The shape of samples, by which a job's results are measured before it begins.
   *
   * @return the shape
   * @throws IOException if a file that tells cannot be read
   */
  default Shape shape() throws IOException {
    return HeldEnsembles.ofThisJvm().get(this, Execution.sequential()).shape();
  }

  /**
   * About how much memory the ensemble takes for as long as it is kept, and does not give back when
   * memory is short, as that of members which are read from files is.
   *
   * @return bytes, at least 0; 1 MiB unless it is overridden
   * @throws IOException if a file that tells cannot be read
   */
  default long bytes() throws IOException {
    return 1 << 20;
  }

  /**
   * Makes the ensemble, or fails if what is found is another.
   *
   * @param execution whose threads work, and whether to go on
   * @return the ensemble, thread-safe
   * @throws IOException if a file cannot be read, or is not the one that the recipe was made of
   */
  Ensemble make(Execution execution) throws IOException;
}
