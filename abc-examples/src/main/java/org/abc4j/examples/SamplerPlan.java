package org.abc4j.examples;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which samplers are measured, on how many samples.
 *
 * @param reference what all samplers are compared with
 * @param settings the samplers
 * @param checks other ways to a reference, compared by their images
 * @param samples samples whose images are compared
 * @param landscapes the first of them, whose landscapes are compared too
 */
record SamplerPlan(
    SamplerSetting reference,
    List<SamplerSetting> settings,
    List<SamplerSetting> checks,
    int samples,
    int landscapes) {

  /** All that is measured: the usual sampler, the samplers, and the checks. */
  Set<SamplerSetting> measured() {
    Set<SamplerSetting> all = new LinkedHashSet<>();
    all.add(SamplerSetting.USUAL);
    all.addAll(settings);
    all.addAll(checks);
    all.remove(reference);
    return all;
  }

  /** Whether a sampler's landscape of a sample is measured, not only the sample. */
  boolean wantsLandscape(SamplerSetting setting, int sample) {
    return sample < landscapes && (!checks.contains(setting) || settings.contains(setting));
  }

  /** What it takes at most, in passes of a member. */
  long passes(StudiedMembers members) {
    Set<SamplerSetting> all = measured();
    all.add(reference);
    long passes = 0;
    for (SamplerSetting setting : all) {
      for (int sample = 0; sample < samples; sample++) {
        passes += setting.steps() * members.passes(wantsLandscape(setting, sample));
      }
    }
    return passes;
  }
}
