package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.AssignmentFile;

/**
 * An ensemble of closed-form members, made from its training data on each executor: items ({@link
 * ItemTensor}) and code ({@link AssignmentFile}) in files that all have.
 *
 * @param kind which members
 * @param items file of the items
 * @param itemsSha256 its digest
 * @param codeFile file of the code
 * @param codeSha256 its digest
 * @param ridge ρ of Gaussian members, 0 for others
 * @param schedule the noise schedule, as its text
 * @serial exclude
 */
public record ClosedFormRecipe(
    Kind kind,
    ClusterFile items,
    String itemsSha256,
    ClusterFile codeFile,
    String codeSha256,
    double ridge,
    String schedule)
    implements EnsembleRecipe {

  /** Which members an ensemble has. */
  public enum Kind {
    /** Gaussian denoisers. */
    GAUSSIAN,
    /** Posterior-mean denoisers, the memorising limit. */
    POSTERIOR_MEAN
  }

  /**
   * Checks the values.
   *
   * @param kind which members
   * @param items file of the items
   * @param itemsSha256 its digest
   * @param codeFile file of the code
   * @param codeSha256 its digest
   * @param ridge ρ of Gaussian members
   * @param schedule the noise schedule, as its text
   * @throws IllegalArgumentException if the schedule is none
   */
  public ClosedFormRecipe {
    Objects.requireNonNull(kind, "kind");
    NoiseSchedule.parse(schedule);
  }

  /**
   * Gaussian members.
   *
   * @param items file of the items
   * @param codeFile file of the code
   * @param ridge ρ, finite and at least 0
   * @param schedule the noise schedule
   * @return the recipe
   * @throws IOException if a file cannot be read
   */
  public static ClosedFormRecipe gaussian(
      ClusterFile items, ClusterFile codeFile, double ridge, NoiseSchedule schedule)
      throws IOException {
    return of(Kind.GAUSSIAN, items, codeFile, ridge, schedule);
  }

  /**
   * Posterior-mean members.
   *
   * @param items file of the items
   * @param codeFile file of the code
   * @param schedule the noise schedule
   * @return the recipe
   * @throws IOException if a file cannot be read
   */
  public static ClosedFormRecipe posteriorMean(
      ClusterFile items, ClusterFile codeFile, NoiseSchedule schedule) throws IOException {
    return of(Kind.POSTERIOR_MEAN, items, codeFile, 0, schedule);
  }

  private static ClosedFormRecipe of(
      Kind kind, ClusterFile items, ClusterFile codeFile, double ridge, NoiseSchedule schedule)
      throws IOException {
    return new ClosedFormRecipe(
        kind,
        items,
        Sha256.of(items.path()),
        codeFile,
        Sha256.of(codeFile.path()),
        ridge,
        schedule.toString());
  }

  @Override
  public String digest() {
    return Sha256.begin()
        .add(kind.name())
        .add(itemsSha256)
        .add(codeSha256)
        .add(Double.toString(ridge))
        .add(schedule)
        .hex();
  }

  @Override
  public CodeAssignment code() throws IOException {
    return CheckedFile.read(codeFile.path(), codeSha256, AssignmentFile::read);
  }

  @Override
  public Shape shape() throws IOException {
    return ItemTensor.shape(items.path());
  }

  @Override
  public int members() throws IOException {
    return code().codebook().length();
  }

  /** Each member holds its split, as it is or as its principal components. */
  @Override
  public long bytes() throws IOException {
    return Math.multiplyExact(Files.size(items.path()), 2L * code().codebook().weight());
  }

  @Override
  public Ensemble make(Execution execution) throws IOException {
    Batch data = CheckedFile.read(items.path(), itemsSha256, ItemTensor::read);
    CodeAssignment assignment = code();
    NoiseSchedule noise = NoiseSchedule.parse(schedule);
    return switch (kind) {
      case GAUSSIAN -> ClosedFormEnsembles.gaussian(data, assignment, ridge, noise, execution);
      case POSTERIOR_MEAN -> ClosedFormEnsembles.posteriorMean(data, assignment, noise);
    };
  }
}
