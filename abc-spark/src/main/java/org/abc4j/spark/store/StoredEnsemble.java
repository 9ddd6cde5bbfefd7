package org.abc4j.spark.store;

import java.io.IOException;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
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
 * @param members how many are there, those that were removed not among them
 * @serial exclude
 */
public record StoredEnsemble(EnsembleAddress address, Scratch scratch, int members)
    implements EnsembleRecipe {
  private static final long serialVersionUID = 1;

  /**
   * Checks the values.
   *
   * @param address which ensemble, and where
   * @param scratch where on each machine it is brought to
   * @param members how many are there
   */
  public StoredEnsemble {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(scratch, "scratch");
  }

  /**
   * The ensemble that is published at a place.
   *
   * @param store the place
   * @param scratch where on each machine it is brought to
   * @return how executors have it
   * @throws IncompleteEnsembleException if it is not whole, naming what is missing
   * @throws IOException if the store cannot be asked
   */
  public static StoredEnsemble of(EnsembleStore store, Scratch scratch) throws IOException {
    EnsembleStore.Published published = store.requireWhole();
    int n = published.manifest().memberSha256().size();
    return new StoredEnsemble(
        published.address(), scratch, n - published.manifest().removed().weight());
  }

  @Override
  public String digest() {
    return address.manifestSha256();
  }

  @Override
  public CodeAssignment code() throws IOException {
    return EnsembleStore.at(address.location()).code(address);
  }

  @Override
  public Shape shape() throws IOException {
    return EnsembleStore.at(address.location()).shape(address);
  }

  /** Little: what its members take is given back when memory is short. */
  @Override
  public long bytes() {
    return 1 << 20;
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
