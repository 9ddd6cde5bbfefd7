package org.abc4j.kernel;

/**
 * The linear maps of Winograd's convolution F(4×4, 3×3): of a 6×6 square of inputs d and a 3×3
 * kernel g, the 4×4 outputs are Aᵀ[(G g Gᵀ) ∘ (Bᵀ d B)]A. The products in the middle are those of
 * channels, so 36 products of matrices do the work of 144.
 *
 * <p>Cook and Toom's construction (Lavin and Gray 2016, section 4) over the points 0, ±3/4, ±3/2
 * and ∞. With these the largest error is some 0.3 of that with the usual ±1 and ±2, and every
 * constant but three of G is exact in binary. Each map is its own fixed sequence of operations.
 */
public enum Winograd {
  /** Bᵀ, of 6 inputs. */
  INPUT(6, 6) {
    @Override
    void line(float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
      float x0 = in[at];
      float x1 = in[at + step];
      float x2 = in[at + 2 * step];
      float x3 = in[at + 3 * step];
      float x4 = in[at + 4 * step];
      float x5 = in[at + 5 * step];
      float evenA = Fma.of(-B2, x2, x4);
      float oddA = Fma.of(-B2, x1, x3);
      float evenB = Fma.of(-A2, x2, x4);
      float oddB = Fma.of(-A2, x1, x3);
      put(Fma.of(A2B2, x0, Fma.of(-A2_B2, x2, x4)), out, to, add);
      put(Fma.of(A, oddA, evenA), out, to + outStep, add);
      put(Fma.of(-A, oddA, evenA), out, to + 2 * outStep, add);
      put(Fma.of(B, oddB, evenB), out, to + 3 * outStep, add);
      put(Fma.of(-B, oddB, evenB), out, to + 4 * outStep, add);
      put(Fma.of(A2B2, x1, Fma.of(-A2_B2, x3, x5)), out, to + 5 * outStep, add);
    }
  },

  /** Aᵀ, to 4 outputs. */
  OUTPUT(6, 4) {
    @Override
    void line(float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
      float x0 = in[at];
      float sumA = in[at + step] + in[at + 2 * step];
      float differenceA = in[at + step] - in[at + 2 * step];
      float sumB = in[at + 3 * step] + in[at + 4 * step];
      float differenceB = in[at + 3 * step] - in[at + 4 * step];
      float x5 = in[at + 5 * step];
      put(x0 + sumA + sumB, out, to, add);
      put(Fma.of(A, differenceA, B * differenceB), out, to + outStep, add);
      put(Fma.of(A2, sumA, B2 * sumB), out, to + 2 * outStep, add);
      put(Fma.of(A3, differenceA, Fma.of(B3, differenceB, x5)), out, to + 3 * outStep, add);
    }
  },

  /** A, of 4 adjoints of outputs. */
  OUTPUT_ADJOINT(4, 6) {
    @Override
    void line(float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
      float x0 = in[at];
      float x1 = in[at + step];
      float x2 = in[at + 2 * step];
      float x3 = in[at + 3 * step];
      float evenA = Fma.of(A2, x2, x0);
      float oddA = Fma.of(A2, x3, x1);
      float evenB = Fma.of(B2, x2, x0);
      float oddB = Fma.of(B2, x3, x1);
      put(x0, out, to, add);
      put(Fma.of(A, oddA, evenA), out, to + outStep, add);
      put(Fma.of(-A, oddA, evenA), out, to + 2 * outStep, add);
      put(Fma.of(B, oddB, evenB), out, to + 3 * outStep, add);
      put(Fma.of(-B, oddB, evenB), out, to + 4 * outStep, add);
      put(x3, out, to + 5 * outStep, add);
    }
  },

  /** G, of 3 weights. */
  KERNEL(3, 6) {
    @Override
    void line(float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
      float x0 = in[at];
      float x1 = in[at + step];
      float x2 = in[at + 2 * step];
      float evenA = KA * Fma.of(A2, x2, x0);
      float oddA = KA * x1;
      float evenB = KB * Fma.of(B2, x2, x0);
      float oddB = KB * x1;
      put(K0 * x0, out, to, add);
      put(Fma.of(A, oddA, evenA), out, to + outStep, add);
      put(Fma.of(-A, oddA, evenA), out, to + 2 * outStep, add);
      put(Fma.of(B, oddB, evenB), out, to + 3 * outStep, add);
      put(Fma.of(-B, oddB, evenB), out, to + 4 * outStep, add);
      put(x2, out, to + 5 * outStep, add);
    }
  },

  /** Gᵀ, to the gradients of 3 weights. */
  KERNEL_ADJOINT(6, 3) {
    @Override
    void line(float[] in, int at, int step, float[] out, int to, int outStep, boolean add) {
      float x0 = in[at];
      float sumA = KA * (in[at + step] + in[at + 2 * step]);
      float differenceA = KA * (in[at + step] - in[at + 2 * step]);
      float sumB = KB * (in[at + 3 * step] + in[at + 4 * step]);
      float differenceB = KB * (in[at + 3 * step] - in[at + 4 * step]);
      float x5 = in[at + 5 * step];
      put(Fma.of(K0, x0, sumA + sumB), out, to, add);
      put(Fma.of(A, differenceA, B * differenceB), out, to + outStep, add);
      put(Fma.of(A2, sumA, Fma.of(B2, sumB, x5)), out, to + 2 * outStep, add);
    }
  };

  /** Side of the square of outputs of a tile. */
  public static final int TILE = 4;

  /** Side of the squares in the middle, and of the square of inputs of a tile. */
  public static final int SIDE = 6;

  static final float A = 0.75f;
  static final float A2 = A * A;
  static final float A3 = A2 * A;
  static final float B = 1.5f;
  static final float B2 = B * B;
  static final float B3 = B2 * B;
  static final float A2B2 = A2 * B2;
  static final float A2_B2 = A2 + B2;
  static final float K0 = 1 / A2B2;
  static final float KA = 1 / (2 * A2 * (A2 - B2));
  static final float KB = 1 / (2 * B2 * (B2 - A2));

  private final int from;
  private final int to;

  Winograd(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** Side of the squares that it takes. */
  int from() {
    return from;
  }

  /** Side of the squares that it gives. */
  int to() {
    return to;
  }

  /** The map of one line. */
  abstract void line(float[] in, int at, int step, float[] out, int to, int outStep, boolean add);

  /**
   * Whether its results may be added to something: those that end a convolution may.
   *
   * @return whether {@link Kernels#winograd} adds on request
   */
  public boolean adds() {
    return to < from;
  }

  /** Fails if a map is to add that does not. */
  void requireAdds(boolean add) {
    if (add && !adds()) {
      throw new IllegalArgumentException("the map " + this + " adds to nothing");
    }
  }

  private static void put(float value, float[] out, int at, boolean add) {
    out[at] = add ? out[at] + value : value;
  }
}
