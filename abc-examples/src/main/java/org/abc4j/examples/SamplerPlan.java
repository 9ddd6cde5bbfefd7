package org.abc4j.examples;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which samplers are measured, on how many samples.
 *
 * <p>There are two references where predictions are clipped. The multistep samplers hold the
 * predicted clean image within its bound and follow the differential equation of that. DDIM keeps
 * the predicted noise as it is, which moves the state at each step however short that is; so its
 * samples depend on the number of steps, and those of 1000 are but one choice.
 *
 * @param reference what DDIM is compared with, and all samplers where nothing is clipped
 * @param clippedReference what the others are compared with where predictions are clipped
 * @param settings the samplers
 * @param checks other ways to a reference, compared by their images
 * @param samples samples whose images are compared
 * @param landscapes the first of them, whose landscapes are compared too
 */
record SamplerPlan(
    SamplerSetting reference,
    SamplerSetting clippedReference,
    List<SamplerSetting> settings,
    List<SamplerSetting> checks,
    int samples,
    int landscapes) {

  /** What a sampler is compared with. */
  SamplerSetting referenceOf(SamplerSetting setting, StudiedMembers members) {
    return members.isClipped() && setting.choice() != SamplerChoice.DDIM
        ? clippedReference
        : reference;
  }

  /** All references that are needed. */
  Set<SamplerSetting> references(StudiedMembers members) {
    Set<SamplerSetting> references = new LinkedHashSet<>();
    measured(members).forEach(setting -> references.add(referenceOf(setting, members)));
    return references;
  }

  /**
   * All that is measured: the samplers, the checks, and the usual sampler, unless DDIM is left out
   * and would need a reference of its own.
   */
  Set<SamplerSetting> measured(StudiedMembers members) {
    Set<SamplerSetting> all = new LinkedHashSet<>();
    if (!members.isClipped()
        || settings.stream().anyMatch(one -> one.choice() == SamplerChoice.DDIM)) {
      all.add(SamplerSetting.USUAL);
    }
    all.addAll(settings);
    all.addAll(checks);
    all.removeIf(setting -> setting.equals(referenceOf(setting, members)));
    return all;
  }

  /** Whether a sampler's landscape of a sample is measured, not only the sample. */
  boolean wantsLandscape(SamplerSetting setting, int sample) {
    return sample < landscapes && (!checks.contains(setting) || settings.contains(setting));
  }

  /** What it takes at most, in passes of a member. */
  long passes(StudiedMembers members) {
    Set<SamplerSetting> all = measured(members);
    all.addAll(references(members));
    long passes = 0;
    for (SamplerSetting setting : all) {
      for (int sample = 0; sample < samples; sample++) {
        passes += setting.steps() * members.passes(wantsLandscape(setting, sample));
      }
    }
    return passes;
  }
}
