package org.abc4j.cli.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The paper's perceptual metrics (appendix B.6), with what it prints of each. A metric is taken for
 * one of them by its name, that of the description that ships; whose network it was given is said
 * by a digest.
 */
enum PaperMetric {
  LPIPS("LPIPS-VGG", 0.02),
  OPENCLIP("OpenCLIP", 0.0002),
  DINOV2("DINOv2", 0.06),
  DINO_PATCH("DINO-Patch", 0.14);

  private final String metric;
  private final double pValue;

  PaperMetric(String metric, double pValue) {
    this.metric = metric;
    this.pValue = pValue;
  }

  static Optional<PaperMetric> named(String name) {
    return Arrays.stream(values()).filter(one -> one.metric.equals(name)).findFirst();
  }

  /** What the paper calls it. */
  String title() {
    return metric;
  }

  /** Of a slope of 0 of radii against sizes (appendix C.6), as the paper prints it. */
  double pValue() {
    return pValue;
  }

  /** As in names of the paper's numbers, such as {@code top8.ablation.dino-patch}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
