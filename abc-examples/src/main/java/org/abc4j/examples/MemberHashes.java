package org.abc4j.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abc4j.store.EnsembleManifest;

/**
 * The members of an ensemble, hash by hash beside those of the one that comes with the examples.
 */
final class MemberHashes {
  private MemberHashes() {}

  /** The hashes alone. */
  static List<String> of(EnsembleManifest made) {
    List<String> lines = new ArrayList<>();
    for (int member = 0; member < made.memberSha256().size(); member++) {
      lines.add("Member " + member + ": " + made.memberSha256().get(member));
    }
    return lines;
  }

  /**
   * The hashes, each with whether it is the shipped one; or, where the trainings are not the same,
   * with a line that says in what they differ.
   */
  static List<String> compare(EnsembleManifest made, EnsembleManifest shipped) {
    List<String> lines = of(made);
    List<String> others = differences(made.provenance(), shipped.provenance());
    if (!others.isEmpty()) {
      lines.add(
          "Not compared with the ensemble that comes with the examples: trained with other "
              + String.join(", ", others));
      return lines;
    }
    int same = 0;
    for (int member = 0; member < lines.size(); member++) {
      String expected = shipped.memberSha256().get(member);
      boolean equal = expected.equals(made.memberSha256().get(member));
      same += equal ? 1 : 0;
      lines.set(
          member,
          lines.get(member) + (equal ? ", as shipped" : ", NOT as shipped, which is " + expected));
    }
    lines.add(
        same == lines.size()
            ? "All members are, bit for bit, those that come with the examples"
            : same + " of " + lines.size() + " members are those that come with the examples");
    return lines;
  }

  private static List<String> differences(Map<String, String> made, Map<String, String> shipped) {
    List<String> differences = new ArrayList<>();
    made.forEach(
        (name, value) -> {
          if (!value.equals(shipped.get(name))) {
            differences.add(name);
          }
        });
    if (differences.isEmpty() && !made.equals(shipped)) {
      differences.add("provenance");
    }
    return differences;
  }
}
