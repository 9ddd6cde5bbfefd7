package org.abc4j.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.noise.NoiseSchedule;

/**
 * What an {@link EnsembleFolder} says of itself: enough to check it and to repeat it.
 *
 * @param schedule the noise schedule that the members were trained with
 * @param dataSha256 digest of the training data
 * @param provenance what was made with what, in order: seeds, steps, settings
 * @param codebookSha256 digest of {@code codebook.json}
 * @param configSha256 digest of {@code config.json}
 * @param memberSha256 digest of each member's file
 */
public record EnsembleManifest(
    NoiseSchedule schedule,
    String dataSha256,
    Map<String, String> provenance,
    String codebookSha256,
    String configSha256,
    List<String> memberSha256) {

  /**
   * Copies the lists.
   *
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 digest of the training data
   * @param provenance what was made with what, in order
   * @param codebookSha256 digest of {@code codebook.json}
   * @param configSha256 digest of {@code config.json}
   * @param memberSha256 digest of each member's file
   */
  public EnsembleManifest {
    provenance = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    memberSha256 = List.copyOf(memberSha256);
  }
}
