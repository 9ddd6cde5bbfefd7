package org.abc4j.store;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Sha256;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a record of removals takes, and its bounds. */
class RemovalRecordTest {
  private static final Instant WHEN = Instant.parse("2026-11-26T12:00:00Z");
  private static final String DIGEST = Sha256.of(new byte[] {1});

  @TempDir private Path disk;

  private static SourceRemoval of(List<String> sources, long diminished, long emptied) {
    return new SourceRemoval(
        sources,
        WHEN,
        "a letter",
        Codeword.parse("0110"),
        diminished,
        emptied,
        DIGEST,
        Optional.empty());
  }

  /** Each removal takes members from nearly all of 60,000 sources, and the record stays small. */
  @Test
  void to_manySources_recordDoesNotGrowWithThem_norAreManyRemovalsTooMany() throws IOException {
    int sources = 60_000;
    CodeAssignment code = Codebook.allWords(20, 10).assign(DataSources.oneItemEach(sources), 7);
    EnsembleFolder whole =
        TinyNetworks.folder(
            Files.createDirectory(disk.resolve("whole")), TinyNetworks.config(), code);
    EnsembleFolder without =
        EnsembleRemoval.of(whole, WHEN, "a letter", 3).to(disk.resolve("without"));
    SourceRemoval removal = without.removal().orElseThrow().last();
    assertEquals(without.ensemble().separation().diminished().length, removal.diminished());
    assertTrue(removal.diminished() > 59_000, removal.toString());
    assertEquals(0, removal.emptied());
    Path file = without.path().resolve("removal.json");
    long one = Files.size(file);
    assertTrue(one < 1000, "bytes: " + one);

    RemovalRecord thirty = new RemovalRecord(Collections.nCopies(30, removal));
    Path longer = disk.resolve("thirty.json");
    RemovalFile.write(longer, thirty);
    assertEquals(thirty, RemovalFile.read(longer));
    assertTrue(Files.size(longer) < 30 * one);
  }

  @Test
  void write_moreThanCanBeRead_isRefusedAndLeavesTheFile() throws IOException {
    Path file = disk.resolve("removal.json");
    byte[] old = {'o', 'l', 'd'};
    Files.write(file, old);
    String name = "n".repeat(1000);
    RemovalRecord tooLong =
        new RemovalRecord(
            List.of(of(Collections.nCopies(RemovalFile.MAX_BYTES / 1000, name), 0, 0)));
    String message =
        assertThrows(IllegalArgumentException.class, () -> RemovalFile.write(file, tooLong))
            .getMessage();
    assertTrue(message.startsWith("a record of removals has at most 8388608 bytes"), message);
    assertArrayEquals(old, Files.readAllBytes(file));
  }

  @Test
  void removal_countsOutOfRange_areRefused() {
    assertIllegal(
        "of the sources that lost members 0 to all have none left, found 3 of 2",
        () -> of(List.of("ana"), 2, 3));
    assertIllegal(
        "of the sources that lost members 0 to all have none left, found -1 of 2",
        () -> of(List.of("ana"), 2, -1));
  }
}
