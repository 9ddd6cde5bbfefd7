package org.abc4j.autoencoder;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.epochs.NetworkValues;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.layer.ImageNetwork;
import org.abc4j.unet.layer.ImageTraining;
import org.abc4j.unet.layer.Parameter;

/**
 * Encoder and decoder in training together. Images have values from 0 to 1, as reconstructions have
 * them, whose last layer knows no negative ones. Not thread-safe.
 */
final class AutoencoderModel {
  private static final double TO_UNIT = 0x1.0p-53;

  /**
   * What the last bias starts at, the middle of what pixels may be. PyTorch's default is about 0,
   * on either side: a channel that starts below has no slope by its ReLU, and stays black for ever.
   */
  private static final float MIDDLE = 0.5f;

  private final AutoencoderConfig config;
  private final ImageNetwork encoder;
  private final ImageNetwork decoder;
  private final ImageTraining encoding;
  private final ImageTraining decoding;

  private AutoencoderModel(AutoencoderConfig config, AutoencoderTraining training) {
    this.config = config;
    this.encoder = config.encoder();
    this.decoder = config.decoder();
    this.encoding = encoder.training(training.adam());
    this.decoding = decoder.training(training.adam());
  }

  /** At its initial weights: PyTorch's defaults, but for the last bias. */
  static AutoencoderModel of(AutoencoderConfig config, AutoencoderTraining training) {
    AutoencoderModel model = new AutoencoderModel(config, training);
    initialise(model.encoder, training.seed(), 0);
    initialise(model.decoder, training.seed(), 1);
    Parameter last = model.decoder.parameters().get(AutoencoderConfig.LAST + ".bias");
    float[] middle = last.toArray();
    Arrays.fill(middle, MIDDLE);
    last.set(middle);
    return model;
  }

  private static void initialise(ImageNetwork network, long seed, int stream) {
    CounterRandom random = CounterRandom.of(seed, Purpose.AUTOENCODER_WEIGHTS);
    int index = 0;
    double bound = 0;
    for (Parameter parameter : network.parameters().values()) {
      boolean isWeight = parameter.name().endsWith(".weight");
      float[] values = parameter.toArray();
      if (isWeight) {
        // Its bias comes next.
        bound = parameter.shape().length == 1 ? 0 : 1 / Math.sqrt(parameter.fanIn());
      }
      if (bound == 0) {
        Arrays.fill(values, isWeight ? 1 : 0);
      } else {
        long[] bits = new long[values.length];
        random.bits(stream, index, 0, bits);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (bound * (2 * ((bits[i] >>> 11) * TO_UNIT) - 1));
        }
      }
      parameter.set(values);
      index++;
    }
    for (Parameter statistic : network.statistics().values()) {
      float[] values = statistic.toArray();
      Arrays.fill(values, statistic.name().endsWith(".running_var") ? 1 : 0);
      statistic.set(values);
    }
  }

  /** Takes a step on a batch; returns its loss before. */
  double step(float[] images, ReconstructionLoss loss, Execution execution) {
    int rows = images.length / config.images().size();
    float[] latents = encoding.forward(rows, images, execution);
    float[] found = decoding.forward(rows, latents, execution);
    double value = loss.loss(found, images);
    encoding.backward(decoding.backward(found, execution), execution);
    encoding.step();
    decoding.step();
    return value;
  }

  /** Memory of the arrays of all blocks so far. */
  long bytes() {
    return encoding.bytes() + decoding.bytes();
  }

  /** Weights and statistics, without the optimizer. */
  Map<String, float[]> weights() {
    return NetworkValues.of(encoder, decoder).toArrays();
  }

  Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>(encoding.state());
    state.putAll(decoding.state());
    return state;
  }

  /** Goes back to a state, or fails and may be used no more. */
  void restore(Map<String, float[]> state, int steps) {
    encoding.restore(state, steps);
    decoding.restore(state, steps);
  }
}
