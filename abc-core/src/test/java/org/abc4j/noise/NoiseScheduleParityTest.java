package org.abc4j.noise;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The linear schedule of diffusers, for each "schedulers" fixture. */
class NoiseScheduleParityTest {
  static List<Path> folders() {
    return Fixtures.folders("schedulers");
  }

  private static NoiseSchedule schedule(Path folder) {
    JsonNode config = Fixtures.json(folder, "schedulers").iterator().next().get("config");
    assertEquals("linear", config.get("beta_schedule").asText());
    return NoiseSchedule.linear(
        config.get("num_train_timesteps").asInt(),
        config.get("beta_start").asDouble(),
        config.get("beta_end").asDouble());
  }

  @ParameterizedTest
  @MethodSource("folders")
  void linear_everyTimestep_equalsDiffusers(Path folder) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, "schedulers");
    NoiseSchedule schedule = schedule(folder);
    double[] betas = tensors.doubles("betas_f64");
    double[] alphaBars = tensors.doubles("alphas_cumprod_f64");
    float[] rounded = tensors.floats("alphas_cumprod_f32");
    assertEquals(betas.length, schedule.steps());
    for (int i = 0; i < betas.length; i++) {
      int t = i;
      assertAll(
          "timestep " + t,
          () -> assertEquals(betas[t], schedule.beta(t), 1e-14 * betas[t]),
          () -> assertEquals(alphaBars[t], schedule.alphaBar(t), 1e-14 * alphaBars[t]),
          () -> assertEquals(rounded[t], schedule.alphaBar(t), 2e-5 * rounded[t]));
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void noisy_everyValue_equalsDiffusersAddNoise(Path folder) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, "schedulers");
    NoiseSchedule schedule = schedule(folder);
    double[] clean = tensors.doubles("add_noise.x0");
    double[] noise = tensors.doubles("add_noise.noise");
    double[] expected = tensors.doubles("add_noise.f64");
    double[] loose = tensors.doubles("add_noise.native");
    long[] timesteps = tensors.longs("add_noise.timesteps");
    int m = clean.length / timesteps.length;
    for (int j = 0; j < clean.length; j++) {
      double noisy = schedule.noisy(clean[j], noise[j], (int) timesteps[j / m]);
      assertEquals(expected[j], noisy, 1e-12, "value " + j);
      assertEquals(loose[j], noisy, 1e-5, "value " + j + " with the schedule in float");
    }
  }
}
