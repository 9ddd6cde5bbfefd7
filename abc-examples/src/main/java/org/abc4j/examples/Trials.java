package org.abc4j.examples;

import java.io.IOException;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;

/** Computes what is not in the store yet, and keeps it there. */
final class Trials {
  private final StudiedMembers members;
  private final TrialStore store;
  private final ExogenousNoise noise;
  private final Execution execution;
  private final WorkBar progress;

  Trials(
      StudiedMembers members,
      TrialStore store,
      ExogenousNoise noise,
      Execution execution,
      WorkBar progress) {
    this.members = members;
    this.store = store;
    this.noise = noise;
    this.execution = execution;
    this.progress = progress;
  }

  StudiedMembers members() {
    return members;
  }

  /**
   * A sample by a sampler, with its landscape or without.
   *
   * @param setting the sampler
   * @param sample index of the noise
   * @param withLandscape whether the landscape is wanted
   */
  SampledLandscape of(SamplerSetting setting, int sample, boolean withLandscape)
      throws IOException {
    long image = setting.steps() * members.passes(false);
    long landscape = setting.steps() * members.passes(true) - image;
    Optional<SampledLandscape> known = store.find(setting, sample);
    if (known.isPresent() && (known.get().hasLandscape() || !withLandscape)) {
      progress.skip(image + (withLandscape ? landscape : 0));
      return known.get();
    }
    Sample made =
        setting
            .sampler(members.schedule(), members.clipping())
            .sample(
                members.ensemble(), noise.of(sample), execution.reportingTo(progress.next(image)));
    SampledLandscape found =
        SampledLandscape.of(
            made,
            withLandscape,
            withLandscape ? execution.reportingTo(progress.next(landscape)) : execution);
    store.keep(setting, sample, found);
    return found;
  }
}
