package org.abc4j.autoencoder;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codec.DecoderTangents;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class BasicAutoencoderTest {
  private static final AutoencoderConfig CONFIG = new AutoencoderConfig(new Shape(3, 16, 24), 5, 4);
  private static final Map<String, float[]> WEIGHTS =
      AutoencoderModel.of(CONFIG, AutoencoderTraining.paper(3)).weights();
  private static final BasicAutoencoder CODEC = BasicAutoencoder.of(CONFIG, WEIGHTS);

  @Test
  void shapes_ofThePaper_areAQuarter() {
    AutoencoderConfig paper = AutoencoderConfig.paper(new Shape(3, 128, 128));
    assertEquals(new Shape(4, 32, 32), paper.latents());
    assertEquals(64, paper.width());
    assertEquals(
        "AutoencoderTraining[seed=1, epochs=10, patchEpochs=574, batchSize=64,"
            + " adam=AdamConfig[learningRate=0.001, beta1=0.9, beta2=0.999, epsilon=1.0E-8]]",
        AutoencoderTraining.paper(1).toString());
  }

  @Test
  void weights_names_areThoseOfPyTorchsSequentials() {
    assertEquals(
        List.of(
            "encoder.0.weight",
            "encoder.0.bias",
            "encoder.2.weight",
            "encoder.2.bias",
            "encoder.4.weight",
            "encoder.4.bias",
            "encoder.5.weight",
            "encoder.5.bias",
            "encoder.4.running_mean",
            "encoder.4.running_var",
            "decoder.0.weight",
            "decoder.0.bias",
            "decoder.2.weight",
            "decoder.2.bias",
            "decoder.4.weight",
            "decoder.4.bias",
            "decoder.6.weight",
            "decoder.6.bias"),
        List.copyOf(CODEC.weights().keySet()));
    Map<String, int[]> shapes = CODEC.shapes();
    assertArrayEquals(new int[] {5, 3, 7, 7}, shapes.get("encoder.0.weight"));
    assertArrayEquals(new int[] {4, 5, 5, 5}, shapes.get("encoder.5.weight"));
    assertArrayEquals(new int[] {4, 5, 7, 7}, shapes.get("decoder.0.weight"));
    assertArrayEquals(new int[] {5, 5, 5, 5}, shapes.get("decoder.4.weight"));
    assertArrayEquals(new int[] {3, 5, 3, 3}, shapes.get("decoder.6.weight"));
    long weights = 0;
    for (int[] shape : shapes.values()) {
      weights += Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    }
    assertEquals(CONFIG.weights(), weights);
  }

  @Test
  void of_itsWeights_isTheSame() {
    BasicAutoencoder again = BasicAutoencoder.of(CONFIG, CODEC.weights());
    assertEquals(CODEC, again);
    assertEquals(CODEC.sha256(), again.sha256());
    Map<String, float[]> other = CODEC.weights();
    other.get("decoder.4.bias")[2] += 1;
    assertNotEquals(CODEC, BasicAutoencoder.of(CONFIG, other));
  }

  @Test
  void encodeAndDecode_anyBatchAndThreads_giveTheSameBits() {
    Batch images = Draws.images(1, 0, CODEC.imageShape(), 11);
    Batch latents = CODEC.encode(images);
    Batch decoded = CODEC.decode(latents);
    assertEquals(CODEC.latentShape(), latents.shape());
    assertEquals(CODEC.imageShape(), decoded.shape());
    for (int row = 0; row < images.rows(); row++) {
      assertArrayEquals(latents.row(row), CODEC.encode(images.select(row)).row(0));
      assertArrayEquals(decoded.row(row), CODEC.decode(latents.select(row)).row(0));
    }
    Threads.with(
        3,
        execution -> {
          assertEquals(latents, CODEC.encode(images, execution));
          assertEquals(decoded, CODEC.decode(latents, execution));
        });
    assertEquals(0, CODEC.encode(Batch.of(CODEC.imageShape())).rows());
  }

  /**
   * Every convolution is followed by a ReLU: latents are no less than 0, pixels no less than −1.
   */
  @Test
  void encodeAndDecode_areFollowedByReLUs() {
    Batch images = Draws.images(2, 0, CODEC.imageShape(), 5);
    Batch latents = CODEC.encode(images);
    float least = Float.MAX_VALUE;
    for (float value : latents.toArray()) {
      least = Math.min(least, value);
    }
    assertEquals(0, least);
    for (float value : CODEC.decode(latents).toArray()) {
      assertTrue(value >= -1, "pixel " + value);
    }
  }

  @Test
  void tangents_manyDirections_areDifferencesButForKinks() {
    // Weights of a decoder whose units are seldom near their kinks, as initial ones are.
    Map<String, float[]> weights = CODEC.weights();
    int stream = 50;
    for (Map.Entry<String, float[]> entry : weights.entrySet()) {
      float[] values = entry.getValue();
      double scale = entry.getKey().endsWith(".bias") ? 1 : Math.sqrt(5.0 / values.length);
      float[] drawn = Draws.gaussians(3, stream++, values.length);
      for (int i = 0; entry.getKey().startsWith("decoder") && i < values.length; i++) {
        values[i] = (float) (scale * drawn[i]);
      }
    }
    BasicAutoencoder codec = BasicAutoencoder.of(CONFIG, weights);
    Batch latent = codec.encode(Draws.images(3, 0, codec.imageShape(), 1));
    Batch directions = Draws.batch(3, 1, codec.latentShape(), 19);
    DecoderTangents exact = codec.tangents(latent, directions, Execution.sequential());
    DecoderTangents differences =
        DecoderTangents.byDifferences(codec, latent, directions, Execution.sequential());
    assertTrue(exact.isExact());
    assertEquals(codec.decode(latent), exact.image());
    Threads.with(
        3,
        execution ->
            assertEquals(
                exact.tangents(), codec.tangents(latent, directions, execution).tangents()));
    for (int k = 0; k < directions.rows(); k++) {
      double apart = 0;
      double length = 0;
      for (int p = 0; p < codec.imageShape().size(); p++) {
        apart += Math.pow(exact.tangents().get(k, p) - differences.tangents().get(k, p), 2);
        length += Math.pow(exact.tangents().get(k, p), 2);
      }
      assertEquals(0, Math.sqrt(apart / length), 0.1, "direction " + k);
    }
  }

  @Test
  void of_weightsThatCannotBe_isRefused() {
    Map<String, float[]> missing = new LinkedHashMap<>(WEIGHTS);
    missing.remove("encoder.4.running_var");
    assertIllegal(
        "the state has 5 values under encoder.4.running_var, found nothing",
        () -> BasicAutoencoder.of(CONFIG, missing));
    Map<String, float[]> further = new LinkedHashMap<>(WEIGHTS);
    further.put("encoder.7.bias", new float[1]);
    assertIllegal(
        "this autoencoder has no weight encoder.7.bias",
        () -> BasicAutoencoder.of(CONFIG, further));
    Map<String, float[]> odd = new LinkedHashMap<>(WEIGHTS);
    odd.put("decoder.6.bias", new float[] {0, Float.NaN, 0});
    assertIllegal(
        "weights are finite, decoder.6.bias has a NaN", () -> BasicAutoencoder.of(CONFIG, odd));
    Map<String, float[]> negative = new LinkedHashMap<>(WEIGHTS);
    negative.put("encoder.4.running_var", new float[] {1, 1, -2, 1, 1});
    assertIllegal(
        "variances are at least 0, encoder.4.running_var has a -2.0",
        () -> BasicAutoencoder.of(CONFIG, negative));
  }

  @Test
  void config_outOfRange_isRefused() {
    assertIllegal(
        "sides of images are multiples of 8, up to 1024, found 12",
        () -> AutoencoderConfig.paper(new Shape(1, 16, 12)));
    assertIllegal(
        "images have 1 to 4 channels, found 5×8×8",
        () -> AutoencoderConfig.paper(new Shape(5, 8, 8)));
    assertIllegal("widths lie from 1 to 1024, found 0", () -> CONFIG.withWidth(0));
    assertIllegal(
        "latents have 1 to 64 channels, found 65",
        () -> new AutoencoderConfig(new Shape(1, 8, 8), 4, 65));
    assertIllegal(
        "an autoencoder is trained for 1 to 100000 epochs, found 0 and 0 with patches",
        () -> AutoencoderTraining.paper(1).withEpochs(0, 0));
    assertIllegal(
        "a step takes at least 1 image, found 0",
        () -> AutoencoderTraining.paper(1).withBatchSize(0));
    assertIllegal(
        "the images of this codec have shape 3×16×24, found 3×8×8",
        () -> CODEC.encode(Draws.images(1, 1, new Shape(3, 8, 8), 1)));
    assertIllegal(
        "the latents of this codec have shape 4×4×6, found 3×16×24",
        () -> CODEC.decode(Draws.images(1, 1, CODEC.imageShape(), 1)));
  }
}
