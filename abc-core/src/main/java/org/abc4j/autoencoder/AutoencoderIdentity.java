package org.abc4j.autoencoder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.data.ImagePreparation;
import org.abc4j.store.EnsembleFolder;

/** What an autoencoder's bytes depend on, but for the release, in words and digests. Immutable. */
record AutoencoderIdentity(
    AutoencoderConfig config,
    String training,
    String imagesSha256,
    Optional<ImagePreparation> preparation) {

  /** Of a training on images. */
  static AutoencoderIdentity of(
      AutoencoderConfig config,
      AutoencoderTraining training,
      Rows images,
      Optional<ImagePreparation> preparation) {
    return new AutoencoderIdentity(
        config, training.toString(), EnsembleFolder.dataSha256(images), preparation);
  }

  /** In order; where images came from makes no bit of it. */
  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("architecture", config.toString());
    lines.put("training", training);
    lines.put("images", imagesSha256);
    return Collections.unmodifiableMap(lines);
  }
}
