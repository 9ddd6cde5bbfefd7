package org.abc4j.testing;

import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codec.Codec;
import org.abc4j.codec.DecoderTangents;
import org.abc4j.io.Sha256;

/**
 * A codec whose derivatives are known: each value z of a latent becomes four pixels, w·z + q·sin(z)
 * with w = 1, 2, 3, 4; the encoder takes their mean.
 */
public final class SmoothCodec implements Codec {
  private final Shape latents;
  private final double bend;
  private final boolean forwardMode;

  private SmoothCodec(Shape latents, double bend, boolean forwardMode) {
    this.latents = latents;
    this.bend = bend;
    this.forwardMode = forwardMode;
  }

  /** Of latents of a shape, bent by q; 0 for a linear one. */
  public static SmoothCodec of(Shape latents, double bend) {
    return new SmoothCodec(latents, bend, true);
  }

  /** Without derivatives of its own. */
  public SmoothCodec withoutForwardMode() {
    return new SmoothCodec(latents, bend, false);
  }

  @Override
  public Shape imageShape() {
    return new Shape(latents.channels(), 2 * latents.height(), 2 * latents.width());
  }

  @Override
  public Shape latentShape() {
    return latents;
  }

  @Override
  public String sha256() {
    return Sha256.begin().add(latents.toString()).add((int) (1000 * bend)).hex();
  }

  @Override
  public int preferredRows() {
    return 3;
  }

  /** The value of the latent that a pixel comes from. */
  private int from(int pixel) {
    Shape images = imageShape();
    int area = images.height() * images.width();
    int y = pixel % area / images.width() / 2;
    int x = pixel % images.width() / 2;
    return (pixel / area * latents.height() + y) * latents.width() + x;
  }

  private double weight(int pixel) {
    int width = imageShape().width();
    return 1 + pixel / width % 2 * 2 + pixel % width % 2;
  }

  /** A pixel of a decoded latent. */
  public double pixel(float[] latent, int pixel) {
    double z = latent[from(pixel)];
    return weight(pixel) * z + bend * StrictMath.sin(z);
  }

  /** Its derivative along a direction. */
  public double slope(float[] latent, double[] direction, int pixel) {
    int at = from(pixel);
    return (weight(pixel) + bend * StrictMath.cos(latent[at])) * direction[at];
  }

  @Override
  public Batch decode(Batch batch) {
    Codec.requireShape("latents", latents, batch);
    int m = imageShape().size();
    float[] images = new float[batch.rows() * m];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) pixel(batch.row(i / m), i % m);
    }
    return Batch.of(imageShape(), images);
  }

  @Override
  public Batch encode(Batch images) {
    Codec.requireShape("images", imageShape(), images);
    int m = imageShape().size();
    float[] values = new float[images.rows() * latents.size()];
    for (int row = 0; row < images.rows(); row++) {
      for (int p = 0; p < m; p++) {
        values[row * latents.size() + from(p)] += images.get(row, p) / 4;
      }
    }
    return Batch.of(latents, values);
  }

  @Override
  public DecoderTangents tangents(Batch latent, Batch directions, Execution execution) {
    if (!forwardMode) {
      return Codec.super.tangents(latent, directions, execution);
    }
    int m = imageShape().size();
    float[] derivatives = new float[directions.rows() * m];
    for (int i = 0; i < derivatives.length; i++) {
      double[] direction = Reference.toDouble(directions.row(i / m));
      derivatives[i] = (float) slope(latent.row(0), direction, i % m);
    }
    return DecoderTangents.exact(decode(latent), Batch.of(imageShape(), derivatives));
  }

  @Override
  public String toString() {
    return "SmoothCodec[" + latents + ", bend " + bend + "]";
  }
}
