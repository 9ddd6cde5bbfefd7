package org.abc4j.perception;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureMetricTest {
  @TempDir private Path temp;

  private static FeatureLayout layout(int... extents) {
    return FeatureLayout.of(List.of("out"), List.of(extents));
  }

  @Test
  void cosine_vectorsOfKnownAngle_isOneMinusItsCosine() {
    FeatureLayout plane = layout(2);
    CosineDistance distance = CosineDistance.of("out");
    for (int degrees = 0; degrees <= 180; degrees += 15) {
      double angle = Math.toRadians(degrees);
      float[] turned = {(float) (7 * Math.cos(angle)), (float) (7 * Math.sin(angle))};
      assertEquals(
          1 - Math.cos(angle), distance.between(plane, new float[] {0.5f, 0}, turned), 1e-6);
    }
  }

  @Test
  void cosine_anyVectors_isThatOfTheDefinition() {
    for (int size : new int[] {1, 2, 3, 17, 100}) {
      float[] a = Draws.gaussians(size, 1, size);
      float[] b = Draws.gaussians(size, 2, size);
      double inner = 0;
      double squareA = 0;
      double squareB = 0;
      for (int i = 0; i < size; i++) {
        inner += (double) a[i] * b[i];
        squareA += (double) a[i] * a[i];
        squareB += (double) b[i] * b[i];
      }
      CosineDistance distance = CosineDistance.of("out");
      double found = distance.between(layout(size), a, b);
      assertEquals(1 - inner / Math.sqrt(squareA * squareB), found, 1e-14);
      assertEquals(0, distance.between(layout(size), a, a.clone()));
      assertEquals(found, distance.between(layout(size), b, a));
    }
  }

  /** One minus the cosine would lose all digits of it. */
  @Test
  void cosine_vectorsThatAreAllButEqual_keepsItsDigits() {
    float[] a = {1, 0};
    float[] b = {1, 1e-6f};
    double expected = 0.5 * b[1] * b[1];
    assertEquals(expected, CosineDistance.of("out").between(layout(2), a, b), 1e-9 * expected);
  }

  @Test
  void cosine_vectorOfZeros_isNaN() {
    CosineDistance distance = CosineDistance.of("out");
    assertTrue(Double.isNaN(distance.between(layout(2), new float[2], new float[] {1, 0})));
  }

  @Test
  void largestPatch_anyTokens_isTheGreatestOfAllDistances() {
    for (int[] extents : new int[][] {{1, 1}, {2, 1}, {3, 4}, {17, 5}}) {
      int tokens = extents[0];
      int width = extents[1];
      float[] a = Draws.gaussians(tokens, 1, tokens * width);
      float[] b = Draws.gaussians(tokens, 2, tokens * width);
      for (int dropped = 0; dropped < tokens; dropped++) {
        double largest = 0;
        for (int t = dropped; t < tokens; t++) {
          double sum = 0;
          for (int i = 0; i < width; i++) {
            sum += Math.pow((double) a[t * width + i] - b[t * width + i], 2);
          }
          largest = Math.max(largest, Math.sqrt(sum));
        }
        LargestPatchDistance distance = LargestPatchDistance.of("out", dropped);
        distance.requireLayout(layout(extents));
        assertEquals(largest, distance.between(layout(extents), a, b), 1e-12);
      }
    }
  }

  @Test
  void largestPatch_oneTokenMoved_isHowFar() {
    float[] a = new float[4 * 2];
    float[] b = a.clone();
    b[2 * 2] = 3;
    b[2 * 2 + 1] = -4;
    assertEquals(5, LargestPatchDistance.of("out", 1).between(layout(4, 2), a, b));
    // The first token is not a patch.
    b[0] = 100;
    assertEquals(5, LargestPatchDistance.of("out", 1).between(layout(4, 2), a, b));
    assertEquals(100, LargestPatchDistance.of("out", 0).between(layout(4, 2), a, b));
  }

  @Test
  void largestPatch_otherExtents_areRefused() {
    Messages.assertIllegal(
        "output 'out' is to be tokens × width, more than the 4 tokens that are dropped, found [4,"
            + " 2]",
        () -> LargestPatchDistance.of("out", 4).requireLayout(layout(4, 2)));
    Messages.assertIllegal(
        "output 'out' is to be tokens × width, more than the 0 tokens that are dropped, found [4]",
        () -> LargestPatchDistance.of("out", 0).requireLayout(layout(4)));
    Messages.assertIllegal(
        "at least 0 tokens are dropped, found -1", () -> LargestPatchDistance.of("out", -1));
  }

  private static LpipsDistance lpips(Map<String, float[]> weights) {
    return LpipsDistance.of(List.of("first", "second"), weights);
  }

  private static final FeatureLayout LAYERS =
      FeatureLayout.of(
          List.of("first", "second"), List.of(new int[] {3, 2, 5}, new int[] {4, 1, 2}));

  /** Position by position, as the formula reads. */
  private static double slowLpips(Map<String, float[]> weights, float[] a, float[] b) {
    double sum = 0;
    for (int l = 0; l < 2; l++) {
      int channels = LAYERS.extents(l)[0];
      int positions = LAYERS.extents(l)[1] * LAYERS.extents(l)[2];
      double layer = 0;
      for (int p = 0; p < positions; p++) {
        double squareA = 0;
        double squareB = 0;
        for (int c = 0; c < channels; c++) {
          squareA += Math.pow(a[LAYERS.begin(l) + c * positions + p], 2);
          squareB += Math.pow(b[LAYERS.begin(l) + c * positions + p], 2);
        }
        for (int c = 0; c < channels; c++) {
          int at = LAYERS.begin(l) + c * positions + p;
          double difference =
              a[at] / (Math.sqrt(squareA) + 1e-10) - b[at] / (Math.sqrt(squareB) + 1e-10);
          layer += weights.get(LAYERS.name(l))[c] * difference * difference;
        }
      }
      sum += layer / positions;
    }
    return sum;
  }

  @Test
  void lpips_anyFeatures_isTheFormula() {
    for (int seed = 0; seed < 10; seed++) {
      float[] a = Draws.gaussians(seed, 1, LAYERS.size());
      float[] b = Draws.gaussians(seed, 2, LAYERS.size());
      float[] first = Draws.gaussians(seed, 3, 3);
      for (int c = 0; c < 3; c++) {
        first[c] = Math.abs(first[c]);
      }
      Map<String, float[]> weights = Map.of("first", first, "second", new float[] {0, 1, 2, 0.5f});
      LpipsDistance distance = lpips(weights);
      distance.requireLayout(LAYERS);
      assertEquals(slowLpips(weights, a, b), distance.between(LAYERS, a, b), 1e-12);
      assertEquals(0, distance.between(LAYERS, a, a.clone()));
    }
  }

  /** Orthogonal unit vectors of channels: their squared difference is 1 in either channel. */
  @Test
  void lpips_orthogonalChannels_isTheSumOfTheirWeights() {
    LpipsDistance distance =
        lpips(Map.of("first", new float[] {0.25f, 0.5f, 8}, "second", new float[] {1, 1, 1, 1}));
    float[] a = new float[LAYERS.size()];
    float[] b = new float[LAYERS.size()];
    for (int p = 0; p < 10; p++) {
      a[p] = 1 + p;
      b[10 + p] = 100;
    }
    assertEquals(0.75, distance.between(LAYERS, a, b), 1e-9);
    // A layer without any response adds nothing, and no NaN.
    assertEquals(0, distance.between(LAYERS, new float[38], new float[38]));
  }

  @Test
  void lpips_wrongWeights_areErrorsNamingThem() {
    Messages.assertIllegal(
        "LPIPS has weights of at least 0, that of channel 1 of 'second' is -1.0E-20",
        () -> lpips(Map.of("first", new float[3], "second", new float[] {0, -1e-20f, 0, 0})));
    Messages.assertIllegal(
        "LPIPS has weights of at least 0, that of channel 0 of 'first' is NaN",
        () -> lpips(Map.of("first", new float[] {Float.NaN}, "second", new float[4])));
    Messages.assertIllegal(
        "LPIPS has a weight for each channel of a layer, found none of 'second'",
        () -> lpips(Map.of("first", new float[3])));
    Messages.assertIllegal(
        "LPIPS has at least 1 layer, each named once, found []",
        () -> LpipsDistance.of(List.of(), Map.of()));
    Messages.assertIllegal(
        "output 'second' is to be 3 channels × height × width, as there are weights, found [4, 1,"
            + " 2]",
        () -> lpips(Map.of("first", new float[3], "second", new float[3])).requireLayout(LAYERS));
  }

  @Test
  void lpips_read_isThatOfTheWeightsInTheFile() throws IOException {
    Path file = temp.resolve("weights.safetensors");
    float[] second = {0, 1, 2, 0.5f};
    SafetensorsWriter.create()
        .put("first", new int[] {3}, new float[] {1, 2, 3})
        .put("second", new int[] {4}, second)
        .write(file);
    LpipsDistance read = LpipsDistance.read(List.of("first", "second"), file);
    LpipsDistance same = lpips(Map.of("first", new float[] {1, 2, 3}, "second", second));
    assertEquals(same.text(), read.text());
    assertEquals(List.of("first", "second"), read.outputs());
    assertThrows(MalformedFileException.class, () -> LpipsDistance.read(List.of("third"), file));
    SafetensorsWriter.create().put("first", new int[] {1, 3}, new float[] {1, 2, 3}).write(file);
    Messages.assertFails(
        MalformedFileException.class,
        file + ": tensor 'first', shape: expected 1 to 1048576 channels, found [1, 3]",
        () -> LpipsDistance.read(List.of("first"), file));
    SafetensorsWriter.create().put("first", new int[] {1}, new float[] {-1}).write(file);
    Messages.assertFails(
        MalformedFileException.class,
        file
            + ": weights: expected those of LPIPS, found LPIPS has weights of at least 0, that of"
            + " channel 0 of 'first' is -1.0",
        () -> LpipsDistance.read(List.of("first"), file));
  }

  @Test
  void layout_ofOutputs_saysWhereEachLies() {
    assertEquals(38, LAYERS.size());
    assertEquals(30, LAYERS.begin(1));
    assertEquals("first 3×2×5, second 4×1×2", LAYERS.toString());
    assertEquals("first", LAYERS.nameAt(29));
    assertEquals("second", LAYERS.nameAt(30));
    Messages.assertIllegal("extents of features are at least 1, found [2, 0]", () -> layout(2, 0));
    Messages.assertIllegal(
        "features have at most 2147483647 values, found extents [65536, 65536]",
        () -> layout(1 << 16, 1 << 16));
    Messages.assertIllegal(
        "features of 2 images with 3 values each are 6 values, found 5",
        () -> FeatureTensor.of(2, new int[] {3}, new float[5]));
  }
}
