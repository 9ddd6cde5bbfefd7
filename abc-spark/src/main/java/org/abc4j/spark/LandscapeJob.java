package org.abc4j.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.attribution.ScreeningAttributor;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;

/**
 * Landscapes, piece by piece.
 *
 * @param of which samples of which ensemble
 * @param method how
 * @param seconds after which a task ends with the samples that it has, one at least
 */
record LandscapeJob(SamplingTask of, ClusterMethod method, double seconds)
    implements ClusterJob<Piece, Scores> {

  @Override
  public Scores run(Piece piece, Execution execution) throws IOException {
    of.ensemble(execution);
    long begun = System.nanoTime();
    List<SampleScores> rows = new ArrayList<>();
    for (int place = piece.from(); place < piece.to(); place++) {
      if (!rows.isEmpty() && (System.nanoTime() - begun) / 1e9 >= seconds) {
        break;
      }
      Sample sample = of.generate(place, place + 1, execution).get(0);
      sample.ensemble().separation().requireCounterfactuals();
      rows.add(
          switch (method.kind()) {
            case EXACT -> SampleScores.of(exact(sample, piece, execution));
            case DIFFERENTIAL -> SampleScores.of(screen(execution).attribute(sample).distances());
            case SCREENED -> screened(sample, execution);
          });
    }
    return new Scores(rows, System.nanoTime() - begun);
  }

  private double[] exact(Sample sample, Piece piece, Execution execution) {
    double[] distances = new double[piece.sources()];
    float[] factual = sample.image();
    Distance distance = method.distance().distance();
    Shape shape = sample.shape();
    var code = sample.ensemble().code();
    ExactCounterfactuals.of(sample)
        .with(execution)
        .forEach(
            piece.sources(),
            i -> Ablation.ofSources(code, piece.first() + i),
            (i, ablation, image) ->
                distances[(int) i] = distance.between(factual.clone(), image, shape));
    return distances;
  }

  private DifferentialAttributor screen(Execution execution) {
    return new DifferentialAttributor().withDistance(method.distance().distance()).with(execution);
  }

  private SampleScores screened(Sample sample, Execution execution) {
    ScreenedLandscape found =
        new ScreeningAttributor(screen(execution))
            .withDistance(method.distance().distance())
            .with(execution)
            .withFirst(method.first())
            .withDrawn(method.drawn(), method.seed())
            .attribute(sample);
    Attribution screen = found.screen();
    double[] cheap = new double[screen.sources()];
    for (int source = 0; source < cheap.length; source++) {
      cheap[source] = screen.distance(source);
    }
    return new SampleScores(found.distances(), cheap, found.drawn());
  }
}
