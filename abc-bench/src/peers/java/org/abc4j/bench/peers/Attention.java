package org.abc4j.bench.peers;

import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.softmax;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** How libtorch attends: by its fused operator, or by two products and a softmax. */
enum Attention {
  FUSED("scaled_dot_product_attention") {
    @Override
    Tensor mix(Tensor query, Tensor key, Tensor value, int headSize) {
      return scaled_dot_product_attention(query, key, value);
    }
  },
  COMPOSED("matmul and softmax") {
    @Override
    Tensor mix(Tensor query, Tensor key, Tensor value, int headSize) {
      Tensor scaled = query.mul(new Scalar(1 / Math.sqrt(headSize)));
      return matmul(softmax(matmul(scaled, key.transpose(-2, -1)), -1), value);
    }
  };

  private final String title;

  Attention(String title) {
    this.title = title;
  }

  /** Softmax(qkᵀ/√d)·v for tensors [batch, heads, pixels, d]. */
  abstract Tensor mix(Tensor query, Tensor key, Tensor value, int headSize);

  @Override
  public String toString() {
    return title;
  }
}
