package org.abc4j.cli.experiment;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which of some names somebody may have meant. Stateless. */
final class NearestNames {
  private static final int MOST = 3;

  /** So many letters may be others, of a name that has more. */
  private static final int FAULTS = 2;

  /** One letter in three of a long name. */
  private static final int LETTERS_PER_FAULT = 3;

  private NearestNames() {}

  /**
   * The nearest name and those that are hardly farther, three at most, none that is much another;
   * in their order if equally near.
   */
  static List<String> of(String meant, Collection<String> names) {
    int nearest =
        names.stream().mapToInt(name -> distance(meant, name)).min().orElse(Integer.MAX_VALUE);
    int most = Math.min(Math.max(FAULTS, meant.length() / LETTERS_PER_FAULT), nearest + 1);
    return names.stream()
        .filter(name -> distance(meant, name) <= most)
        .filter(name -> distance(meant, name) < meant.length())
        .sorted(Comparator.comparingInt(name -> distance(meant, name)))
        .limit(MOST)
        .toList();
  }

  /** As an end of a sentence: nothing if none is near. */
  static String question(String meant, Collection<String> names) {
    List<String> near = of(meant, names);
    return near.isEmpty() ? "" : ": did you mean " + either(near) + "?";
  }

  private static String either(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** Levenshtein's, of letters whatever their case, hyphens and underscores being alike. */
  private static int distance(String a, String b) {
    String x = plain(a);
    String y = plain(b);
    int[] row = new int[y.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= x.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int other = diagonal + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(other, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[y.length()];
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
