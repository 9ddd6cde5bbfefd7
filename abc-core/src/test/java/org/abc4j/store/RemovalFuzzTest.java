package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.codebook.Codeword;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.Test;

/** Records of removals and the manifests beside them, spoilt. */
class RemovalFuzzTest {
  private static final String DIGEST = Sha256.of(new byte[] {1});
  private static final SourceRemoval FIRST =
      new SourceRemoval(
          List.of("ana", "zoë"),
          Instant.parse("2026-11-26T12:00:00.5Z"),
          "a \"letter\"",
          Codeword.parse("011000"),
          2,
          1,
          DIGEST,
          Optional.of(DIGEST));
  private static final SourceRemoval SECOND =
      new SourceRemoval(
          List.of("bo"),
          Instant.EPOCH,
          "",
          Codeword.parse("100000"),
          0,
          0,
          DIGEST,
          Optional.empty());

  @Test
  void read_spoiltRecords_areReadOrRefused() throws IOException {
    List<byte[]> sound =
        List.of(
            RemovalFile.bytes(new RemovalRecord(List.of(FIRST))),
            RemovalFile.bytes(new RemovalRecord(List.of(FIRST, SECOND))));
    Fuzz.run(
            "removal",
            15,
            1 << 20,
            sound,
            draws -> draws.jsonFile(draws.of(sound), draws.of(sound)),
            file -> assertTrue(RemovalFile.read(file).members().weight() > 0))
        .assertDeep(2, 12);
  }

  @Test
  void read_spoiltManifestsOfVersion2_areReadOrRefused() throws IOException {
    List<byte[]> sound;
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      var file = disk.getPath("/manifest.json");
      ManifestFile.write(
          file,
          new EnsembleManifest(
              "abc 1.2.3",
              NoiseSchedule.linear(),
              DIGEST,
              Map.of("seed", "1"),
              DIGEST,
              DIGEST,
              List.of(DIGEST, EnsembleManifest.REMOVED, DIGEST),
              List.of(DIGEST, EnsembleManifest.REMOVED, DIGEST),
              Optional.of(ImagePreparation.of(Normalisation.plusMinusOne())),
              Optional.of(DIGEST)));
      sound = List.of(Files.readAllBytes(file));
    }
    Fuzz.run(
            "manifest-2",
            15,
            2 << 20,
            sound,
            draws -> draws.jsonFile(draws.of(sound), draws.of(sound)),
            ManifestFile::read)
        .assertDeep(2, 12);
  }
}
