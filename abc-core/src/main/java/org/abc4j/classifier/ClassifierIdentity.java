package org.abc4j.classifier;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.abc4j.data.ImagePreparation;

/** What a classifier's bytes depend on, but for the release, in words and digests. Immutable. */
record ClassifierIdentity(
    ResNet config,
    String training,
    String imagesSha256,
    String testSha256,
    Optional<ImagePreparation> preparation) {

  /** Of a training on images, judged by others. */
  static ClassifierIdentity of(
      ResNet config,
      ClassifierTraining training,
      LabelledImages images,
      LabelledImages test,
      Optional<ImagePreparation> preparation) {
    return new ClassifierIdentity(
        config, training.toString(), images.sha256(), test.sha256(), preparation);
  }

  /** In order; where images came from makes no bit of it. */
  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("architecture", config.toString());
    lines.put("training", training);
    lines.put("images", imagesSha256);
    lines.put("test images", testSha256);
    return Collections.unmodifiableMap(lines);
  }
}
