package org.abc4j.spark.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.spark.EnsembleRecipe;
import org.abc4j.store.EnsembleFolder;

/**
 * How an executor has an ensemble that is stored where all machines reach it: read in place, or
 * brought to the machine's own disk. Immutable.
 */
public final class StoredEnsemble implements EnsembleRecipe {
  private static final long serialVersionUID = 1;

  /** Which ensemble, and where. */
  private final EnsembleAddress address;

  /** Where it is brought to; null if it is read in place. */
  private final Scratch scratch;

  private StoredEnsemble(EnsembleAddress address, Scratch scratch) {
    this.address = Objects.requireNonNull(address, "address");
    this.scratch = scratch;
  }

  /**
   * An ensemble that is read where it is. Each process hashes all of it once and reads each member
   * when it first asks for it, so twice over the network.
   *
   * @param address which ensemble, in a folder that all machines mount
   * @return the recipe
   * @throws IllegalArgumentException if it is no such folder
   */
  public static StoredEnsemble inPlace(EnsembleAddress address) {
    if (!address.location().isFolder()) {
      throw new IllegalArgumentException(
          address.location() + " is no folder that machines mount: bring it to a scratch folder");
    }
    return new StoredEnsemble(address, null);
  }

  /**
   * An ensemble that each machine brings to its own disk, once.
   *
   * @param address which ensemble
   * @param scratch where to
   * @return the recipe
   */
  public static StoredEnsemble broughtTo(Scratch scratch, EnsembleAddress address) {
    return new StoredEnsemble(address, Objects.requireNonNull(scratch, "scratch"));
  }

  /**
   * Which ensemble, and where.
   *
   * @return the address
   */
  public EnsembleAddress address() {
    return address;
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
   * @throws MalformedFileException if a file there is not the ensemble's, or the place has another
   * @throws IOException if a file cannot be read, or not be brought
   */
  public EnsembleFolder folder(Execution execution) throws IOException {
    if (scratch != null) {
      return scratch.bring(address, execution);
    }
    Path place = Path.of(address.location().uri());
    EnsembleStore.at(address.location()).requireWhole();
    EnsembleFolder folder = EnsembleFolder.open(place, execution);
    if (!folder.manifestSha256().equals(address.manifestSha256())) {
      throw new MalformedFileException(
          place.resolve(StoreNames.MANIFEST).toString(),
          "SHA-256",
          address.manifestSha256() + ", as when this work was planned",
          folder.manifestSha256());
    }
    return folder;
  }

  @Override
  public Ensemble make(Execution execution) throws IOException {
    return folder(execution).ensemble();
  }

  @Override
  public String toString() {
    return "ensemble "
        + address.manifestSha256()
        + (scratch == null ? " in " : " of ")
        + address.location();
  }
}
