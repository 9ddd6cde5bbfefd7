package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.DpmSolverSampler;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.sampling.UniPcSampler;
import org.junit.jupiter.api.Test;

class SamplerSettingTest {
  private static final NoiseSchedule COSINE = NoiseSchedule.cosine(1000);

  private static Sampler sampler(String id, Clipping clipping) {
    return SamplerSetting.parse(id).sampler(COSINE, clipping);
  }

  private static String failure(String id) {
    return assertThrows(IllegalArgumentException.class, () -> SamplerSetting.parse(id))
        .getMessage();
  }

  @Test
  void sampler_ofEachName_isTheLibrarys() {
    assertEquals(
        DdimSampler.steps(7).withSchedule(COSINE).withSpacing(Spacing.LEADING),
        sampler("ddim-leading-7", Clipping.NONE));
    assertEquals(
        DpmSolverSampler.steps(8).withSchedule(COSINE).withSpacing(Spacing.LOG_SNR).withClipping(1),
        sampler("dpm-solver-log-snr-8", Clipping.USUAL));
    assertEquals(
        UniPcSampler.steps(9).withSchedule(COSINE).withClipping(2),
        sampler("unipc-trailing-9", new Clipping(2, false)));
    assertEquals(
        UniPcSampler.steps(9).withSchedule(COSINE), sampler("unipc-trailing-9", Clipping.NONE));
    assertEquals(
        DdimSampler.steps(9).withSchedule(COSINE).withConsistentClipping(1),
        sampler("ddim-trailing-9", Clipping.CONSISTENT));
    assertEquals(
        UniPcSampler.steps(9).withSchedule(COSINE).withConsistentClipping(1),
        sampler("unipc-trailing-9", Clipping.CONSISTENT));
  }

  @Test
  void parse_id_isTheSame() {
    for (SamplerChoice choice : SamplerChoice.values()) {
      for (Spacing spacing : Spacing.values()) {
        SamplerSetting setting = new SamplerSetting(choice, spacing, 12);
        assertEquals(setting, SamplerSetting.parse(setting.id()));
      }
    }
  }

  @Test
  void parse_somethingElse_namesWhatThereIs() {
    assertEquals(
        "a sampler with spacing and steps is written like ddim-trailing-1000, found ddim-9",
        failure("ddim-9"));
    assertEquals(
        "a sampler is one of [ddim, dpm-solver, unipc], found heun", failure("heun-trailing-9"));
    assertEquals(
        "a spacing is one of [leading, trailing, log-snr], found even",
        assertThrows(IllegalArgumentException.class, () -> SamplerSetting.spacing("even"))
            .getMessage());
  }
}
