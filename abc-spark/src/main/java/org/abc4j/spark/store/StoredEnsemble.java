package org.abc4j.spark.store;

import java.io.IOException;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.spark.EnsembleRecipe;
import org.abc4j.store.EnsembleFolder;

/**
 * How an executor has an ensemble that is stored elsewhere: brought to its machine's own disk, once
 * for all executors there. In a folder that all machines mount it can also be read in place ({@link
 * org.abc4j.spark.FolderRecipe}); then each executor reads all of it twice over the network, for
 * its digests and for its weights.
 *
 * @param address which ensemble, and where
 * @param scratch where on each machine it is brought to
 */
public record StoredEnsemble(EnsembleAddress address, Scratch scratch) implements EnsembleRecipe {
  private static final long serialVersionUID = 1;

  /**
   * Checks the values.
   *
   * @param address which ensemble, and where
   * @param scratch where on each machine it is brought to
   */
  public StoredEnsemble {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(scratch, "scratch");
  }

  @Override
  public String digest() {
    return address.manifestSha256();
  }

  /**
   * The ensemble's folder on this machine.
   *
   * @param execution hears of members' files, and is asked whether to go on
   * @return the folder, opened
   * @throws IncompleteEnsembleException if files are missing at its place, naming them
   * @throws org.abc4j.io.MalformedFileException if a file there is not the ensemble's, or the place
   *     has another
   * @throws IOException if a file cannot be read, or not be brought
   */
  public EnsembleFolder folder(Execution execution) throws IOException {
    return scratch.bring(address, execution);
  }

  @Override
  public Ensemble make(Execution execution) throws IOException {
    return folder(execution).ensemble();
  }
}
