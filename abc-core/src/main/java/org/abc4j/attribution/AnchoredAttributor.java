package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.codebook.Separation;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;

/**
 * Counterfactual attribution to all sources from a few of them: what members say is asked where p
 * <em>anchors</em> lead, the sample and the counterfactuals of p − 1 drawn sources, and carried
 * over to the states of all others by ordinary kriging (decision 34).
 *
 * <p>Anchors are followed exactly. Every other source takes the steps of its own ablated ensemble,
 * with what its members would say there estimated; no error is stated. It asks members (1 + p·(S −
 * 1))·n predictions for S steps, whatever the number of sources, whose own share is arithmetic. In
 * memory are all steps of the anchors: 4·n·p·m·S bytes for what n members say of m values, 16·p·m a
 * step for states; and a chunk of sources.
 *
 * <p>For many sources, where the first order of a {@link DifferentialAttributor} errs too much; as
 * a screen, a {@link ScreeningAttributor} verifies its first sources exactly. For a few it is not
 * worth it: of 64 an exact landscape ({@link AblationAttributor}) is as cheap. Fewer anchors than
 * members are worse than first order. Members need no derivatives.
 *
 * <p>Immutable and thread-safe. Landscapes are the same bits for any execution and chunk.
 */
public final class AnchoredAttributor implements Attributor<Landscape> {
  private static final int LIKE_JACOBIANS = 3;

  private final Distance distance;
  private final Execution execution;
  private final int chunk;
  private final int anchors;
  private final long seed;

  private AnchoredAttributor(
      Distance distance, Execution execution, int chunk, int anchors, long seed) {
    this.distance = Objects.requireNonNull(distance, "distance");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.chunk = ExactCounterfactuals.requireChunk(chunk);
    this.anchors = anchors;
    this.seed = seed;
  }

  /**
   * With as many anchors as make it cost what three Jacobians do, 3·(n + 1), drawn by seed 0; by
   * Euclidean distance, on the calling thread, in chunks of 256.
   */
  public AnchoredAttributor() {
    this(Distance.euclidean(), Execution.sequential(), ExactCounterfactuals.DEFAULT_CHUNK, 0, 0);
  }

  /**
   * By another distance.
   *
   * @param distance the distance
   * @return a copy that uses it
   */
  public AnchoredAttributor withDistance(Distance distance) {
    return new AnchoredAttributor(distance, execution, chunk, anchors, seed);
  }

  /**
   * With another execution.
   *
   * @param execution where members and sources run, who hears of progress, when it stops
   * @return a copy that uses it; landscapes are the same bits
   */
  public AnchoredAttributor with(Execution execution) {
    return new AnchoredAttributor(distance, execution, chunk, anchors, seed);
  }

  /**
   * With chunks of another size.
   *
   * @param chunk sources that are followed together, at least 1
   * @return a copy that uses it; landscapes are the same bits
   * @throws IllegalArgumentException if {@code chunk} is less than 1
   */
  public AnchoredAttributor withChunk(int chunk) {
    return new AnchoredAttributor(distance, execution, chunk, anchors, seed);
  }

  /**
   * With another number of anchors.
   *
   * @param count p, the sample itself among them, at least 1; never more than there are sources
   *     beside it
   * @param seed what they are drawn by; more of the same seed include the fewer
   * @return a copy that uses as many
   * @throws IllegalArgumentException if {@code count} is less than 1
   */
  public AnchoredAttributor withAnchors(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("there is at least 1 anchor, found " + count);
    }
    return new AnchoredAttributor(distance, execution, chunk, count, seed);
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if a distance is not a number
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is computed; or a member gives no answer, or one of another
   *     shape or number of rows, naming it
   * @throws ArithmeticException if a member answers a value that is not finite, naming it, or a
   *     step leads to one
   */
  @Override
  public Landscape attribute(Sample sample) {
    Separation separation = sample.ensemble().separation().requireCounterfactuals();
    Ensemble ensemble = sample.ensemble().held();
    int sources = Math.toIntExact(ensemble.code().sources().count());
    List<Ablation> followed = followed(ensemble, sources);
    Stages stages = new Stages(execution::progress, followed.size() + 1L);
    AnchorPath path =
        AnchorPath.follow(
            sample, ensemble, followed, execution.reportingTo(stages.next(followed.size())));
    Execution rest = execution.reportingTo(stages.next(1));
    FactualPoint at = FactualPoint.of(ensemble);
    DistancesFrom factual = DistancesFrom.of(distance, sample.image(), sample.shape(), rest);
    double[] distances = new double[sources];
    for (int first = 0; first < sources; first += chunk) {
      int rows = Math.min(chunk, sources - first);
      List<Ablation> group = new ArrayList<>(rows);
      for (int row = 0; row < rows; row++) {
        group.add(at.onTop(Ablation.ofSources(ensemble.code(), first + row)));
      }
      Batch images = path.images(group, rest);
      for (int row = 0; row < rows; row++) {
        rest.checkCancelled();
        distances[first + row] = factual.to(images.row(row), first + row);
      }
      rest.progress(first + rows, sources);
    }
    execution.checkCancelled();
    return Landscape.of(distances, null, separation);
  }

  /** The factual ablation, and those of the sources that are drawn. */
  private List<Ablation> followed(Ensemble ensemble, int sources) {
    FactualPoint at = FactualPoint.of(ensemble);
    int count = anchors > 0 ? anchors : LIKE_JACOBIANS * (at.members().length + 1);
    List<Ablation> followed = new ArrayList<>(List.of(ensemble.factual()));
    for (int source : TrialSources.draw(sources, count - 1, seed, Purpose.ANCHOR_SOURCES)) {
      followed.add(at.onTop(Ablation.ofSources(ensemble.code(), source)));
    }
    return followed;
  }
}
