package org.abc4j.study;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.io.Sha256;
import org.abc4j.perception.PerceptualMetric;

/**
 * What a perceptual metric says of a sample: how far its exact counterfactuals lie, the placebos
 * beside them, and what looks like it. It knows which metric it is of, by the digest of all that
 * decides its numbers. Immutable and thread-safe; arrays are copied in and out.
 */
public final class MetricFindings {
  private static final Pattern NAME = Pattern.compile("[!-~]{1,64}");

  private final String name;
  private final String sha256;
  private final String extractorSha256;
  private final Landscape landscape;
  private final double[] placebos;
  private final VisualAttribution visual;

  private MetricFindings(
      String name,
      String sha256,
      String extractorSha256,
      Landscape landscape,
      double[] placebos,
      VisualAttribution visual) {
    this.name = name;
    this.sha256 = sha256;
    this.extractorSha256 = extractorSha256;
    this.landscape = landscape;
    this.placebos = placebos;
    this.visual = visual;
  }

  /**
   * Findings of a metric that is known by name and digests.
   *
   * @param name what results call it: 1 to 64 printable characters of ASCII without blanks
   * @param sha256 all that decides its numbers, {@link PerceptualMetric#sha256}
   * @param extractorSha256 the network's, {@link org.abc4j.perception.FeatureExtractor#sha256}
   * @param landscape distances of all exact counterfactuals; null if they were not computed
   * @param placebos distances of placebos; none without a landscape
   * @param visual what looks like the sample; null if it was not computed
   * @return the findings
   * @throws IllegalArgumentException if the name or a digest is none, a distance is not finite,
   *     there are placebos without a landscape, nothing was found, or the two are of different
   *     numbers of sources
   */
  public static MetricFindings of(
      String name,
      String sha256,
      String extractorSha256,
      Landscape landscape,
      double[] placebos,
      VisualAttribution visual) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a metric's name has 1 to 64 printable characters, found \"" + name + "\"");
    }
    for (String digest : new String[] {sha256, extractorSha256}) {
      if (!Sha256.isDigest(digest)) {
        throw new IllegalArgumentException(
            "a SHA-256 digest has 64 hexadecimal digits, found " + digest);
      }
    }
    if (landscape == null && (visual == null || placebos.length > 0)) {
      throw new IllegalArgumentException(
          "a metric has found a landscape, with or without placebos, or what looks alike, found"
              + " neither, or "
              + placebos.length
              + " placebos alone");
    }
    if (landscape != null && visual != null && landscape.sources() != visual.sources()) {
      throw new IllegalArgumentException(
          "a landscape and what looks alike are of the same sources, found "
              + landscape.sources()
              + " and "
              + visual.sources());
    }
    return new MetricFindings(
        name,
        sha256,
        extractorSha256,
        StudyValues.distancesOf(name, landscape),
        StudyValues.finite(name + " placebo", placebos),
        visual);
  }

  static MetricFindings of(
      PerceptualMetric metric, Landscape landscape, double[] placebos, VisualAttribution visual) {
    Objects.requireNonNull(metric, "metric");
    return of(
        metric.name(),
        metric.sha256(),
        metric.features().extractorSha256(),
        landscape,
        placebos,
        visual);
  }

  /**
   * What the metric is called.
   *
   * @return its description's name
   */
  public String name() {
    return name;
  }

  /**
   * All that decides its numbers.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    return sha256;
  }

  /**
   * The network that it sees by.
   *
   * @return 64 hexadecimal digits
   */
  public String extractorSha256() {
    return extractorSha256;
  }

  /**
   * Number of sources.
   *
   * @return at least 1
   */
  public int sources() {
    return landscape == null ? visual.sources() : landscape.sources();
  }

  /**
   * The exact landscape in this metric.
   *
   * @return its distances; empty if it was not computed
   */
  public Optional<Landscape> landscape() {
    return Optional.ofNullable(landscape);
  }

  /**
   * Placebos: as many members left out, and no source.
   *
   * @return their distances in this metric; none if no word is reserved or nothing exact was
   *     computed
   */
  public double[] placebos() {
    return placebos.clone();
  }

  /**
   * What looks like the sample in this metric.
   *
   * @return the attribution; empty if it was not computed
   */
  public Optional<VisualAttribution> visual() {
    return Optional.ofNullable(visual);
  }

  @Override
  public String toString() {
    return "MetricFindings[" + name + ", " + sources() + " sources]";
  }
}
