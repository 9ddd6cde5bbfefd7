package org.abc4j.cli.experiment;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;

/**
 * A perceptual metric that a plan measures by beside pixels (appendix B.6): its name and what it
 * is, not where its network lies. Immutable.
 *
 * @param name what its description calls it
 * @param network SHA-256 of its network
 * @param sha256 SHA-256 of all that decides its numbers but for how samples are normalised: the
 *     network, how images are prepared, what is read and by what that is compared
 */
public record PlannedMetric(String name, String network, String sha256) {
  /** Those of the paper in its order, then others by their names. */
  static final Comparator<PlannedMetric> ORDER =
      Comparator.<PlannedMetric>comparingInt(
              metric -> metric.paper().map(PaperMetric::ordinal).orElse(Integer.MAX_VALUE))
          .thenComparing(PlannedMetric::name);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Of a name of files; with what stands around it, it is no longer than they may be. */
  private static final int SLUG = 16;

  /**
   * Checks all three, which a plan's file may have from a person.
   *
   * @param name what its description calls it
   * @param network SHA-256 of its network
   * @param sha256 SHA-256 of all that decides its numbers
   * @throws IllegalArgumentException if the name is none of a description, or a digest is none
   */
  public PlannedMetric {
    Checks.require(
        NAME.matcher(Objects.requireNonNull(name, "name")).matches(),
        "a metric's name has up to 64 letters, digits, dots, hyphens and underscores",
        Quoted.of(name));
    for (String digest : new String[] {network, sha256}) {
      Checks.require(
          Sha256.isDigest(digest), "a digest is 64 hexadecimal digits", Quoted.of(digest));
    }
  }

  /** For names of files: different metrics may have the same. */
  String slug() {
    String small = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return small.substring(0, Math.min(SLUG, small.length()));
  }

  /** Which of the paper's metrics it is called after. */
  Optional<PaperMetric> paper() {
    return PaperMetric.named(name);
  }

  /** The name, for people: with what tells networks of one name apart. */
  String text() {
    return name + " (network " + network.substring(0, 12) + ")";
  }
}
