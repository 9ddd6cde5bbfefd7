package org.abc4j.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.abc4j.codebook.Codeword;
import org.abc4j.noise.NoiseSchedule;

/**
 * What an {@link EnsembleFolder} says of itself: enough to check it and to repeat it.
 *
 * @param library the release that made it, for people
 * @param schedule the noise schedule that the members were trained with
 * @param dataSha256 SHA-256 of the training data, 64 hexadecimal digits as all here
 * @param provenance what was made with what, in order: seeds, steps, settings
 * @param codebookSha256 digest of {@code codebook.json}
 * @param configSha256 digest of {@code config.json}
 * @param memberSha256 digest of each member's file, 2 to 1024
 */
public record EnsembleManifest(
    String library,
    NoiseSchedule schedule,
    String dataSha256,
    Map<String, String> provenance,
    String codebookSha256,
    String configSha256,
    List<String> memberSha256) {
  static final int FEWEST_MEMBERS = 2;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Copies the lists and checks the digests.
   *
   * @param library the release that made it
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 SHA-256 of the training data, 64 hexadecimal digits as all here
   * @param provenance what was made with what, in order
   * @param codebookSha256 digest of {@code codebook.json}
   * @param configSha256 digest of {@code config.json}
   * @param memberSha256 digest of each member's file, 2 to 1024
   * @throws IllegalArgumentException if a digest is not 64 hexadecimal digits in lower case, or the
   *     members are too few or too many
   */
  public EnsembleManifest {
    Objects.requireNonNull(library, "library");
    Objects.requireNonNull(schedule, "schedule");
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    provenance.forEach((name, value) -> Objects.requireNonNull(value, name));
    memberSha256 = List.copyOf(memberSha256);
    if (memberSha256.size() < FEWEST_MEMBERS || memberSha256.size() > Codeword.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an ensemble has "
              + FEWEST_MEMBERS
              + " to "
              + Codeword.MAX_LENGTH
              + " members, found "
              + memberSha256.size());
    }
    requireDigest("data", dataSha256);
    requireDigest("codebook", codebookSha256);
    requireDigest("config", configSha256);
    for (int i = 0; i < memberSha256.size(); i++) {
      requireDigest("member " + i, memberSha256.get(i));
    }
  }

  private static void requireDigest(String of, String found) {
    if (!isDigest(found)) {
      throw new IllegalArgumentException(
          "a SHA-256 digest is 64 hexadecimal digits, found " + found + " as that of " + of);
    }
  }

  static boolean isDigest(String text) {
    return SHA256.matcher(text).matches();
  }
}
