package org.abc4j.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.Quoted;

/**
 * Whether images are those that an ensemble was trained on, less those of removed sources.
 *
 * <p>By the digest of all of them, where it is known; else by the digests of the splits of those
 * members that are there, which hold every image of a source that has a member left.
 */
final class DataCheck {
  private final EnsembleFolder folder;
  private final CodeAssignment code;
  private final Rows images;

  private DataCheck(EnsembleFolder folder, Rows images) {
    this.folder = folder;
    this.code = folder.code();
    this.images = images;
  }

  static void require(EnsembleFolder folder, Rows images) {
    new DataCheck(folder, images).require();
  }

  private void require() {
    long items = code.sources().items();
    if (images.rows() != items || !images.shape().equals(folder.config().inputShape())) {
      throw another(
          items + " of shape " + folder.config().inputShape() + " are left",
          images.rows() + " of " + images.shape());
    }
    Optional<String> expected = digest();
    if (expected.isPresent()) {
      String found = EnsembleFolder.dataSha256(images);
      if (!found.equals(expected.get())) {
        throw another("their SHA-256 is " + expected.get(), found);
      }
    } else {
      requireSplits();
    }
  }

  /** Of all images that are left, if it is known. */
  private Optional<String> digest() {
    return folder.removed().weight() == 0
        ? Optional.of(folder.manifest().dataSha256()).filter(d -> folder.manifest().knowsData())
        : folder.removal().flatMap(removal -> removal.last().dataSha256());
  }

  private void requireSplits() {
    List<String> splits = folder.manifest().splitSha256();
    if (splits.isEmpty() && folder.removed().weight() == 0) {
      throw unknown(
          "its members were trained by others, and the manifest has no digest of their data");
    }
    if (splits.isEmpty()) {
      throw unknown(
          "the manifest has no digests of its members' splits, and the record of removal none of"
              + " the data that were left");
    }
    Codeword removed = folder.removed();
    long[] unseen = folder.ensemble().separation().withoutMembers();
    if (unseen.length > 0) {
      throw unknown("no member is left that saw " + named(unseen));
    }
    for (int member : removed.complement().members()) {
      String found = EnsembleFolder.dataSha256(images.view(code.splits().indices(member)));
      if (!found.equals(splits.get(member))) {
        throw another("those of member " + member + " have SHA-256 " + splits.get(member), found);
      }
    }
  }

  private IllegalArgumentException another(String expected, String found) {
    return new IllegalArgumentException(
        "these are not the images that the ensemble of "
            + folder.path()
            + " was trained on, less those of removed sources: "
            + expected
            + ", found "
            + found);
  }

  private IllegalArgumentException unknown(String why) {
    return new IllegalArgumentException(
        "nobody can tell whether these are the images that the ensemble of "
            + folder.path()
            + " was trained on, less those of removed sources: "
            + why
            + "; a removal that is given the images keeps their digest");
  }

  private String named(long... sources) {
    return Quoted.first(LongStream.of(sources).mapToObj(code.sources()::name).toList());
  }
}
