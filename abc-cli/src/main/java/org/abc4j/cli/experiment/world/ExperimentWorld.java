package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codec.Codec;
import org.abc4j.data.Normalisation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;

/**
 * What an experiment is done with: its data, whose they are, and its models, be they trained
 * networks or fits in closed form. All that it gives is the same bits for the same plan and data.
 * Whoever opened it closes it when all is done, as its codec may hold something outside the heap.
 *
 * <p>Items and images go by the same numbers, those of {@code code().sources()}.
 */
public interface ExperimentWorld extends AutoCloseable {

  /**
   * What members are trained on, normalised: pixels, or latents. Mirrored copies are among them.
   *
   * @return a row for each item
   */
  Rows items();

  /**
   * The images behind the items, in which distances are measured: the items themselves in pixel
   * space, otherwise the normalised images that latents were made of.
   *
   * @return a row for each item
   */
  Rows images();

  /**
   * How values of {@link #images()}, and of decoded samples, came about.
   *
   * @return their normalisation
   */
  Normalisation normalisation();

  /**
   * Images that Fréchet distances are to, as {@link #images()} are.
   *
   * @param most how many at most
   * @return rows
   * @throws IOException if they cannot be read
   */
  Rows reference(int most) throws IOException;

  /**
   * The classes of these images, where the data set has any.
   *
   * @param most how many at most
   * @return a label from 0 for each row of {@link #reference}; empty without classes
   * @throws IOException if they cannot be read
   */
  Optional<int[]> referenceLabels(int most) throws IOException;

  /**
   * Who is seen by which members.
   *
   * @return the code
   */
  CodeAssignment code();

  /**
   * From normalised latents to normalised images.
   *
   * @return empty in pixel space
   */
  Optional<Codec> codec();

  /**
   * Trains what is missing in the experiment's folder, or goes on with it.
   *
   * @param work the threads, and who hears of progress
   * @throws IOException if a file cannot be read or written
   * @throws java.util.concurrent.CancellationException if it is stopped; what was trained is kept
   */
  void prepare(Work work) throws IOException;

  /**
   * The ensemble.
   *
   * @return its members are there once all is {@linkplain #prepare prepared}
   * @throws IOException if it cannot be read
   */
  Ensemble ensemble() throws IOException;

  /**
   * The control: a single model of everything.
   *
   * @return that model
   * @throws IOException if it cannot be read
   */
  NoiseModel single() throws IOException;

  /**
   * A member of the ensemble alone.
   *
   * @param member its index
   * @return that model
   * @throws IOException if it cannot be read
   */
  NoiseModel member(int member) throws IOException;

  /**
   * The single model, trained again without a source from the same start: its images were black in
   * every batch, or a class was left out, as the paper does with either.
   *
   * @param source the source
   * @return that model
   * @throws IOException if it cannot be read
   */
  NoiseModel without(long source) throws IOException;

  /**
   * The single model, trained once more by independent draws.
   *
   * @return that model
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if the plan does not {@linkplain ExperimentPlan#isRetrainedAgain
   *     retrain again}
   */
  NoiseModel singleAgain() throws IOException;

  /**
   * {@link #without} by the draws of {@link #singleAgain}.
   *
   * @param source the source
   * @return that model
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if the plan does not {@linkplain ExperimentPlan#isRetrainedAgain
   *     retrain again}
   */
  NoiseModel withoutAgain(long source) throws IOException;

  /**
   * A model fitted to the items of some sources alone.
   *
   * @param sources those that are kept, at least one
   * @return that model
   * @throws IllegalStateException if models are trained, not fitted
   */
  NoiseModel fittedTo(BitSet sources);

  /**
   * What trained models, where it was another program.
   *
   * @return its name by the folder of the models; none where they are made here
   * @throws IOException if something cannot be read
   */
  default Map<String, String> executors() throws IOException {
    return Map.of();
  }

  /**
   * SHA-256 of all that results depend on, by name: {@code "items"}, {@code "code"}, {@code
   * "ensemble"}, {@code "single"}, {@code "retrained"}, {@code "retrained-again"}, {@code "codec"},
   * {@code "references"}, as far as they are there.
   *
   * @return digests in a fixed order
   * @throws IOException if something cannot be read
   */
  Map<String, String> digests() throws IOException;

  /** Frees what is held. Nothing is decoded or encoded afterwards. */
  @Override
  default void close() {
    // Most hold nothing but memory.
  }
}
