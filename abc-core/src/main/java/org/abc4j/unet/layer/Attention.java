package org.abc4j.unet.layer;

import java.util.List;

/**
 * Attention among the pixels, by heads: O = softmax(QKᵀ/√d)·V.
 *
 * <p>Queries are taken in tiles, and a tile is held transposed, keys × queries: lanes run over
 * queries, the softmax runs down the rows, and memory is linear in the pixels. Nothing of a tile is
 * kept; derivatives compute it anew. With S the scores and P the shares: dS = (q̇kᵀ + qk̇ᵀ)/√d, dP
 * = P∘(dS − ΣP∘dS), dO = Ṗv + Pv̇.
 */
final class Attention extends Layer {
  private final Node query;
  private final Node key;
  private final Node value;
  private final int headSize;

  Attention(Node query, Node key, Node value, Node output, int headSize) {
    super(output);
    this.query = query;
    this.key = key;
    this.value = value;
    this.headSize = headSize;
  }

  @Override
  List<Node> inputs() {
    return List.of(query, key, value);
  }

  /** What is done with one head of one row. */
  private interface HeadAction {
    void accept(AttentionHead head, int row);
  }

  private void forEachHead(Pass pass, HeadAction action) {
    for (int row = 0; row < pass.rows(); row++) {
      for (int channel = 0; channel < output.channels(); channel += headSize) {
        action.accept(new AttentionHead(pass, output, channel, headSize), row);
      }
    }
  }

  @Override
  void forward(Pass pass) {
    forEachHead(
        pass,
        (head, row) ->
            head.forward(
                row, pass.value(query), pass.value(key), pass.value(value), pass.value(output)));
  }

  @Override
  void tangents(Pass pass) {
    AttentionHead.Arrays values =
        new AttentionHead.Arrays(pass.value(query), pass.value(key), pass.value(value));
    AttentionHead.Arrays tangents =
        new AttentionHead.Arrays(pass.tangent(query), pass.tangent(key), pass.tangent(value));
    float[] out = pass.tangent(output);
    int perRow = pass.tangentRows() / pass.rows();
    forEachHead(pass, (head, row) -> head.tangents(row, perRow, values, tangents, out));
  }

  @Override
  void backward(Pass pass) {
    AttentionHead.Arrays values =
        new AttentionHead.Arrays(pass.value(query), pass.value(key), pass.value(value));
    AttentionHead.Arrays adjoints =
        new AttentionHead.Arrays(pass.adjoint(query), pass.adjoint(key), pass.adjoint(value));
    float[] out = pass.adjoint(output);
    forEachHead(pass, (head, row) -> head.backward(row, values, out, adjoints));
  }
}
