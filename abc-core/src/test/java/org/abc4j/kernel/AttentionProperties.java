package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.testing.Draws;

/** The steps of attention on the Vector API against those made of scalar kernels, bit for bit. */
class AttentionProperties {
  private static final AttentionKernels SCALAR = Kernels.scalar().attention();
  private static final AttentionKernels VECTOR = Kernels.get().attention();
  private static final int HEAD = 8;

  /** Sizes of which half are those that the Vector API has loops for. */
  private record Sizes(int keys, int headSize, int columns) {
    static Sizes of(long seed) {
      int keys = 1 + Draws.below(40, seed, 0, 0);
      int headSize = 1 + Draws.below(20, seed, 0, 1);
      int columns = Kernels.COLUMN_GROUP * (1 + Draws.below(3, seed, 0, 2));
      return Draws.below(2, seed, 0, 3) == 0
          ? new Sizes(keys, headSize, columns)
          : new Sizes(HEAD * keys, HEAD, Kernels.PANEL);
    }
  }

  @Example
  void attention_inTests_isOnTheVectorApi() {
    assertEquals("AttentionKernels", SCALAR.getClass().getSimpleName());
    assertEquals("VectorAttention", VECTOR.getClass().getSimpleName());
  }

  @Property(tries = 200)
  void powers_finiteScores_areTheScalarsBits(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int size) {
    Sizes sizes = Sizes.of(seed);
    float[] keys = Values.plain(seed, 1, sizes.keys * sizes.headSize);
    float[] queries = Values.plain(seed, 2, sizes.headSize * sizes.columns);
    // From scores that are nearly alike to such as leave all to one key.
    float factor = new float[] {0, 1e-20f, 1, 30}[size];
    for (int i = 0; i < queries.length; i++) {
      queries[i] *= factor;
    }
    float[][] powers = new float[2][sizes.keys * sizes.columns];
    float[][] scales = new float[2][sizes.columns];
    for (int i = 0; i < 2; i++) {
      (i == 0 ? SCALAR : VECTOR)
          .powers(sizes.keys, sizes.headSize, sizes.columns, keys, queries, powers[i], scales[i]);
    }
    assertArrayEquals(powers[0], powers[1], "powers of " + sizes);
    assertArrayEquals(scales[0], scales[1], "scales of " + sizes);
  }

  @Property(tries = 200)
  void adjoints_anyValues_areTheScalarsBits(@ForAll long seed, @ForAll boolean awkward) {
    Sizes sizes = Sizes.of(seed);
    int side = sizes.keys * sizes.headSize;
    int tile = sizes.keys * sizes.columns;
    float[] keys = Values.of(awkward, seed, 1, side);
    float[] values = Values.of(awkward, seed, 2, side);
    float[] adjoint = Values.of(awkward, seed, 3, sizes.headSize * sizes.columns);
    float[] powers = Values.of(awkward, seed, 4, tile);
    float[] scale = Values.of(awkward, seed, 5, sizes.columns);
    float[][] shares = {powers, powers.clone()};
    float[][] slopes = new float[2][tile];
    float[][] mixed = new float[2][sizes.headSize * sizes.columns];
    for (int i = 0; i < 2; i++) {
      (i == 0 ? SCALAR : VECTOR)
          .adjoints(
              sizes.keys,
              sizes.headSize,
              sizes.columns,
              keys,
              values,
              adjoint,
              shares[i],
              scale.clone(),
              slopes[i],
              mixed[i]);
    }
    assertArrayEquals(shares[0], shares[1], "shares of " + sizes);
    assertArrayEquals(slopes[0], slopes[1], "adjoints of the scores of " + sizes);
    assertArrayEquals(mixed[0], mixed[1], "adjoints of the queries of " + sizes);
  }

  @Property(tries = 200)
  void outer_anyValues_isTheScalarsBits(
      @ForAll long seed, @ForAll boolean awkward, @ForAll boolean add) {
    Sizes sizes = Sizes.of(seed);
    int queries = Draws.below(sizes.columns + 1, seed, 0, 4);
    int group = Kernels.COLUMN_GROUP;
    int wide = (sizes.headSize + group - 1) / group * group;
    float[] left = Values.of(awkward, seed, 1, sizes.keys * sizes.columns);
    float[] right = Values.of(awkward, seed, 2, queries * wide);
    float[] sums = Values.of(awkward, seed, 3, sizes.keys * wide);
    float[][] found = {sums, sums.clone()};
    for (int i = 0; i < 2; i++) {
      (i == 0 ? SCALAR : VECTOR)
          .outer(
              sizes.keys, queries, sizes.headSize, sizes.columns, left, right, found[i], wide, add);
      for (int key = 0; key < sizes.keys; key++) {
        Arrays.fill(found[i], key * wide + sizes.headSize, (key + 1) * wide, 0);
      }
    }
    assertArrayEquals(found[0], found[1], "sums of " + sizes);
  }
}
