package org.abc4j.store;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleManifestTest {
  private static final String A = ManifestFileTest.A;
  private static final String B = ManifestFileTest.B;
  private static final String C = ManifestFileTest.C;

  @Test
  void manifest_splitsOrMembersThatDoNotFit_areRefused() {
    assertIllegal(
        "each of 2 members has one split, found 1", () -> with(List.of(A, B), List.of(A)));
    assertIllegal(
        "member 0 is removed and so is its split, found " + A,
        () -> with(List.of(EnsembleManifest.REMOVED, B), List.of(A, B)));
    assertIllegal(
        "at least one member is there, found all removed",
        () -> with(List.of(EnsembleManifest.REMOVED, EnsembleManifest.REMOVED), List.of()));
  }

  private static EnsembleManifest with(List<String> members, List<String> splits) {
    return new EnsembleManifest(
        "abc 1.2.3",
        NoiseSchedule.linear(),
        A,
        Map.of(),
        B,
        C,
        members,
        splits,
        Optional.empty(),
        Optional.of(A));
  }

  @Test
  void manifest_badDigestOrNumber_isAnErrorNamingIt() {
    List<String> two = List.of(A, B);
    NoiseSchedule linear = NoiseSchedule.linear();
    String rule = "a SHA-256 digest is 64 hexadecimal digits, found x as that of ";
    assertIllegal(
        rule + "data", () -> new EnsembleManifest("abc 1.2.3", linear, "x", Map.of(), B, C, two));
    assertIllegal(
        rule + "codebook",
        () -> new EnsembleManifest("abc 1.2.3", linear, A, Map.of(), "x", C, two));
    assertIllegal(
        rule + "config", () -> new EnsembleManifest("abc 1.2.3", linear, A, Map.of(), B, "x", two));
    assertIllegal(
        rule + "member 1",
        () -> new EnsembleManifest("abc 1.2.3", linear, A, Map.of(), B, C, List.of(A, "x")));
    assertIllegal(
        "an ensemble has 2 to 1024 members, found 1",
        () -> new EnsembleManifest("abc 1.2.3", linear, A, Map.of(), B, C, List.of(A)));
    assertIllegal(
        "an ensemble has 2 to 1024 members, found 1025",
        () ->
            new EnsembleManifest(
                "abc 1.2.3", linear, A, Map.of(), B, C, Collections.nCopies(1025, A)));
  }

  @Test
  void manifest_holdsCopies() {
    Map<String, String> provenance = new LinkedHashMap<>(Map.of("a", "b"));
    EnsembleManifest manifest =
        new EnsembleManifest(
            "abc 1.2.3", NoiseSchedule.linear(), A, provenance, B, C, List.of(A, B));
    provenance.put("c", "d");
    assertEquals(Map.of("a", "b"), manifest.provenance());
    assertThrows(UnsupportedOperationException.class, () -> manifest.provenance().put("e", "f"));
    assertArrayEquals(new String[] {A, B}, manifest.memberSha256().toArray());
  }

  @Test
  void files_areAllButTheManifest_withTheirDigests_andNoneOfRemovedMembers() {
    EnsembleManifest plain =
        new EnsembleManifest(
            "abc 1.2.3",
            NoiseSchedule.linear(),
            A,
            Map.of(),
            B,
            C,
            List.of(A, C),
            List.of(),
            Optional.empty(),
            Optional.empty());
    assertEquals(
        List.of(
            Map.entry("codebook.json", B),
            Map.entry("config.json", C),
            Map.entry("member-000.safetensors", A),
            Map.entry("member-001.safetensors", C)),
        List.copyOf(plain.files().entrySet()));
    EnsembleManifest full =
        new EnsembleManifest(
            "abc 1.2.3",
            NoiseSchedule.linear(),
            A,
            Map.of(),
            B,
            C,
            List.of(EnsembleManifest.REMOVED, C),
            List.of(),
            Optional.empty(),
            Optional.of(A),
            List.of(A, B));
    assertEquals(
        List.of(
            Map.entry("codebook.json", B),
            Map.entry("config.json", C),
            Map.entry("config-000.json", A),
            Map.entry("config-001.json", B),
            Map.entry("removal.json", A),
            Map.entry("member-001.safetensors", C)),
        List.copyOf(full.files().entrySet()));
  }

  @Test
  void read_byItself_isWhatTheFolderSays(@TempDir Path folder) throws IOException {
    EnsembleFolder whole = TinyNetworks.folder(folder, TinyNetworks.config(), TinyNetworks.code());
    EnsembleManifest read = EnsembleManifest.read(folder.resolve("manifest.json"));
    assertEquals(whole.manifest(), read);
    for (Map.Entry<String, String> file : read.files().entrySet()) {
      assertEquals(file.getValue(), Sha256.of(folder.resolve(file.getKey())), file.getKey());
    }
    Path none = folder.resolve("none.json");
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> EnsembleManifest.read(none));
    assertEquals(none + ": file: expected a manifest, found none", error.getMessage());
  }
}
