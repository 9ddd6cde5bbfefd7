package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.AnchoredAttributor;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Attributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.HybridAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;

/**
 * How far down a screen's order one has to verify to meet the source whose exact counterfactual is
 * farthest, and with it the radius.
 */
final class InfluenceScreens {
  /** How many of a screen's first are verified, in the columns. */
  static final int[] VERIFIED = {1, 2, 4, 8, 16, 32};

  private InfluenceScreens() {}

  static String header() {
    StringBuilder header =
        new StringBuilder("members,sources,sample,screen,spearman_with_exact,place_of_farthest");
    for (int verified : VERIFIED) {
      header.append(",share_of_radius_of_").append(verified);
    }
    return header.toString();
  }

  /**
   * Screens by name; by likeness the nearest comes first, by all others the farthest. Anchored ones
   * cost what so many Jacobians do, three where no number is said.
   */
  static Map<String, Attributor<?>> screens(Ensemble ensemble, Execution execution) {
    int items = Math.toIntExact(ensemble.code().sources().items());
    Map<String, Attributor<?>> screens = new LinkedHashMap<>();
    screens.put(
        "likeness",
        VisualAttributor.of(TrainingData.bundled(items).images().batch(), ensemble.code().sources())
            .with(execution));
    screens.put("differential", new DifferentialAttributor().with(execution));
    int likeJacobian = ensemble.size() + 1;
    for (int cost : new int[] {1, 2}) {
      screens.put(
          "anchored-" + cost,
          new AnchoredAttributor().withAnchors(cost * likeJacobian, 0).with(execution));
    }
    screens.put("anchored", new AnchoredAttributor().with(execution));
    screens.put("hybrid", new HybridAttributor().with(execution));
    return screens;
  }

  /** Of members trained on the first bundled images. Reports in samples. */
  static List<String> lines(StudiedMembers members, long seed, int samples, Execution reporting) {
    Execution execution = reporting.reportingTo((done, total) -> {});
    Sampler sampler = QuickStart.SAMPLER.sampler(members.schedule(), members.clipping());
    List<Sample> made = sampler.samples(members.ensemble(), ExogenousNoise.philox(seed), samples);
    List<String> lines = new ArrayList<>();
    for (int q = 0; q < samples; q++) {
      Landscape exact = new AblationAttributor().with(execution).attribute(made.get(q));
      for (var screen : screens(members.ensemble(), execution).entrySet()) {
        Attribution cheap = screen.getValue().attribute(made.get(q));
        lines.add(
            String.format(
                Locale.ROOT,
                "%s,%d,%d,%s,%s",
                members.name(),
                members.sources(),
                q,
                screen.getKey(),
                against(exact, cheap.top(cheap.sources()))));
      }
      reporting.progress(q + 1L, samples);
    }
    return lines;
  }

  /** Fields of one order of sources, the screen's first source first. */
  static String against(Landscape exact, int... order) {
    double[] worth = new double[order.length];
    for (int place = 0; place < order.length; place++) {
      worth[order[place]] = order.length - place;
    }
    int farthest = exact.top(1)[0];
    StringBuilder fields =
        new StringBuilder()
            .append(Correlation.spearman(worth, exact.distances()).coefficient())
            .append(',')
            .append(InfluencePlant.place(worth, farthest));
    for (int verified : VERIFIED) {
      double found =
          Arrays.stream(order).limit(verified).mapToDouble(exact::distance).max().orElse(0);
      fields.append(',').append(exact.radius() == 0 ? 1 : found / exact.radius());
    }
    return fields.toString();
  }
}
