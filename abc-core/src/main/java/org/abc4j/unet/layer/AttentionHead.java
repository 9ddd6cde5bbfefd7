package org.abc4j.unet.layer;

import org.abc4j.kernel.AttentionKernels;
import org.abc4j.kernel.Kernels;

/** One head of {@link Attention} in one pass: the channels from {@code channel} on, d of them. */
final class AttentionHead {
  /** Queries of a tile: a panel of the kernels, and 256 keys of it fit a core's nearest cache. */
  private static final int TILE = Kernels.PANEL;

  private static final int QUERIES = 0;
  private static final int SCORES = 1;
  private static final int MIXED = 2;
  private static final int KEYS = 3;
  private static final int VALUES = 4;
  private static final int SCORE_TANGENTS = 5;
  private static final int KEY_TANGENTS = 6;
  private static final int VALUE_TANGENTS = 7;
  private static final int SCALE = 8;
  private static final int KEY_ADJOINTS = 9;
  private static final int VALUE_ADJOINTS = 10;
  private static final int ROWS = 11;

  private final Pass pass;
  private final Kernels kernels;
  private final AttentionKernels attention;
  private final int pixels;
  private final int channels;
  private final int channel;
  private final int headSize;
  private final float scale;
  private final float[] queries;
  private final float[] scores;
  private final float[] mixed;
  private final float[] shares;

  /** Of the keys of the row whose tiles are under way. */
  private double keySquares;

  AttentionHead(Pass pass, Node output, int channel, int headSize) {
    this.pass = pass;
    this.kernels = pass.kernels;
    this.attention = kernels.attention();
    this.pixels = output.pixels();
    this.channels = output.channels();
    this.channel = channel;
    this.headSize = headSize;
    this.scale = (float) (1 / Math.sqrt(headSize));
    this.queries = pass.scratch(QUERIES, 2 * headSize * TILE);
    this.scores = pass.scratch(SCORES, pixels * TILE);
    this.mixed = pass.scratch(MIXED, headSize * TILE);
    this.shares = pass.scratch(SCALE, TILE);
  }

  /** Queries, keys and values, or their tangents, or their adjoints. */
  record Arrays(float[] query, float[] key, float[] value) {}

  /** Some queries, and how many columns they take. */
  private record Tile(int first, int count, int columns) {
    static Tile of(int first, int pixels) {
      int count = Math.min(TILE, pixels - first);
      return new Tile(first, count, Parameter.padded(count));
    }
  }

  void forward(int row, float[] q, float[] k, float[] v, float[] o) {
    float[] keys = packed(KEYS, k, row);
    float[] values = packed(VALUES, v, row);
    for (int first = 0; first < pixels; first += TILE) {
      Tile tile = Tile.of(first, pixels);
      powers(tile, q, row, keys);
      mix(tile, values, 0, scores, false);
      kernels.scaleColumns(headSize, tile.columns, mixed, shares);
      untranspose(tile, mixed, o, row, 1, false);
    }
  }

  void tangents(int row, int perRow, Arrays values, Arrays tangents, float[] out) {
    float[] keys = packed(KEYS, values.key, row);
    float[] v = packed(VALUES, values.value, row);
    int first = row * perRow;
    float[] bothKeys = keysOfBoth(values.key, row, tangents.key, first, perRow);
    float[] valueTangents = pass.scratch(VALUE_TANGENTS, perRow * pixels * headSize);
    for (int t = 0; t < perRow; t++) {
      pack(tangents.value, first + t, valueTangents, t * pixels * headSize, headSize);
    }
    float[] scoreTangents = pass.scratch(SCORE_TANGENTS, pixels * TILE);
    for (int pixel = 0; pixel < pixels; pixel += TILE) {
      Tile tile = Tile.of(pixel, pixels);
      powers(tile, values.query, row, keys);
      kernels.scaleColumns(pixels, tile.columns, scores, shares);
      for (int t = 0; t < perRow; t++) {
        transpose(tile, tangents.query, first + t, scale, headSize * tile.columns);
        score(tile, bothKeys, t * pixels * 2 * headSize, 2 * headSize, scoreTangents);
        kernels.softmaxSlope(pixels, tile.columns, scores, scoreTangents);
        mix(tile, v, 0, scoreTangents, false);
        mix(tile, valueTangents, t * pixels * headSize, scores, true);
        untranspose(tile, mixed, out, first + t, 1, false);
      }
    }
  }

  /** For each tangent, key tangents and keys side by side: what queries and their tangents meet. */
  private float[] keysOfBoth(float[] k, int row, float[] tangents, int first, int perRow) {
    int size = pixels * 2 * headSize;
    float[] both = pass.scratch(KEY_TANGENTS, perRow * size);
    for (int t = 0; t < perRow; t++) {
      pack(tangents, first + t, both, t * size, 2 * headSize);
      pack(k, row, both, t * size + headSize, 2 * headSize);
    }
    return both;
  }

  void backward(int row, Arrays values, float[] outputAdjoint, Arrays adjoints) {
    float[] keys = packed(KEYS, values.key, row);
    float[] v = packed(VALUES, values.value, row);
    int wide = Parameter.padded(headSize);
    float[] keyAdjoints = pass.scratch(KEY_ADJOINTS, pixels * wide);
    float[] valueAdjoints = pass.scratch(VALUE_ADJOINTS, pixels * wide);
    float[] scoreAdjoints = pass.scratch(SCORE_TANGENTS, pixels * TILE);
    for (int first = 0; first < pixels; first += TILE) {
      Tile tile = Tile.of(first, pixels);
      powers(tile, values.query, row, keys);
      transpose(tile, outputAdjoint, row, 1, 0);
      attention.adjoints(
          pixels, headSize, tile.columns, keys, v, queries, scores, shares, scoreAdjoints, mixed);
      outer(tile, scores, outputAdjoint, row, 1, valueAdjoints);
      outer(tile, scoreAdjoints, values.query, row, scale, keyAdjoints);
      untranspose(tile, mixed, adjoints.query, row, scale, true);
    }
    add(keyAdjoints, wide, adjoints.key, row);
    add(valueAdjoints, wide, adjoints.value, row);
  }

  /** e to the scores of a tile, keys × queries, with what makes shares of them. */
  private void powers(Tile tile, float[] q, int row, float[] keys) {
    transpose(tile, q, row, scale, 0);
    if (!mayOverflow(tile, keys)) {
      attention.powers(pixels, headSize, tile.columns, keys, queries, scores, shares);
      return;
    }
    score(tile, keys, 0, headSize, scores);
    boolean overflowed = notFinite(scores, pixels * tile.columns);
    kernels.softmaxColumns(pixels, tile.columns, scores, shares);
    if (overflowed) {
      // A score of −∞ would be a share of 0, though it is but one that float does not hold.
      java.util.Arrays.fill(shares, Float.NaN);
    }
  }

  /** A score, and each sum on the way to it, is at most a query's length times that of all keys. */
  private boolean mayOverflow(Tile tile, float[] keys) {
    if (tile.first == 0) {
      // In rows that fill vectors, where they can.
      int values = pixels * headSize;
      int width = values % TILE == 0 ? TILE : headSize;
      kernels.columnDots(values / width, width, keys, 0, keys, 0, mixed);
      keySquares = sum(mixed, width);
    }
    kernels.columnDots(headSize, tile.columns, queries, 0, queries, 0, shares);
    return !(keySquares * sum(shares, tile.columns) <= Float.MAX_VALUE);
  }

  private static double sum(float[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return sum;
  }

  private static boolean notFinite(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values[i])) {
        return true;
      }
    }
    return false;
  }

  /** {@code out[key][query] = Σ_d left[key][d]·queries[d][query]}. */
  private void score(Tile tile, float[] left, int at, int depth, float[] out) {
    int columns = tile.columns;
    kernels.multiply(
        pixels, depth, columns, left, at, depth, 1, queries, 0, columns, out, 0, columns, false);
  }

  /** {@code mixed[d][query] = Σ_key left[key][d]·right[key][query]}, or added to it. */
  private void mix(Tile tile, float[] left, int at, float[] right, boolean add) {
    int columns = tile.columns;
    kernels.multiply(
        headSize, pixels, columns, left, at, 1, headSize, right, 0, columns, mixed, 0, columns,
        add);
  }

  /** {@code sums[key][d] += factor·Σ_query left[key][query]·right[query][d]}, from 0. */
  private void outer(Tile tile, float[] left, float[] right, int row, float factor, float[] sums) {
    int wide = Parameter.padded(headSize);
    float[] rows = pass.scratch(ROWS, TILE * wide);
    for (int p = 0; p < tile.count; p++) {
      int from = at(row, tile.first + p);
      for (int d = 0; d < headSize; d++) {
        rows[p * wide + d] = factor * right[from + d];
      }
      java.util.Arrays.fill(rows, p * wide + headSize, (p + 1) * wide, 0);
    }
    attention.outer(
        pixels, tile.count, headSize, tile.columns, left, rows, sums, wide, tile.first > 0);
  }

  private int at(int row, int pixel) {
    return (row * pixels + pixel) * channels + channel;
  }

  private float[] packed(int slot, float[] in, int row) {
    float[] packed = pass.scratch(slot, pixels * headSize);
    pack(in, row, packed, 0, headSize);
    return packed;
  }

  /** The head's channels of each pixel of a row, one pixel every {@code step} numbers. */
  private void pack(float[] in, int row, float[] out, int outAt, int step) {
    for (int p = 0; p < pixels; p++) {
      System.arraycopy(in, at(row, p), out, outAt + p * step, headSize);
    }
  }

  private void add(float[] in, int step, float[] out, int row) {
    for (int p = 0; p < pixels; p++) {
      int to = at(row, p);
      for (int d = 0; d < headSize; d++) {
        out[to + d] += in[p * step + d];
      }
    }
  }

  /** {@code queries[d][query] = factor·in[query][d]}; columns beyond the tile's queries are 0. */
  private void transpose(Tile tile, float[] in, int row, float factor, int to) {
    for (int d = 0; d < headSize; d++) {
      int line = to + d * tile.columns;
      for (int p = 0; p < tile.count; p++) {
        queries[line + p] = factor * in[at(row, tile.first + p) + d];
      }
      java.util.Arrays.fill(queries, line + tile.count, line + tile.columns, 0);
    }
  }

  private void untranspose(Tile tile, float[] in, float[] out, int row, float factor, boolean add) {
    for (int p = 0; p < tile.count; p++) {
      int to = at(row, tile.first + p);
      for (int d = 0; d < headSize; d++) {
        float value = factor * in[d * tile.columns + p];
        out[to + d] = add ? out[to + d] + value : value;
      }
    }
  }
}
