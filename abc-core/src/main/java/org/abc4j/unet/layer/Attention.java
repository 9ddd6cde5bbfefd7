package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Attention among the pixels, by heads: O = softmax(QKᵀ/√d)·V.
 *
 * <p>Queries are taken in tiles, and a tile is held transposed, keys × queries: lanes run over
 * queries, the softmax runs down the rows, and memory is linear in the pixels. Nothing of a tile is
 * kept; derivatives compute it anew. With S the scores and P the shares: dS = (q̇kᵀ + qk̇ᵀ)/√d, dP
 * = P∘(dS − ΣP∘dS), dO = Ṗv + Pv̇.
 */
final class Attention extends Layer {
  private static final int TILE = 64;

  private final Node query;
  private final Node key;
  private final Node value;
  private final int headSize;
  private final float scale;

  Attention(Node query, Node key, Node value, Node output, int headSize) {
    super(output);
    this.query = query;
    this.key = key;
    this.value = value;
    this.headSize = headSize;
    this.scale = (float) (1 / Math.sqrt(headSize));
  }

  @Override
  List<Node> inputs() {
    return List.of(query, key, value);
  }

  /** One tile of one head of one row. */
  private record Tile(int row, int base, int first, int count, int columns) {}

  /** Calls for every tile of a row, by heads. */
  private void forEachTile(int row, Consumer<Tile> action) {
    for (int head = 0; head < output.channels(); head += headSize) {
      for (int first = 0; first < output.pixels(); first += TILE) {
        int count = Math.min(TILE, output.pixels() - first);
        action.accept(
            new Tile(row, row * output.size() + head, first, count, Parameter.padded(count)));
      }
    }
  }

  @Override
  void forward(Pass pass) {
    float[] q = pass.value(query);
    float[] k = pass.value(key);
    float[] v = pass.value(value);
    float[] o = pass.value(output);
    for (int row = 0; row < pass.rows(); row++) {
      forEachTile(
          row,
          tile -> {
            float[] shares = shares(pass, tile, q, k);
            float[] mixed = pass.scratch(2, headSize * tile.columns);
            mix(pass, tile, v, tile.base, shares, mixed, false);
            untranspose(mixed, tile, o, tile.base, false);
          });
    }
  }

  @Override
  void tangents(Pass pass) {
    float[] q = pass.value(query);
    float[] k = pass.value(key);
    float[] v = pass.value(value);
    float[] qt = pass.tangent(query);
    float[] kt = pass.tangent(key);
    float[] vt = pass.tangent(value);
    float[] ot = pass.tangent(output);
    int perRow = pass.tangentRows() / pass.rows();
    for (int row = 0; row < pass.rows(); row++) {
      int firstTangent = row * perRow;
      forEachTile(
          row,
          tile -> {
            float[] shares = shares(pass, tile, q, k);
            float[] queries = pass.scratch(3, headSize * tile.columns);
            transpose(q, tile.base, tile, scale, queries);
            float[] queryTangents = pass.scratch(4, headSize * tile.columns);
            float[] scores = pass.scratch(5, output.pixels() * tile.columns);
            float[] mixed = pass.scratch(2, headSize * tile.columns);
            for (int t = firstTangent; t < firstTangent + perRow; t++) {
              int base = tile.base + (t - tile.row) * output.size();
              transpose(qt, base, tile, scale, queryTangents);
              score(pass, tile, kt, base, queries, scores, false);
              score(pass, tile, k, tile.base, queryTangents, scores, true);
              pass.kernels.softmaxSlope(output.pixels(), tile.columns, shares, scores);
              mix(pass, tile, v, tile.base, scores, mixed, false);
              mix(pass, tile, vt, base, shares, mixed, true);
              untranspose(mixed, tile, ot, base, false);
            }
          });
    }
  }

  @Override
  void backward(Pass pass) {
    float[] q = pass.value(query);
    float[] k = pass.value(key);
    float[] v = pass.value(value);
    float[] oa = pass.adjoint(output);
    int pixels = output.pixels();
    int wide = Parameter.padded(headSize);
    for (int row = 0; row < pass.rows(); row++) {
      forEachTile(
          row,
          tile -> {
            float[] shares = shares(pass, tile, q, k);
            float[] outputs = pass.scratch(2, headSize * tile.columns);
            transpose(oa, tile.base, tile, 1, outputs);
            addOuter(pass, tile, shares, oa, 1, wide, pass.adjoint(value));
            float[] scores = pass.scratch(5, pixels * tile.columns);
            score(pass, tile, v, tile.base, outputs, scores, false);
            pass.kernels.softmaxSlope(output.pixels(), tile.columns, shares, scores);
            addOuter(pass, tile, scores, q, scale, wide, pass.adjoint(key));
            float[] queries = pass.scratch(3, headSize * tile.columns);
            mix(pass, tile, k, tile.base, scores, queries, false);
            for (int i = 0; i < headSize * tile.columns; i++) {
              queries[i] *= scale;
            }
            untranspose(queries, tile, pass.adjoint(query), tile.base, true);
          });
    }
  }

  /** softmax of the scores of a tile, keys × queries. */
  private float[] shares(Pass pass, Tile tile, float[] q, float[] k) {
    float[] queries = pass.scratch(0, headSize * tile.columns);
    transpose(q, tile.base, tile, scale, queries);
    float[] scores = pass.scratch(1, output.pixels() * tile.columns);
    score(pass, tile, k, tile.base, queries, scores, false);
    pass.kernels.softmaxColumns(output.pixels(), tile.columns, scores);
    return scores;
  }

  /** {@code scores[key][query] = Σ_d left[key][d]·right[d][query]}, or added to it. */
  private void score(
      Pass pass, Tile tile, float[] left, int base, float[] right, float[] scores, boolean add) {
    pass.kernels.multiply(
        output.pixels(),
        headSize,
        tile.columns,
        left,
        base,
        output.channels(),
        1,
        right,
        0,
        tile.columns,
        scores,
        0,
        tile.columns,
        add);
  }

  /** {@code mixed[d][query] = Σ_key left[key][d]·shares[key][query]}, or added to it. */
  private void mix(
      Pass pass, Tile tile, float[] left, int base, float[] shares, float[] mixed, boolean add) {
    pass.kernels.multiply(
        headSize,
        output.pixels(),
        tile.columns,
        left,
        base,
        1,
        output.channels(),
        shares,
        0,
        tile.columns,
        mixed,
        0,
        tile.columns,
        add);
  }

  /** {@code sums[key][d] += factor·Σ_query left[key][query]·right[query][d]}. */
  private void addOuter(
      Pass pass, Tile tile, float[] left, float[] right, float factor, int wide, float[] sums) {
    int channels = output.channels();
    float[] rows = pass.scratch(6, tile.count * wide);
    Arrays.fill(rows, 0, tile.count * wide, 0);
    for (int p = 0; p < tile.count; p++) {
      for (int d = 0; d < headSize; d++) {
        rows[p * wide + d] = factor * right[tile.base + (tile.first + p) * channels + d];
      }
    }
    float[] products = pass.scratch(7, output.pixels() * wide);
    pass.kernels.multiply(
        output.pixels(),
        tile.count,
        wide,
        left,
        0,
        tile.columns,
        1,
        rows,
        0,
        wide,
        products,
        0,
        wide,
        false);
    for (int p = 0; p < output.pixels(); p++) {
      for (int d = 0; d < headSize; d++) {
        sums[tile.base + p * channels + d] += products[p * wide + d];
      }
    }
  }

  /** {@code out[d][query] = factor·in[query][d]}; columns beyond the tile's queries are 0. */
  private void transpose(float[] in, int base, Tile tile, float factor, float[] out) {
    Arrays.fill(out, 0, headSize * tile.columns, 0);
    for (int p = 0; p < tile.count; p++) {
      int from = base + (tile.first + p) * output.channels();
      for (int d = 0; d < headSize; d++) {
        out[d * tile.columns + p] = factor * in[from + d];
      }
    }
  }

  private void untranspose(float[] in, Tile tile, float[] out, int base, boolean add) {
    for (int p = 0; p < tile.count; p++) {
      int to = base + (tile.first + p) * output.channels();
      for (int d = 0; d < headSize; d++) {
        float value = in[d * tile.columns + p];
        out[to + d] = add ? out[to + d] + value : value;
      }
    }
  }
}
