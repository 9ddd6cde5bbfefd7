package org.abc4j.cli;

import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.Picture;
import org.abc4j.store.EnsembleFolder;

/** How samples of an ensemble are shown as pictures. */
final class Shown {
  private final Normalisation normalisation;
  private final Shape samples;
  private final Optional<NormalisedCodec> codec;

  private Shown(EnsembleFolder ensemble, Optional<NormalisedCodec> codec) {
    this.normalisation = normalisation(ensemble);
    this.samples = ensemble.config().inputShape();
    this.codec = codec;
  }

  /** Decoded, if there is a codec. */
  static Shown of(EnsembleFolder ensemble, Optional<NormalisedCodec> codec) {
    return new Shown(ensemble, codec);
  }

  /** That of pictures, which samples are or decode to. */
  static Normalisation normalisation(EnsembleFolder ensemble) {
    return ensemble.manifest().preparation().normalisation();
  }

  /** The shape of a picture. */
  Shape shape() {
    return codec.map(NormalisedCodec::imageShape).orElse(samples);
  }

  /** A sample as a picture. */
  Picture picture(float[] sample) {
    return normalisation.picture(image(sample), 0);
  }

  /** A sample as an image. */
  Batch image(float[] sample) {
    Batch one = Batch.of(samples, sample);
    return codec.map(by -> by.decode(one)).orElse(one);
  }

  /** The greatest magnitude of a value in training; latents have none. */
  double bound() {
    return codec.isPresent() ? Double.POSITIVE_INFINITY : normalisation.bound();
  }
}
