package org.abc4j.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.sampling.Timesteps.Spacing;
import org.abc4j.testing.ElementwiseModel;
import org.abc4j.testing.Fixtures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step of the schedulers of diffusers, for each "schedulers" fixture. */
class SchedulerParityTest {
  private static final String KIND = "schedulers";
  private static final double TOLERANCE = 1e-10;

  /** Of max(1, |x|), since these coefficients are rounded to float. */
  private static final double NATIVE_TOLERANCE = 2e-4;

  /** Of max(1, |x|), for states rounded to float after each of 50 steps. */
  private static final double FLOAT_TOLERANCE = 1e-5;

  static List<Path> folders() {
    return Fixtures.folders(KIND);
  }

  static Stream<Arguments> variants() {
    return folders().stream()
        .flatMap(
            folder ->
                Fixtures.tensors(folder, KIND).names().stream()
                    .filter(name -> name.startsWith("x.") && name.endsWith(".f64"))
                    .map(name -> name.substring(2, name.length() - 4))
                    .map(variant -> arguments(folder, variant)));
  }

  private static double epsilon(double x) {
    return 0.3 * x + 0.1 * StrictMath.sin(3 * x);
  }

  /** The sampler that a variant, such as "ddim-eta1.trailing.clip", and its settings name. */
  private static Sampler sampler(Path folder, String variant, int samplingSteps) {
    String[] parts = variant.split("\\.");
    JsonNode config = Fixtures.json(folder, KIND).get(variant + ".f64").get("config");
    assertEquals(parts[1], config.get("timestep_spacing").asText());
    assertEquals(parts[2].equals("clip"), config.get("clip_sample").asBoolean());
    NoiseSchedule schedule =
        NoiseSchedule.linear(
            config.get("num_train_timesteps").asInt(),
            config.get("beta_start").asDouble(),
            config.get("beta_end").asDouble());
    Spacing spacing = Spacing.valueOf(parts[1].toUpperCase(Locale.ROOT));
    double clip =
        parts[2].equals("clip")
            ? config.get("clip_sample_range").asDouble()
            : Double.POSITIVE_INFINITY;
    if (parts[0].equals("ddpm")) {
      return DdpmSampler.steps(samplingSteps)
          .withSchedule(schedule)
          .withSpacing(spacing)
          .withClipping(clip);
    }
    return DdimSampler.steps(samplingSteps)
        .withSchedule(schedule)
        .withSpacing(spacing)
        .withClipping(clip)
        .withEta(Double.parseDouble(parts[0].substring("ddim-eta".length())));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void fixture_hasTwelveVariants(Path folder) {
    assertEquals(12, variants().filter(arguments -> arguments.get()[0].equals(folder)).count());
  }

  @ParameterizedTest
  @MethodSource("folders")
  void timesteps_equalDiffusers(Path folder) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, KIND);
    int trainingSteps = tensors.doubles("betas_f64").length;
    for (Spacing spacing : List.of(Spacing.LEADING, Spacing.TRAILING)) {
      long[] expected = tensors.longs("timesteps." + spacing.name().toLowerCase(Locale.ROOT));
      int[] found = Timesteps.of(spacing, trainingSteps, expected.length).toArray();
      assertArrayEquals(expected, Arrays.stream(found).asLongStream().toArray(), spacing.name());
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void next_everyStepInDouble_equalsDiffusers(Path folder, String variant) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, KIND);
    double[] x = tensors.doubles("x_init");
    double[] z = tensors.doubles("z");
    double[] expected = tensors.doubles("x." + variant + ".f64");
    double[] loose = tensors.doubles("x." + variant + ".native");
    List<SamplingStep> steps = sampler(folder, variant, expected.length / x.length).steps();
    for (int k = 0; k < steps.size(); k++) {
      SamplingStep step = steps.get(k);
      for (int j = 0; j < x.length; j++) {
        int at = k * x.length + j;
        x[j] = step.next(x[j], epsilon(x[j]), z[at]);
        String where = variant + ", step " + k + ", value " + j;
        assertEquals(expected[at], x[j], TOLERANCE, where);
        double scale = Math.max(1, Math.abs(loose[at]));
        assertEquals(loose[at], x[j], NATIVE_TOLERANCE * scale, where + ", native");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void addsNoise_onlyWhereTheVariantDoes(Path folder, String variant) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, KIND);
    int steps = tensors.longs("timesteps.leading").length;
    List<SamplingStep> taken = sampler(folder, variant, steps).steps();
    long[] consumed = consumed(folder, variant);
    // DDIM asks for noise at its last step too, and multiplies it by σ = 0.
    long expected = consumed.length - (variant.startsWith("ddim-eta1") ? 1 : 0);
    assertEquals(expected, taken.stream().filter(SamplingStep::addsNoise).count());
    assertEquals(expected, taken.stream().takeWhile(SamplingStep::addsNoise).count());
  }

  /** The steps that diffusers drew noise for; written as first, last and number of them. */
  private static long[] consumed(Path folder, String variant) {
    JsonNode range = Fixtures.json(folder, KIND).get(variant + ".f64").get("z_indices_consumed");
    return range.isEmpty()
        ? new long[0]
        : LongStream.rangeClosed(range.get(0).asLong(), range.get(1).asLong()).toArray();
  }

  /** The whole way of a user: model, recorded noise, states in float. */
  @ParameterizedTest
  @MethodSource("variants")
  void generate_recordedNoise_endsWhereDiffusersEnds(Path folder, String variant)
      throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, KIND);
    double[] start = tensors.doubles("x_init");
    double[] z = tensors.doubles("z");
    double[] expected = tensors.doubles("x." + variant + ".f64");
    int count = expected.length / start.length;
    int rows = (int) tensors.entry("x_init").shape()[0];
    int m = start.length / rows;
    List<SampleNoise> noises =
        IntStream.range(0, rows)
            .mapToObj(
                row ->
                    SampleNoise.recorded(
                        floats(start, row * m, m),
                        IntStream.range(0, count)
                            .mapToObj(k -> floats(z, k * start.length + row * m, m))
                            .toList()))
            .toList();
    Shape shape = new Shape(1, 1, m);
    Batch end =
        sampler(folder, variant, count)
            .generate(new ElementwiseModel(shape, (x, t) -> epsilon(x)), noises);
    assertEquals(rows, end.rows());
    float[] found = end.toArray();
    for (int j = 0; j < found.length; j++) {
      double last = expected[expected.length - start.length + j];
      double off = Math.abs(found[j] - last) / Math.max(1, Math.abs(last));
      assertTrue(off <= FLOAT_TOLERANCE, variant + ", value " + j + " is off by " + off);
    }
  }

  private static float[] floats(double[] values, int from, int count) {
    float[] part = new float[count];
    for (int j = 0; j < count; j++) {
      part[j] = (float) values[from + j];
    }
    return part;
  }
}
