package org.abc4j.store;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFileTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final Sampler SAMPLER = UniPcSampler.steps(3).withClipping(1);

  /** What version 1 looks like, for ever. */
  private static final String TEXT =
      """
      {
        "format" : "abc-sample",
        "version" : 1,
        "ensemble" : "%s",
        "seed" : "-9223372036854775808",
        "index" : "7",
        "sampler" : "UniPC(order 2, 3 of 1000 steps, trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1.0)",
        "image" : "%s"
      }
      """
          .formatted(DIGEST, DIGEST);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name_theFile() {
    file = folder.resolve("sample.json");
  }

  @Test
  void of_anotherFoldersEnsemble_isRefused() throws IOException {
    EnsembleFolder own =
        TinyNetworks.folder(
            Files.createDirectory(folder.resolve("own")),
            TinyNetworks.config(),
            Codebook.allWords(4, 2).assignInOrder(DataSources.oneItemEach(3)));
    EnsembleFolder other =
        TinyNetworks.folder(
            Files.createDirectory(folder.resolve("other")),
            TinyNetworks.config(),
            Codebook.allWords(4, 2).assignInOrder(DataSources.oneItemEach(4)));
    for (Ensemble ensemble : List.of(own.ensemble(), own.ensemble().held())) {
      Sample sample = DdimSampler.steps(2).sample(ensemble, ExogenousNoise.philox(3).of(1));
      assertEquals(own.manifestSha256(), SampleFile.of(sample, own, 3, 1).ensemble());
      assertIllegal(
          "the sample is of the ensemble in '"
              + own.path()
              + "', not of that in '"
              + other.path()
              + "'",
          () -> SampleFile.of(sample, other, 3, 1));
    }
  }

  @Test
  void write_aSample_isWhatFilesHaveAndReadsBack() throws IOException {
    SampleFile sample = new SampleFile(DIGEST, Long.MIN_VALUE, 7, SAMPLER, DIGEST);
    sample.write(file);
    assertEquals(TEXT, Files.readString(file));
    assertEquals(sample, SampleFile.read(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          abc-sample          | abc-ensemble          | format
          "version" : 1       | "version" : 2         | version
          "version" : 1       | "version" : "1"       | version
          0123                | 012G                  | ensemble
          "-9223372036854775808" | "-9223372036854775809" | seed
          "-9223372036854775808" | 1                  | seed
          "-9223372036854775808" | "0x1"              | seed
          "7"                 | "-7"                  | index
          "index" : "7",      | ''                    | index
          order 2             | order 3               | sampler
          3 of 1000           | 1001 of 1000          | sampler
          "image" :           | "more" : "", "image" : | content
          "image" :           | "seed" : "1", "image" : | content
          }                   | ''                    | content
          """)
  void read_anythingElse_namesTheField(String part, String instead, String field)
      throws IOException {
    assertTrue(TEXT.contains(part), part);
    Files.writeString(file, TEXT.replaceFirst(java.util.regex.Pattern.quote(part), instead));
    MalformedFileException refusal =
        assertThrows(MalformedFileException.class, () -> SampleFile.read(file));
    assertEquals(field, refusal.field());
    assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
  }

  @Test
  void regenerate_elsewhere_isTheSameBits() throws IOException {
    EnsembleFolder ensemble = ensemble("ensemble");
    Sample sample =
        DdimSampler.steps(3).withEta(1).sample(ensemble.ensemble(), ExogenousNoise.philox(4).of(2));
    SampleFile.of(sample, ensemble, 4, 2).write(file);

    EnsembleFolder copy = ensemble("copy");
    Sample again = SampleFile.read(file).regenerate(copy, "it", Execution.sequential());
    assertArrayEquals(sample.image(), again.image());
    assertEquals(sample.sampler(), again.sampler());
  }

  @Test
  void regenerate_ofOneEnsemble_isOfThat() throws IOException {
    EnsembleFolder folder = ensemble("ensemble");
    Ensemble ensemble = folder.ensemble();
    Sample sample = DdimSampler.steps(3).sample(ensemble, ExogenousNoise.philox(4).of(2));
    SampleFile.of(sample, folder, 4, 2).write(file);
    Sample again = SampleFile.read(file).regenerate(ensemble, "it", Execution.sequential());
    assertSame(ensemble, again.ensemble());
    assertArrayEquals(sample.image(), again.image());
    Ensemble another = ensemble.without(0);
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> SampleFile.read(file).regenerate(another, "it", Execution.sequential()))
            .getMessage();
    assertTrue(
        said.startsWith("a sample is generated again by an ensemble that a folder gave"), said);
  }

  @Test
  void regenerate_ofAnotherEnsemble_isRefused() throws IOException {
    EnsembleFolder ensemble = ensemble("ensemble");
    String digest = ensemble.manifestSha256();
    SampleFile other = new SampleFile(DIGEST, 1, 0, SAMPLER, DIGEST);
    MalformedFileException refusal =
        assertThrows(
            MalformedFileException.class,
            () -> other.regenerate(ensemble, "it", Execution.sequential()));
    assertEquals(
        "it: ensemble: expected one with a manifest of SHA-256 "
            + DIGEST
            + ", found that in '"
            + folder.resolve("ensemble")
            + "' with "
            + digest,
        refusal.getMessage());
  }

  @Test
  void regenerate_toOtherBits_isSaid() throws IOException {
    EnsembleFolder ensemble = ensemble("ensemble");
    String digest = ensemble.manifestSha256();
    SampleFile changed = new SampleFile(digest, 1, 0, SAMPLER, DIGEST);
    MalformedFileException refusal =
        assertThrows(
            MalformedFileException.class,
            () -> changed.regenerate(ensemble, "it", Execution.sequential()));
    assertEquals("image", refusal.field());
    assertEquals("one of SHA-256 " + DIGEST, refusal.expected());
  }

  @Test
  void of_anotherNoise_isRefused() throws IOException {
    EnsembleFolder ensemble = ensemble("ensemble");
    Sample sample = SAMPLER.sample(ensemble.ensemble(), ExogenousNoise.philox(4).of(2));
    assertIllegal(
        sample + " does not come from the noise philox4x64-10, seed 4, sample 3",
        () -> SampleFile.of(sample, ensemble, 4, 3));
  }

  @Test
  void construct_badValues_isRefused() {
    assertIllegal(
        "samples are counted from 0, found index -1",
        () -> new SampleFile(DIGEST, 1, -1, SAMPLER, DIGEST));
    assertIllegal(
        "a SHA-256 digest is 64 hexadecimal digits, found x as that of image",
        () -> new SampleFile(DIGEST, 1, 0, SAMPLER, "x"));
  }

  private EnsembleFolder ensemble(String name) throws IOException {
    return TinyNetworks.folder(
        Files.createDirectory(folder.resolve(name)), TinyNetworks.config(), TinyNetworks.code());
  }
}
