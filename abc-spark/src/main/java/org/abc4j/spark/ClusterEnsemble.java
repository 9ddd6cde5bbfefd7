package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Execution;
import org.abc4j.spark.store.EnsembleStore;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.spark.store.StoredEnsemble;
import org.abc4j.store.EnsembleFolder;

/**
 * An ensemble as the driver has it and as executors do, wherever it is stored.
 *
 * @param folder the driver's, opened
 * @param recipe how executors have it
 */
public record ClusterEnsemble(EnsembleFolder folder, EnsembleRecipe recipe) {

  /**
   * Opens an ensemble: in place if it is in a folder that machines mount, otherwise the driver
   * brings it to its disk, as each machine does.
   *
   * @param location where it is
   * @param scratch where on their own disks machines bring it; not used for a mounted folder
   * @param execution hears of members' files, and is asked whether to go on
   * @return the ensemble
   * @throws org.abc4j.spark.store.IncompleteEnsembleException if it is not whole, naming what is
   *     missing
   * @throws org.abc4j.io.MalformedFileException if a file of it is another
   * @throws IOException if a file cannot be read, or not be brought
   */
  public static ClusterEnsemble open(StoreLocation location, Scratch scratch, Execution execution)
      throws IOException {
    EnsembleStore store = EnsembleStore.at(location);
    store.requireWhole();
    if (location.isFolder()) {
      EnsembleFolder folder = EnsembleFolder.open(Path.of(location.uri()), execution);
      return new ClusterEnsemble(folder, FolderRecipe.of(folder));
    }
    StoredEnsemble recipe = StoredEnsemble.of(store, scratch);
    return new ClusterEnsemble(recipe.folder(execution), recipe);
  }
}
