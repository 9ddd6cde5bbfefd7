package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.Arrays;
import org.abc4j.Batch;
import org.abc4j.model.NoiseModel;

/**
 * A model's samples as images, each generated once and kept in parts, so that those of many other
 * models can be held against them. Holds one part at a time. Not thread-safe.
 */
final class KeptSamples {
  /** Samples of a part. */
  static final int TOGETHER = 64;

  private final Study study;
  private final Parts parts;
  private final String name;
  private final NoiseModel model;
  private final int samples;

  private int lastBlock = -1;
  private float[] last;

  /** So many samples of a model, by the parts' name, of which nothing is generated yet. */
  KeptSamples(Study study, Parts parts, String name, NoiseModel model, int samples) {
    this.study = study;
    this.parts = parts;
    this.name = name;
    this.model = model;
    this.samples = samples;
  }

  /** Some samples of one part, by their numbers. */
  Batch images(int from, int count) throws IOException {
    int block = from / TOGETHER;
    int size = study.imageShape().size();
    if (block != lastBlock) {
      last =
          parts.one(
              name,
              new FloatPart(size),
              samples,
              TOGETHER,
              block,
              (first, some, execution) ->
                  FloatPart.bytes(study.images(model, first, some, execution).toArray()));
      lastBlock = block;
    }
    int begin = (from - block * TOGETHER) * size;
    return Batch.of(study.imageShape(), Arrays.copyOfRange(last, begin, begin + count * size));
  }
}
