package org.abc4j.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.abc4j.attribution.Landscape;
import org.junit.jupiter.api.Test;

class FarthestPicturesTest {
  @Test
  void farthestPictures_equalDistances_areThoseOfLeastIndex() {
    double[] distances = {1, 3, 2, 3, 3, 2, 0};
    for (int most = 0; most <= distances.length; most++) {
      FarthestPictures farthest = new FarthestPictures(most);
      for (int s = 0; s < distances.length; s++) {
        farthest.add(s, distances[s], new float[0]);
      }
      assertArrayEquals(
          Landscape.of(distances).top(most),
          farthest.farthestFirst().stream().mapToInt(FarthestPictures.Entry::source).toArray());
    }
  }
}
