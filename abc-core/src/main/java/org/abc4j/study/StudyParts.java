package org.abc4j.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.attribution.VisualAttribution;

/**
 * What a study is made of, while it is computed or read. What is null or empty was not computed.
 * Arrays are handed over, not copied; not thread-safe.
 */
final class StudyParts {
  final SampleOrigin origin;
  final Shape shape;
  final float[] image;

  /** Digest of the codec that samples were decoded by; null where they are as they were. */
  String codec;

  Landscape exact;
  ScreenedLandscape screened;
  CalibratedInfluence calibrated;
  Landscape scaled;
  Landscape differential;
  VisualAttribution visual;
  double[] placebos = {};
  double[] differentialPlacebos = {};

  /** By source, the farthest first. */
  final Map<Integer, float[]> counterfactuals = new LinkedHashMap<>();

  final Map<Integer, float[]> firstOrder = new LinkedHashMap<>();

  /** Exact counterfactuals of the sources of the greatest calibrated influence, in their order. */
  final Map<Integer, float[]> besideInfluence = new LinkedHashMap<>();

  List<MetricFindings> metrics = List.of();

  int removedMembers;
  int[] inseparable = {};

  double medianPixelCorrelation = Double.NaN;
  double exactSeconds = Double.NaN;
  double differentialSeconds = Double.NaN;

  StudyParts(SampleOrigin origin, Shape shape, float[] image) {
    this.origin = origin;
    this.shape = shape;
    this.image = image;
  }
}
