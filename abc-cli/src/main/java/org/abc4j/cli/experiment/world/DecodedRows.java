package org.abc4j.cli.experiment.world;

import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codec.Codec;

/**
 * Images that latents decode to, decoded when they are asked for.
 *
 * @param codec decodes
 * @param latents latents as they are decoded
 */
record DecodedRows(Codec codec, Rows latents) implements Rows {

  @Override
  public Shape shape() {
    return codec.imageShape();
  }

  @Override
  public int rows() {
    return latents.rows();
  }

  @Override
  public void copyRow(int row, float[] into) {
    float[] latent = new float[latents.shape().size()];
    latents.copyRow(row, latent);
    codec.decode(Batch.of(latents.shape(), latent)).copyRow(0, into);
  }
}
