package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small ensemble that sources are removed from, and the data that are left. */
abstract class RemovalFixture {
  static final Instant WHEN = Instant.parse("2026-11-26T12:00:00Z");

  /** Six members, of which each source is seen by two; two items a source. */
  static final CodeAssignment CODE =
      Codebook.of(
              List.of(
                  Codeword.parse("110000"),
                  Codeword.parse("011000"),
                  Codeword.parse("001100"),
                  Codeword.parse("000110"),
                  Codeword.parse("000011"),
                  Codeword.parse("100001"),
                  Codeword.parse("101000")))
          .assignInOrder(
              DataSources.ofItems(0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0)
                  .withNames(List.of("ana", "bo", "cy", "dee", "eve", "flo")));

  @TempDir Path disk;
  EnsembleFolder whole;

  @BeforeEach
  void make_anEnsemble() throws IOException {
    whole = make(disk.resolve("whole"), true, true);
  }

  static EnsembleFolder make(Path folder, boolean splits, boolean images) throws IOException {
    Files.createDirectories(folder);
    EnsembleFolder plain = TinyNetworks.folder(folder, TinyNetworks.config(), CODE);
    List<String> digests = new ArrayList<>();
    for (int member = 0; splits && member < 6; member++) {
      digests.add(
          EnsembleFolder.dataSha256(TinyNetworks.images().select(CODE.splits().indices(member))));
    }
    String data = EnsembleFolder.dataSha256(TinyNetworks.images());
    return EnsembleWriter.of(plain.config(), CODE, NoiseSchedule.linear(), data)
        .withProvenance(Map.of("made by", "a test", "images", data))
        .withMembers(plain.manifest().memberSha256())
        .with(
            new EnsembleDetails(
                digests,
                images
                    ? Optional.of(ImagePreparation.of(Normalisation.cifarAsPrinted()))
                    : Optional.empty(),
                Optional.empty()))
        .complete(folder);
  }

  EnsembleRemoval removal(long... sources) {
    return EnsembleRemoval.of(whole, WHEN, "a letter of 20 November", sources);
  }

  /** The images that are left without some sources. */
  static Batch left(long... sources) {
    return TinyNetworks.images()
        .select(CODE.sources().itemsWithout(sources).mapToInt(Math::toIntExact).toArray());
  }
}
