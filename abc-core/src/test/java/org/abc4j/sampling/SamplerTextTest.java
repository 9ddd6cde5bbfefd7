package org.abc4j.sampling;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Timesteps.Spacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTextTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

  static Stream<Sampler> samplers() {
    List<Sampler> all = new ArrayList<>();
    for (NoiseSchedule schedule :
        List.of(NoiseSchedule.linear(), NoiseSchedule.linear(60, 0.001, 0.2), cosine())) {
      for (Spacing spacing : Spacing.values()) {
        for (double clip : new double[] {NONE, 1, 2.5, 1e-4}) {
          for (int steps : new int[] {1, 7, 50}) {
            for (double eta : new double[] {0, 0.1, 1}) {
              DdimSampler ddim =
                  DdimSampler.steps(steps).withSchedule(schedule).withSpacing(spacing).withEta(eta);
              all.add(ddim.withClipping(clip));
              all.add(ddim.withConsistentClipping(clip));
            }
            all.add(
                DdpmSampler.steps(steps)
                    .withSchedule(schedule)
                    .withSpacing(spacing)
                    .withClipping(clip));
            DpmSolverSampler solver =
                DpmSolverSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
            all.add(solver.withClipping(clip));
            all.add(solver.withConsistentClipping(clip));
            UniPcSampler unipc =
                UniPcSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
            all.add(unipc.withClipping(clip));
            all.add(unipc.withConsistentClipping(clip));
          }
        }
      }
    }
    return all.stream();
  }

  private static NoiseSchedule cosine() {
    return NoiseSchedule.cosine(100);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void parse_textOfASampler_isThatSampler(Sampler sampler) {
    assertEquals(sampler, SamplerText.parse(SamplerText.of(sampler)));
  }

  /** Files depend on it for ever. */
  @Test
  void of_eachSampler_isWhatFilesHave() {
    assertEquals(
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1.0)",
        SamplerText.of(UniPcSampler.steps(10).withClipping(1)));
    assertEquals(
        "DDIM(η = 0.5, 50 of 1000 steps, log snr, linear(1000, 1.0E-4, 0.02), clipped to ±1.0, noise"
            + " of the clipped sample)",
        SamplerText.of(
            DdimSampler.steps(50)
                .withSpacing(Spacing.LOG_SNR)
                .withEta(0.5)
                .withConsistentClipping(1)));
    assertEquals(
        "DDPM(100 of 100 steps, leading, cosine(100))",
        SamplerText.of(DdpmSampler.steps(100).withSchedule(cosine()).withSpacing(Spacing.LEADING)));
    assertEquals(
        "DPM-Solver++(2M, 20 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        SamplerText.of(DpmSolverSampler.steps(20)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "UniPC",
        "UniPC(order 3, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        "UniPC(order 2, 10 of 999 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        "UniPC(order 2, 10 of 1000 steps, sideways, linear(1000, 1.0E-4, 0.02))",
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 1e-4, 0.02))",
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1)",
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1.00)",
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 0.0001, 0.02))",
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 10.0E-5, 0.02))",
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.020))",
        "UniPC(order 2, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02)) ",
        "UniPC(order 2, 1001 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        "UniPC(order 2, 0 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        "DDIM(η = 2.0, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        "DDIM(η = NaN, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02))",
        "DDPM(10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1.0, noise of the"
            + " clipped sample)",
        "DDPM(10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±0.0)",
      })
  void parse_noTextOfASampler_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> SamplerText.parse(text));
  }

  /** Java 17 and Java 25 write some numbers differently; a file of one is read by the other. */
  @Test
  void parse_numbersOfAnotherJava_areTheSame() {
    for (String number : List.of("5.6843418860808015E-14", "5.684341886080802E-14")) {
      assertEquals(
          DdimSampler.steps(10).withEta(0.5).withClipping(0x1p-44),
          SamplerText.parse(
              "DDIM(η = 0.5, 10 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±"
                  + number
                  + ")"));
      assertEquals(
          DdpmSampler.steps(9).withSchedule(NoiseSchedule.linear(60, 0x1p-44, 0.2)),
          SamplerText.parse("DDPM(9 of 60 steps, trailing, linear(60, " + number + ", 0.2))"));
    }
  }

  @Test
  void parse_moreStepsThanATextMayAskFor_saysHowMany() {
    assertIllegal(
        "a sampler read from a text has at most 100000 steps, found 100001",
        () ->
            SamplerText.parse(
                "DDPM(100001 of 1000000 steps, trailing, linear(1000000, 1.0E-9, 1.0E-8))"));
  }

  @Test
  void of_aSamplerOfSomebodysOwn_isRefused() {
    Sampler own =
        new Sampler() {
          @Override
          public NoiseSchedule schedule() {
            return NoiseSchedule.linear();
          }

          @Override
          public List<SamplingStep> steps() {
            return DdpmSampler.steps(3).steps();
          }

          @Override
          public String toString() {
            return DdpmSampler.steps(3).toString();
          }
        };
    assertIllegal(
        "the text of this sampler is that of another: " + DdpmSampler.steps(3),
        () -> SamplerText.of(own));
  }
}
