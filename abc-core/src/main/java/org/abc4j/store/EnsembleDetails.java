package org.abc4j.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.data.ImagePreparation;

/**
 * What a folder may say beside what every folder says.
 *
 * @param splitSha256 digest of the images that each member was trained on, as {@link
 *     EnsembleFolder#dataSha256} has it, {@link EnsembleManifest#REMOVED} for a removed member; or
 *     none, if nobody knows
 * @param images how images were made, if it was said
 * @param removal what was removed from the ensemble, if anything ever was
 * @param library the release that made the members, if it need not be this one: a removal makes
 *     none
 */
public record EnsembleDetails(
    List<String> splitSha256,
    Optional<ImagePreparation> images,
    Optional<RemovalRecord> removal,
    Optional<String> library) {
  /** Nothing besides. */
  public static final EnsembleDetails NONE =
      new EnsembleDetails(List.of(), Optional.empty(), Optional.empty());

  /**
   * Copies the list.
   *
   * @param splitSha256 digests of the members' splits, or none
   * @param images how images were made
   * @param removal what was removed
   * @param library the release that made the members, if it need not be this one
   */
  public EnsembleDetails {
    splitSha256 = List.copyOf(splitSha256);
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(removal, "removal");
    Objects.requireNonNull(library, "library");
  }

  /**
   * Of members that this release made.
   *
   * @param splitSha256 digests of the members' splits, or none
   * @param images how images were made
   * @param removal what was removed
   */
  public EnsembleDetails(
      List<String> splitSha256,
      Optional<ImagePreparation> images,
      Optional<RemovalRecord> removal) {
    this(splitSha256, images, removal, Optional.empty());
  }
}
