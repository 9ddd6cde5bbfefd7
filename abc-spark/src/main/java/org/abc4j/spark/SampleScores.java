package org.abc4j.spark;

import java.io.Serializable;
import java.util.Arrays;

/** Distances of one sample by source: exact ones, and those of a screen where there was one. */
final class SampleScores implements Serializable {
  private static final long serialVersionUID = 1;

  private final double[] distances;
  private final double[] screen;
  private final int[] drawn;

  /** NaN where a source was not verified; no screen and nothing drawn have length 0. */
  SampleScores(double[] distances, double[] screen, int[] drawn) {
    this.distances = distances;
    this.screen = screen;
    this.drawn = drawn;
  }

  static SampleScores of(double[] distances) {
    return new SampleScores(distances, new double[0], new int[0]);
  }

  double[] distances() {
    return distances;
  }

  double[] screen() {
    return screen;
  }

  int[] drawn() {
    return drawn;
  }

  /** Of all sources, of which this has some. */
  static SampleScores joined(int sources) {
    double[] all = new double[sources];
    Arrays.fill(all, Double.NaN);
    return of(all);
  }

  void put(int first, SampleScores part) {
    System.arraycopy(part.distances, 0, distances, first, part.distances.length);
  }
}
