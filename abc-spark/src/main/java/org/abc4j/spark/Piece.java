package org.abc4j.spark;

import java.io.Serializable;
import java.util.List;

/**
 * A piece of landscapes: some samples of a set with all of their sources, or one sample with some.
 *
 * @param from the first sample's place in the set
 * @param to after the last's
 * @param first the first source
 * @param sources how many sources
 */
record Piece(int from, int to, int first, int sources) implements Serializable {

  /** How many samples pieces have together, a sample once for each piece of its sources. */
  static int samples(List<Piece> pieces) {
    return pieces.stream().mapToInt(piece -> piece.to - piece.from).sum();
  }
}
