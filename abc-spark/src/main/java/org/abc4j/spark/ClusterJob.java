package org.abc4j.spark;

import java.io.IOException;
import java.io.Serializable;
import org.abc4j.Execution;

/**
 * What executors are told once of a whole job and do for each of its pieces. A piece may be done
 * twice, at the same time too: what both give of a sample or of a member has the same bytes.
 *
 * @param <P> a piece, small
 * @param <R> what it comes to
 */
interface ClusterJob<P extends Serializable, R> extends Serializable {

  /** Does a piece on an executor; {@code execution} has its task's threads and its cancellation. */
  R run(P piece, Execution execution) throws IOException;
}
