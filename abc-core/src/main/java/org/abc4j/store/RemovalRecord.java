package org.abc4j.store;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.codebook.Codeword;

/**
 * All removals of sources that led from a trained ensemble to one, the first one first: what {@code
 * removal.json} holds. It stays when the ensemble is repaired.
 *
 * <p>It names the sources that are gone: who asked to be forgotten by name too must have it kept
 * elsewhere.
 *
 * @param removals at least one, all of ensembles of one length
 */
public record RemovalRecord(List<SourceRemoval> removals) {

  /**
   * Copies the list.
   *
   * @param removals at least one, all of ensembles of one length
   * @throws IllegalArgumentException if there is none, or lengths differ
   */
  public RemovalRecord {
    removals = List.copyOf(removals);
    if (removals.isEmpty()) {
      throw new IllegalArgumentException("a record is of at least one removal, found none");
    }
    int length = removals.get(0).members().length();
    for (SourceRemoval removal : removals) {
      if (removal.members().length() != length) {
        throw new IllegalArgumentException(
            "removals from an ensemble of "
                + length
                + " members are of that length, found one of "
                + removal.members().length());
      }
    }
  }

  /**
   * The latest removal.
   *
   * @return the last of the list
   */
  public SourceRemoval last() {
    return removals.get(removals.size() - 1);
  }

  /**
   * All members that any of the removals took; some may have been trained again between them.
   *
   * @return their union
   */
  public Codeword members() {
    return removals.stream().map(SourceRemoval::members).reduce(Codeword::union).orElseThrow();
  }

  /** This record and one removal more. */
  RemovalRecord and(SourceRemoval removal) {
    List<SourceRemoval> longer = new ArrayList<>(removals);
    longer.add(removal);
    return new RemovalRecord(longer);
  }

  /** The same but for the time of the last removal, which is that of another record. */
  RemovalRecord at(RemovalRecord other) {
    List<SourceRemoval> same = new ArrayList<>(removals);
    same.set(same.size() - 1, last().at(other.last().when()));
    return new RemovalRecord(same);
  }
}
