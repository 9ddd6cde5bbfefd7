package org.abc4j.training;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Rows;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;

/**
 * All that a member's bytes depend on, in words and digests: which member, how it is trained, the
 * images of its split, this release, and what makes it. It stands in its checkpoint and in the
 * record of its end. Immutable.
 */
final class MemberIdentity {
  private static final String IMAGES = "images";

  private final int member;
  private final String name;
  private final Map<String, String> entries = new LinkedHashMap<>();

  private MemberIdentity(
      TrainingConfig config, int member, String name, String split, Map<String, String> maker) {
    this.member = member;
    this.name = name;
    entries.put("training", name + " of " + config);
    entries.put(IMAGES, split);
    entries.put("library", LibraryVersion.text());
    entries.putAll(maker);
  }

  /** Of a member that is trained on a split, by a network and an executor that may be named. */
  static MemberIdentity of(
      TrainingConfig config, int member, Rows split, Map<String, String> maker) {
    return of(config, member, EnsembleFolder.dataSha256(split), maker);
  }

  /** The same, where the images of the split are hashed already. */
  static MemberIdentity of(
      TrainingConfig config, int member, String split, Map<String, String> maker) {
    return new MemberIdentity(config, member, "member " + member, split, maker);
  }

  /** Of a single model of some name, which has the initial weights and draws of member 0. */
  static MemberIdentity ofSingle(
      TrainingConfig config, String name, Rows split, Map<String, String> maker) {
    return new MemberIdentity(config, 0, name, EnsembleFolder.dataSha256(split), maker);
  }

  int member() {
    return member;
  }

  /** What errors call it. */
  String name() {
    return name;
  }

  /** Digest of the images of its split. */
  String split() {
    return entries.get(IMAGES);
  }

  /** In order; texts of one line each. */
  Map<String, String> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /**
   * Fails if a file of another training says so, naming what is another.
   *
   * @param found what the file says
   * @param others names of what it says besides
   */
  void require(Path file, Map<String, String> found, String... others)
      throws MalformedFileException {
    Map<String, String> said = new LinkedHashMap<>(found);
    said.keySet().removeAll(List.of(others));
    Entries.require(file, entries, said);
  }
}
