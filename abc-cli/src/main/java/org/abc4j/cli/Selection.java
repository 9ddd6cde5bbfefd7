package org.abc4j.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.folder.SourceTable;

/**
 * Which of all pictures are taken: those of the largest sources, and of these the first; and whose
 * they are, where they are dealt to groups.
 */
final class Selection {
  private final OptionalInt largest;
  private final OptionalInt first;
  private final Optional<RandomGroups> groups;

  private Selection(OptionalInt largest, OptionalInt first, Optional<RandomGroups> groups) {
    this.largest = largest;
    this.first = first;
    this.groups = groups;
  }

  static Selection of(ImageOrigin origin) {
    return new Selection(origin.largest(), origin.first(), origin.groups());
  }

  /**
   * Keeps what is taken. Of sources with as many pictures those come first whose first picture
   * does.
   *
   * @param owners whose each picture is, in order; what is not taken goes
   */
  <K> void keep(Map<K, String> owners) {
    if (largest.isPresent()) {
      int sources = largest.getAsInt();
      require("--sources", sources, new HashSet<>(owners.values()).size());
      owners.values().retainAll(SourceTable.largestSources(owners.values(), sources));
    }
    if (first.isPresent()) {
      require("--first", first.getAsInt(), owners.size());
      List<K> pictures = new ArrayList<>(owners.keySet());
      pictures.subList(0, first.getAsInt()).clear();
      owners.keySet().removeAll(new HashSet<>(pictures));
    }
    groups.ifPresent(of -> deal(of, owners));
  }

  private static <K> void deal(RandomGroups groups, Map<K, String> owners) {
    require("--groups", groups.count(), owners.size());
    int[] dealt = groups.deal(owners.size());
    int place = 0;
    for (Map.Entry<K, String> picture : owners.entrySet()) {
      picture.setValue(RandomGroups.name(dealt[place]));
      place++;
    }
  }

  private static void require(String option, int wanted, int there) {
    if (wanted > there) {
      throw new Refusal(
          option + " takes at most the " + there + " that there are, found " + wanted);
    }
  }
}
