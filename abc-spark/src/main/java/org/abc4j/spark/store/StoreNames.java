package org.abc4j.spark.store;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of a store are called: as in an ensemble's folder, and besides, under {@code
 * checkpoints/}, what a training keeps until it has ended. A name that a store lists is used only
 * if it is one of these, so that nothing is read or written elsewhere.
 */
final class StoreNames {
  static final String MANIFEST = "manifest.json";
  static final String CODEBOOK = "codebook.json";
  static final String CONFIG = "config.json";

  /** What a training keeps: folder, without the slash. */
  static final String CHECKPOINTS = "checkpoints";

  /** Of a member whose weights are there. */
  private static final Pattern MEMBER = Pattern.compile("member-(\\d{3,4})\\.safetensors");

  private static final Pattern CHECKPOINT =
      Pattern.compile(
          CHECKPOINTS + "/member-(\\d{3,4})-step-(\\d{9})-([0-9a-f]{64})\\.safetensors");

  private static final Pattern RECORD =
      Pattern.compile(CHECKPOINTS + "/member-(\\d{3,4})-ended-([0-9a-f]{64})\\.txt");

  private static final Pattern CLAIM =
      Pattern.compile(CHECKPOINTS + "/training-([0-9a-f]{64})\\.txt");

  private StoreNames() {}

  /** A checkpoint by its name, which says what it must hold. */
  record Checkpoint(int member, int step, String sha256) {
    String name() {
      return String.format(
          Locale.ROOT,
          "%s/member-%03d-step-%09d-%s.safetensors",
          CHECKPOINTS,
          member,
          step,
          sha256);
    }

    static Optional<Checkpoint> parse(String name) {
      Matcher matcher = CHECKPOINT.matcher(name);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          new Checkpoint(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              matcher.group(3)));
    }
  }

  /** Of a member that has ended, what is known of it: its name says what it must hold. */
  record EndRecord(int member, String sha256) {
    String name() {
      return String.format(Locale.ROOT, "%s/member-%03d-ended-%s.txt", CHECKPOINTS, member, sha256);
    }

    static Optional<EndRecord> parse(String name) {
      Matcher matcher = RECORD.matcher(name);
      return matcher.matches()
          ? Optional.of(new EndRecord(Integer.parseInt(matcher.group(1)), matcher.group(2)))
          : Optional.empty();
    }
  }

  /** What tells of the training itself: its name says what it must hold. */
  record Claim(String sha256) {
    String name() {
      return CHECKPOINTS + "/training-" + sha256 + ".txt";
    }

    static Optional<Claim> parse(String name) {
      Matcher matcher = CLAIM.matcher(name);
      return matcher.matches() ? Optional.of(new Claim(matcher.group(1))) : Optional.empty();
    }
  }

  static String member(int member) {
    return String.format(Locale.ROOT, "member-%03d.safetensors", member);
  }

  static String config(int member) {
    return String.format(Locale.ROOT, "config-%03d.json", member);
  }

  static boolean isMember(String name) {
    return MEMBER.matcher(name).matches();
  }
}
