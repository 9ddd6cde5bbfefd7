package org.abc4j.samediff;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs of one graph, one at a time.
 *
 * <p>{@code SameDiff.output} keeps a session for each thread that ever called it, and each of those
 * the number of each array that it ever freed. Here a graph has one session, and that forgets.
 */
final class GraphSession extends InferenceSession {
  private final ArrayPool pool = new ArrayPool();
  private final Map<Set<String>, Needed> needed = new HashMap<>();

  /** What some outputs are computed from. */
  private record Needed(List<String> variables, List<String> operations) {}

  GraphSession(SameDiff graph) {
    super(graph);
    setMmgr(pool);
  }

  /**
   * Runs what is needed for some outputs.
   *
   * @param placeholders what they are computed from
   * @param names the outputs
   * @param reader reads them; their arrays are used again when it has returned
   */
  void run(Map<String, INDArray> placeholders, Collection<String> names, Reader reader) {
    try {
      reader.read(
          output(List.copyOf(names), placeholders, null, List.of(), List.of(), At.defaultAt()));
    } finally {
      nodeValueOutputs.clear();
      freedArrays.clear();
      getArrayUseTracker().clear();
      pool.takeBack();
    }
  }

  /** The same for each run, but to find it takes half the time of a run of one row. */
  @Override
  protected void initSubgraph(Set<String> outputs) {
    Needed known = needed.get(outputs);
    if (known == null) {
      Set<String> key = Set.copyOf(outputs);
      super.initSubgraph(outputs);
      needed.put(key, new Needed(List.copyOf(subgraph), List.copyOf(subgraphOps)));
    } else {
      subgraph.addAll(known.variables());
      subgraphOps.addAll(known.operations());
    }
  }

  /** Takes the outputs of a run. */
  @FunctionalInterface
  interface Reader {
    void read(Map<String, INDArray> outputs);
  }

  /** Bytes that runs have left for the next ones. */
  long pooledBytes() {
    return pool.bytes();
  }

  /** Frees them. */
  void free() {
    pool.close();
  }
}
