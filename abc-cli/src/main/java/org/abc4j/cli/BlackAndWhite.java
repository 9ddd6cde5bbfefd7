package org.abc4j.cli;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abc4j.data.Binarisation;
import org.abc4j.data.DuplicateRemoval;
import org.abc4j.data.ImagePreparation;

/**
 * Pictures made black or white, of which equal ones are then left out (appendix B.3).
 *
 * @param how how
 * @param known which pictures were left out, where that is known; otherwise it is found out
 */
record BlackAndWhite(Binarisation how, Optional<DuplicateRemoval> known) {
  private static final double HALF = 0.5;

  /** Of pictures that are read for the first time. */
  static BlackAndWhite atHalf() {
    return new BlackAndWhite(new Binarisation(HALF), Optional.empty());
  }

  /** As a manifest says, if it does. */
  static Optional<BlackAndWhite> of(ImagePreparation preparation) {
    return preparation.binarisation().map(how -> new BlackAndWhite(how, preparation.duplicates()));
  }

  /**
   * Leaves out what is known to be equal to another.
   *
   * @param owners whose each picture is, in order, before those of any source are left out
   */
  <K> void keep(Map<K, String> owners) {
    if (known.isEmpty()) {
      return;
    }
    DuplicateRemoval removal = known.get();
    if (removal.images() != owners.size()) {
      throw new Refusal(
          "duplicates were sought among "
              + removal.images()
              + " pictures when the ensemble was trained, found "
              + owners.size());
    }
    Set<K> gone = new HashSet<>();
    int place = 0;
    for (K picture : owners.keySet()) {
      if (removal.firstOf(place) != place) {
        gone.add(picture);
      }
      place++;
    }
    owners.keySet().removeAll(gone);
  }
}
