package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.Execution;
import org.abc4j.codebook.Codebook;
import org.abc4j.model.Ensemble;
import org.abc4j.spark.store.EnsembleStore;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.spark.store.StoredEnsemble;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldEnsemblesTest {
  private static final Execution HERE = Execution.sequential();

  @TempDir private Path temp;

  private static ClosedFormRecipe withRidge(ClosedFormRecipe of, double ridge) {
    return new ClosedFormRecipe(
        of.kind(),
        of.items(),
        of.itemsSha256(),
        of.codeFile(),
        of.codeSha256(),
        ridge,
        of.schedule());
  }

  @Test
  void get_sameDigest_isMadeOnce() throws IOException {
    ClosedFormRecipe recipe = ClosedForm.in(temp).recipe();
    HeldEnsembles held = new HeldEnsembles(1 << 30);

    assertSame(held.get(recipe, HERE), held.get(withRidge(recipe, recipe.ridge()), HERE));
    assertNotSame(held.get(recipe, HERE), held.get(withRidge(recipe, 1), HERE));
    assertEquals(2, held.size());
  }

  @Test
  void get_moreThanFit_letsGoTheOneUsedLongestAgo() throws IOException {
    ClosedFormRecipe first = ClosedForm.in(temp).recipe();
    HeldEnsembles held = new HeldEnsembles(2 * first.bytes());

    Ensemble one = held.get(first, HERE);
    Ensemble two = held.get(withRidge(first, 2), HERE);
    held.get(first, HERE);
    held.get(withRidge(first, 3), HERE);

    assertEquals(2, held.size());
    assertSame(one, held.get(first, HERE));
    assertNotSame(two, held.get(withRidge(first, 2), HERE));
  }

  @Test
  void shape_isThatOfTheEnsemble() throws IOException {
    ClosedFormRecipe closed = ClosedForm.in(temp).recipe();
    assertEquals(closed.make(HERE).shape(), closed.shape());
    FolderRecipe networks =
        FolderRecipe.of(
            TinyNetworks.folder(
                Files.createDirectories(temp.resolve("networks")),
                TinyNetworks.config(),
                TinyNetworks.code()));
    assertEquals(networks.make(HERE).shape(), networks.shape());
  }

  /** Each takes little here, and its files on the machine's disk. */
  @Test
  void get_whereScratchHasNoRoom_letsGoOfEnsemblesThatNobodyUses() throws IOException {
    List<StoredEnsemble> stored = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      Path local = Files.createDirectories(temp.resolve("local-" + seed));
      EnsembleFolder ensemble =
          TinyNetworks.folder(
              local,
              TinyNetworks.config(),
              Codebook.allWords(TinyNetworks.MEMBERS, 2)
                  .assign(TinyNetworks.code().sources(), seed));
      long bytes;
      try (Stream<Path> files = Files.walk(local)) {
        bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      }
      EnsembleStore store =
          EnsembleStore.at(StoreLocation.of(temp.resolve("stored-" + seed).toUri().toString()));
      store.publish(ensemble, HERE);
      Scratch two = new Scratch(temp.resolve("scratch").toString(), 2 * bytes + 2000);
      stored.add(StoredEnsemble.of(store, two));
    }
    HeldEnsembles held = new HeldEnsembles(1 << 30);
    Ensemble used = held.get(stored.get(0), HERE);
    held.get(stored.get(1), HERE);
    held.get(stored.get(2), HERE);

    assertEquals(1, held.size(), "those that had to make room are held no more");
    assertFalse(Files.exists(temp.resolve("scratch").resolve(stored.get(1).digest())));
    // It was in use.
    assertTrue(EnsembleFolder.isComplete(temp.resolve("scratch").resolve(stored.get(0).digest())));
    assertEquals(TinyNetworks.MEMBERS, used.size());
  }

  @Test
  void get_largerThanTheBound_isHeldAlone() throws IOException {
    ClosedFormRecipe recipe = ClosedForm.in(temp).recipe();
    HeldEnsembles held = new HeldEnsembles(0);

    assertSame(held.get(recipe, HERE), held.get(recipe, HERE));
    held.get(withRidge(recipe, 2), HERE);
    assertEquals(1, held.size());
  }
}
