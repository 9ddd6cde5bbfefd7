package org.abc4j.bench.peers;

/** Holds results against a peer's. A NaN on either side is a difference. */
final class Comparison {
  private Comparison() {}

  /**
   * Requires that results agree.
   *
   * @param tolerance of each element's difference, in units of the largest expected
   * @throws DifferentResultException if they do not
   */
  static void require(String what, float[] ours, float[] peers, double tolerance) {
    require(what, ours, peers, tolerance, 0);
  }

  static void require(String what, float[] ours, float[] peers, double tolerance, double absolute) {
    if (ours.length != peers.length) {
      throw new DifferentResultException(
          what + ": ours has " + ours.length + " values, the peer's " + peers.length);
    }
    double largest = largest(peers);
    for (int i = 0; i < ours.length; i++) {
      double difference = Math.abs((double) ours[i] - peers[i]);
      if (!(difference <= tolerance * largest + absolute)) {
        throw new DifferentResultException(
            what
                + ": value "
                + i
                + " is "
                + ours[i]
                + ", the peer's "
                + peers[i]
                + ", more than "
                + tolerance
                + " of the largest, "
                + largest);
      }
    }
  }

  static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
