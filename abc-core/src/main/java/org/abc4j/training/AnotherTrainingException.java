package org.abc4j.training;

import java.util.List;
import java.util.Objects;

/**
 * A folder belongs to another training than the one that is to write into it. The message names the
 * first entry of its identity that differs; {@link #differences} say what a user may have asked for
 * otherwise.
 */
public final class AnotherTrainingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** The settings that differ. */
  private final transient List<Difference> differences;

  /**
   * A setting that differs.
   *
   * @param name its name: {@code seed}, {@code steps}, {@code batch size}, {@code learning rate},
   *     {@code average}, {@code average warm-up}, {@code flips}, {@code image shape}, {@code
   *     channels}, {@code layers}, {@code members}, {@code weight}, {@code reserved words}, {@code
   *     sources}; of a complete folder {@code picture}, {@code duplicates}, {@code binarisation},
   *     {@code normalisation}, as {@link org.abc4j.data.ImagePreparation#texts} has them; or an
   *     entry that is known by its text or digest alone: {@code images}, {@code codebook}, {@code
   *     network}, {@code training}, {@code preparation}, {@code executor}, {@code repair}, {@code
   *     schedule}
   * @param asked what the training that is to begin has
   * @param there what the folder's has, or {@code nothing}
   */
  public record Difference(String name, String asked, String there) {

    /**
     * Checks that nothing is missing.
     *
     * @param name its name
     * @param asked what the training that is to begin has
     * @param there what the folder's has
     */
    public Difference {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(asked, "asked");
      Objects.requireNonNull(there, "there");
    }
  }

  AnotherTrainingException(String message, List<Difference> differences, Throwable cause) {
    super(message, cause);
    this.differences = List.copyOf(differences);
  }

  /**
   * What differs, settings before digests.
   *
   * @return at least one, unless nobody knows whose the folder is, or this was serialised: what
   *     differs is not kept then, its message is
   */
  public List<Difference> differences() {
    return differences == null ? List.of() : differences;
  }
}
