package org.abc4j.examples;

import java.io.IOException;
import org.abc4j.Batch;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;

/**
 * An ensemble whose samples are studied.
 *
 * @param name good for the name of a folder
 * @param title for headings
 * @param clipping of the predicted clean image
 * @param digest of all that decides its predictions
 */
record StudiedMembers(
    String name, String title, Ensemble ensemble, Clipping clipping, String digest) {
  private static final int RESERVED = 16;

  /** The kinds of members that are studied. */
  enum Kind {
    /** The U-Nets that come with the examples, clipped so that samples converge. */
    SHIPPED,
    /** The demonstration's, not clipped. */
    GAUSSIAN,
    /** The demonstration's, not clipped. */
    MEMORISING;

    @Override
    public String toString() {
      return SamplerChoice.inWords(this);
    }
  }

  static StudiedMembers shipped(EnsembleFolder folder) throws IOException {
    Ensemble ensemble = folder.ensemble();
    Sha256 digest = Sha256.begin().add(AssignmentFile.sha256(ensemble.code()));
    folder.manifest().memberSha256().forEach(digest::add);
    return new StudiedMembers(
        Kind.SHIPPED.toString(), "Trained members", ensemble, Clipping.CONSISTENT, digest.hex());
  }

  /**
   * Members in closed form, as the demonstration has them.
   *
   * @param kind one that needs no training
   * @param sources the first images, each a source of its own
   * @param seed seed of the code
   */
  static StudiedMembers closedForm(Kind kind, int sources, long seed) throws IOException {
    TrainingData data = TrainingData.bundled(sources);
    CodeAssignment code = Codebook.design(sources, RESERVED, seed).assign(data.sources(), seed);
    Commands.requireAnImageForEachMember(code, seed);
    Batch items = data.images().batch();
    NoiseSchedule schedule = NoiseSchedule.linear();
    boolean gaussian = kind == Kind.GAUSSIAN;
    Ensemble ensemble =
        gaussian
            ? ClosedFormEnsembles.gaussian(items, code, Demo.RIDGE, schedule)
            : ClosedFormEnsembles.posteriorMean(items, code, schedule);
    String digest =
        Sha256.begin()
            .add(kind + (gaussian ? ", ridge " + Demo.RIDGE : ""))
            .add(AssignmentFile.sha256(code))
            .add(data.images().sha256())
            .hex();
    return new StudiedMembers(
        kind.toString(),
        gaussian ? "Gaussian members" : "Memorising members",
        ensemble,
        Clipping.NONE,
        digest);
  }

  int sources() {
    return Math.toIntExact(ensemble.code().sources().count());
  }

  NoiseSchedule schedule() {
    return ensemble.schedule().orElseThrow();
  }

  /** Passes of a member for each sampling step of a sample, with its landscape or without. */
  long passes(boolean withLandscape) {
    Codebook codebook = ensemble.code().codebook();
    long survivors = codebook.length() - codebook.weight();
    return codebook.length() + (withLandscape ? sources() * survivors : 0);
  }
}
