package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerConfigFileTest {
  private static final String DDPM = "\"_class_name\": \"DDPMScheduler\"";

  @TempDir Path folder;

  private SchedulerConfigFile.Trained read(String options) throws IOException {
    return SchedulerConfigFile.read(file("{" + DDPM + options + "}"));
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("scheduler_config.json"), content);
  }

  private void assertRefused(String field, String expected, String found, String content)
      throws IOException {
    Path file = file(content);
    assertFails(
        MalformedFileException.class,
        file + ": " + field + ": expected " + expected + ", found " + found,
        () -> SchedulerConfigFile.read(file));
  }

  @Test
  void read_nothingSaid_isAsDiffusersHasIt() throws IOException {
    assertEquals(
        new SchedulerConfigFile.Trained(NoiseSchedule.linear(), Optional.empty()), read(""));
  }

  @Test
  void read_families_areTheirSchedules() throws IOException {
    assertEquals(
        NoiseSchedule.linear(50, 1e-3, 0.1),
        read(", \"num_train_timesteps\": 50, \"beta_start\": 0.001, \"beta_end\": 0.1,"
                + " \"beta_schedule\": \"linear\"")
            .schedule());
    assertEquals(
        NoiseSchedule.scaledLinear(1000, 0.00085, 0.012),
        read(", \"beta_schedule\": \"scaled_linear\", \"beta_start\": 0.00085,"
                + " \"beta_end\": 0.012")
            .schedule());
    assertEquals(
        NoiseSchedule.cosine(1000), read(", \"beta_schedule\": \"squaredcos_cap_v2\"").schedule());
    assertEquals(
        NoiseSchedule.of(0.1, 0.2, 0.3),
        read(", \"num_train_timesteps\": 3, \"trained_betas\": [0.1, 0.2, 0.3]").schedule());
  }

  @Test
  void read_predictions_areFollowedUnderEitherName() throws IOException {
    for (Prediction prediction : Prediction.values()) {
      assertEquals(
          Optional.of(prediction),
          read(", \"prediction_type\": \"" + prediction.text() + "\"").prediction());
    }
    assertEquals(Optional.of(Prediction.NOISE), read(", \"predict_epsilon\": true").prediction());
    assertEquals(Optional.of(Prediction.SAMPLE), read(", \"predict_epsilon\": false").prediction());
    assertEquals(Optional.empty(), read(", \"predict_epsilon\": null").prediction());
    assertRefused(
        "predict_epsilon",
        "what prediction_type says too, \"epsilon\"",
        "false",
        "{" + DDPM + ", \"predict_epsilon\": false, \"prediction_type\": \"epsilon\"}");
  }

  @Test
  void read_howSamplesAreDrawn_isLeftToSamplers() throws IOException {
    assertEquals(
        NoiseSchedule.linear(),
        read(", \"clip_sample\": true, \"variance_type\": \"fixed_large\", \"steps_offset\": 1,"
                + " \"timestep_spacing\": \"leading\", \"tensor_format\": \"pt\","
                + " \"rescale_betas_zero_snr\": false, \"use_flow_sigmas\": null")
            .schedule());
  }

  @Test
  void read_whatNothingHereFollows_isRefusedByName() throws IOException {
    String classes = "a scheduler of discrete steps, as DDPMScheduler and DDIMScheduler are";
    for (String other : new String[] {"ScoreSdeVeScheduler", "FlowMatchEulerDiscreteScheduler"}) {
      assertRefused(
          "_class_name", classes, '"' + other + '"', "{\"_class_name\": \"" + other + "\"}");
    }
    assertRefused("_class_name", classes, "nothing", "{}");
    assertRefused("content", "an object", "[]", "[]");
    assertRefused(
        "beta_schedule",
        "\"linear\", \"scaled_linear\" or \"squaredcos_cap_v2\"",
        "\"sigmoid\"",
        "{" + DDPM + ", \"beta_schedule\": \"sigmoid\"}");
    for (String option : new String[] {"rescale_betas_zero_snr", "use_flow_sigmas"}) {
      assertRefused(option, "false", "true", "{" + DDPM + ", \"" + option + "\": true}");
    }
    assertRefused(
        "prediction_type",
        "\"epsilon\" or \"v_prediction\" or \"sample\"",
        "\"flow_prediction\"",
        "{" + DDPM + ", \"prediction_type\": \"flow_prediction\"}");
    assertRefused(
        "trained_betas",
        "1000 numbers, as num_train_timesteps says",
        "2 numbers",
        "{" + DDPM + ", \"trained_betas\": [0.1, 0.2]}");
    assertRefused(
        "schedule",
        "a noise schedule",
        "a variance β lies in (0, 1), found 2.0",
        "{" + DDPM + ", \"beta_end\": 2}");
    assertRefused(
        "schedule",
        "a noise schedule",
        "a schedule has at least 1 step, found 0",
        "{" + DDPM + ", \"num_train_timesteps\": 0}");
  }

  /** A number of steps of a small file must not ask for much memory. */
  @Test
  void read_moreStepsThanAnybodyTrainsWith_isRefused() throws IOException {
    assertRefused(
        "num_train_timesteps",
        "at most 1000000",
        "2147483647",
        "{" + DDPM + ", \"num_train_timesteps\": 2147483647}");
  }
}
