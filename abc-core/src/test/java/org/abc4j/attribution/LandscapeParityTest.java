package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Timesteps;
import org.abc4j.testing.Fixtures;
import org.abc4j.testing.Reference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whole landscapes against the same ones computed in double by numpy. */
class LandscapeParityTest {
  private static final String KIND = "landscape";
  private static final int TOP = 8;

  /** Of the largest value of the kind that is compared. */
  private static final double TOLERANCE = 5e-6;

  @TestFactory
  Stream<DynamicTest> landscape_eachFixture_isNumpys() {
    return Fixtures.folders(KIND).stream()
        .flatMap(
            folder -> {
              Case fixture = new Case(folder);
              List<String> names = fixture.names();
              assertFalse(names.isEmpty(), folder + " has no results");
              return names.stream()
                  .map(
                      name ->
                          DynamicTest.dynamicTest(
                              name + " of " + folder.getFileName(), () -> fixture.check(name)));
            });
  }

  /** One folder. */
  private static final class Case {
    private final JsonNode json;
    private final SafetensorsFile tensors;
    private final Shape shape;
    private final int n;
    private final Batch items;
    private final CodeAssignment code;

    Case(Path folder) {
      json = Fixtures.json(folder, KIND);
      tensors = Fixtures.tensors(folder, KIND);
      JsonNode extents = json.get("shape");
      shape = new Shape(extents.get(0).asInt(), extents.get(1).asInt(), extents.get(2).asInt());
      n = json.get("members").asInt();
      items = Batch.of(shape, Reference.toFloat(doubles("images")));
      long[] bits = longs("code");
      List<Codeword> words = new ArrayList<>();
      for (int s = 0; s < json.get("sources").asInt(); s++) {
        int row = s * n;
        words.add(Codeword.of(n, IntStream.range(0, n).filter(i -> bits[row + i] == 1).toArray()));
      }
      int[] sourceOf = Arrays.stream(longs("image.source")).mapToInt(Math::toIntExact).toArray();
      code = Codebook.of(words).assignInOrder(DataSources.ofItems(sourceOf));
    }

    List<String> names() {
      List<String> names = new ArrayList<>();
      json.get("results").fieldNames().forEachRemaining(names::add);
      return names;
    }

    void check(String name) {
      boolean gaussian = name.startsWith("gaussian.");
      Ensemble ensemble =
          gaussian
              ? ClosedFormEnsembles.gaussian(items, code, json.get("ridge").asDouble(), schedule())
              : ClosedFormEnsembles.posteriorMean(items, code, schedule());
      DdimSampler sampler =
          DdimSampler.steps(json.get("steps").asInt())
              .withSchedule(schedule())
              .withSpacing(
                  Timesteps.Spacing.valueOf(json.get("spacing").asText().toUpperCase(Locale.ROOT)))
              .withEta(name.contains(".eta1.") ? 1 : 0)
              .withClipping(name.endsWith(".clip") ? 1 : Double.POSITIVE_INFINITY);
      assertEquals(
          Arrays.stream(longs("timesteps")).boxed().toList(),
          sampler.steps().stream().map(step -> (long) step.timestep()).toList());
      int samples = json.at("/results").get(name).size();
      for (int i = 0; i < samples; i++) {
        check(name, i, sampler.sample(ensemble, noise(i)));
      }
    }

    private void check(String name, int i, Sample sample) {
      String where = name + ", sample " + i + ", ";
      int m = shape.size();
      int sources = Math.toIntExact(code.sources().count());
      near(where + "factual", part(name + ".factual", i, m), sample.image());

      EnsembleJacobian jacobian = EnsembleJacobian.of(sample);
      double[] rows = part(name + ".jacobian", i, m * n);
      for (int p = 0; p < m; p++) {
        double mean = Arrays.stream(rows, p * n, (p + 1) * n).average().orElseThrow();
        for (int j = 0; j < n; j++) {
          rows[p * n + j] -= mean;
        }
      }
      double scale = Reference.largest(rows);
      for (int at = 0; at < rows.length; at++) {
        double found = jacobian.column(at % n)[at / n];
        assertEquals(rows[at], found, TOLERANCE * scale, where + "column " + at % n);
      }

      double[] exact = part(name + ".counterfactuals", i, sources * m);
      double[] first = part(name + ".differential", i, sources * m);
      ExactCounterfactuals.of(sample)
          .forEachSource(
              (s, ablation, image) -> {
                int at = (int) s * m;
                String source = where + "source " + s;
                near(source, Arrays.copyOfRange(exact, at, at + m), image);
                near(
                    source + " to first order",
                    Arrays.copyOfRange(first, at, at + m),
                    jacobian.counterfactual(Ablation.ofSources(code, s)));
              });

      JsonNode result = json.get("results").get(name).get(i);
      Landscape landscape = new AblationAttributor().attribute(sample);
      sameOrder(where, name, i, "exact", landscape, result);
      double radius = result.get("radius").asDouble();
      assertEquals(radius, landscape.radius(), TOLERANCE * radius, where);
      Landscape quick = new DifferentialAttributor().attribute(sample);
      sameOrder(where, name, i, "differential", quick, result);
      VisualAttribution visual = VisualAttributor.of(items, code.sources()).attribute(sample);
      sameOrder(where, name, i, "visual", visual, result);
    }

    private void sameOrder(
        String where, String name, int i, String kind, Attribution attribution, JsonNode result) {
      double[] expected = part(name + ".distance." + kind, i, attribution.sources());
      double tolerance = TOLERANCE * Reference.largest(expected);
      for (int s = 0; s < expected.length; s++) {
        assertEquals(
            expected[s], attribution.distance(s), tolerance, where + kind + " distance " + s);
      }
      // Places may be exchanged only among distances that the tolerance does not tell apart.
      int[] top = attribution.top(TOP);
      for (int k = 0; k < TOP; k++) {
        int other = result.get(kind + "_top8").get(k).asInt();
        assertTrue(
            top[k] == other || Math.abs(expected[top[k]] - expected[other]) <= tolerance,
            where + kind + " place " + k + " is source " + top[k] + ", expected " + other);
      }
    }

    private NoiseSchedule schedule() {
      assertEquals("linear", json.get("beta_schedule").asText());
      return NoiseSchedule.linear(
          json.get("train_timesteps").asInt(),
          json.get("beta_start").asDouble(),
          json.get("beta_end").asDouble());
    }

    private SampleNoise noise(int sample) {
      int m = shape.size();
      int steps = json.get("steps").asInt();
      float[] added = Reference.toFloat(part("noise.steps", sample, steps * m));
      return SampleNoise.recorded(
          Reference.toFloat(part("noise.initial", sample, m)),
          IntStream.range(0, steps)
              .mapToObj(k -> Arrays.copyOfRange(added, k * m, (k + 1) * m))
              .toList());
    }

    private double[] part(String tensor, int index, int size) {
      return Arrays.copyOfRange(doubles(tensor), index * size, (index + 1) * size);
    }

    private double[] doubles(String tensor) {
      try {
        return tensors.doubles(tensor);
      } catch (IOException cause) {
        throw new AssertionError(cause);
      }
    }

    private long[] longs(String tensor) {
      try {
        return tensors.longs(tensor);
      } catch (IOException cause) {
        throw new AssertionError(cause);
      }
    }
  }

  private static void near(String what, double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    double tolerance = TOLERANCE * Reference.largest(expected);
    for (int p = 0; p < expected.length; p++) {
      assertEquals(expected[p], actual[p], tolerance, what + ", element " + p);
    }
  }
}
