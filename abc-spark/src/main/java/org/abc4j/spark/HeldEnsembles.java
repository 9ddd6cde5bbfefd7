package org.abc4j.spark;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.abc4j.spark.store.ScratchFullException;

/**
 * The ensembles that this JVM has made, by their digests: those used last, as many as fit into half
 * of the heap, and one at least. Tasks of one executor share them. Thread-safe; an ensemble is made
 * by one thread, while others that want it wait.
 */
final class HeldEnsembles {
  private static final HeldEnsembles OF_THIS_JVM =
      new HeldEnsembles(Runtime.getRuntime().maxMemory() / 2);

  private final long most;

  /** The one that was used last stands last. */
  private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);

  HeldEnsembles(long mostBytes) {
    this.most = mostBytes;
  }

  static HeldEnsembles ofThisJvm() {
    return OF_THIS_JVM;
  }

  /** Where the machine's scratch folder has no room, ensembles that no task uses give up theirs. */
  Ensemble get(EnsembleRecipe recipe, Execution execution) throws IOException {
    Held place = place(recipe);
    try {
      return place.get(recipe, execution);
    } catch (ScratchFullException full) {
      letGoAllBut(place);
      return place.get(recipe, execution);
    }
  }

  private synchronized void letGoAllBut(Held place) {
    held.values().removeIf(one -> one != place);
  }

  private synchronized Held place(EnsembleRecipe recipe) throws IOException {
    Held place = held.get(recipe.digest());
    if (place == null) {
      place = new Held(recipe.bytes());
      held.put(recipe.digest(), place);
      long total = held.values().stream().mapToLong(one -> one.bytes).sum();
      Iterator<Held> oldest = held.values().iterator();
      while (total > most && held.size() > 1) {
        total -= oldest.next().bytes;
        oldest.remove();
      }
    }
    return place;
  }

  synchronized int size() {
    return held.size();
  }

  private static final class Held {
    private final long bytes;
    private Ensemble ensemble;

    Held(long bytes) {
      this.bytes = bytes;
    }

    synchronized Ensemble get(EnsembleRecipe recipe, Execution execution) throws IOException {
      if (ensemble == null) {
        ensemble = recipe.make(execution);
      }
      return ensemble;
    }
  }
}
