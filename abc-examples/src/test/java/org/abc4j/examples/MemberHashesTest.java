package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleManifest;
import org.junit.jupiter.api.Test;

class MemberHashesTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);
  private static final Map<String, String> MADE = Map.of("images", "i", "training", "t");

  private static EnsembleManifest manifest(Map<String, String> provenance, String... members) {
    return new EnsembleManifest(
        "abc 1.2.3", NoiseSchedule.linear(), C, provenance, C, C, List.of(members));
  }

  @Test
  void compare_same_saysSoOfEachAndOfAll() {
    assertEquals(
        List.of(
            "Member 0: " + A + ", as shipped",
            "Member 1: " + B + ", as shipped",
            "All members are, bit for bit, those that come with the examples"),
        MemberHashes.compare(manifest(MADE, A, B), manifest(MADE, A, B)));
  }

  @Test
  void compare_oneDiffers_isNamedWithBothHashes() {
    assertEquals(
        List.of(
            "Member 0: " + A + ", as shipped",
            "Member 1: " + C + ", NOT as shipped, which is " + B,
            "1 of 2 members are those that come with the examples"),
        MemberHashes.compare(manifest(MADE, A, C), manifest(MADE, A, B)));
  }

  @Test
  void compare_anotherTraining_saysInWhat() {
    EnsembleManifest shipped = manifest(Map.of("images", "i", "training", "u"), A, B, C);
    assertEquals(
        List.of(
            "Member 0: " + A,
            "Member 1: " + B,
            "Not compared with the ensemble that comes with the examples: trained with other"
                + " training"),
        MemberHashes.compare(manifest(MADE, A, B), shipped));
  }

  @Test
  void compare_shippedSaysMore_isNotCompared() {
    EnsembleManifest shipped = manifest(Map.of("images", "i", "training", "t", "more", "m"), A, B);
    assertEquals(
        "Not compared with the ensemble that comes with the examples: trained with other"
            + " provenance",
        MemberHashes.compare(manifest(MADE, A, B), shipped).get(2));
  }
}
