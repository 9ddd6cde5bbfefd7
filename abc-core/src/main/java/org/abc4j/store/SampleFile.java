package org.abc4j.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.abc4j.Execution;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplerText;

/**
 * A sample as a small JSON file: which ensemble it is of, the address of its noise, its sampler,
 * and the digest of its image. It is enough to have the same sample again, elsewhere and later, to
 * the same bits, or to be told that they are others. Immutable and thread-safe.
 *
 * @param ensemble SHA-256 of the ensemble's manifest, which names all its files
 * @param seed seed of the {@linkplain ExogenousNoise#philox noise}
 * @param index index of the sample in that noise, at least 0
 * @param sampler the sampler, one of this library's
 * @param image SHA-256 of the image's values, four bytes each and little-endian
 */
public record SampleFile(String ensemble, long seed, long index, Sampler sampler, String image) {
  private static final String FORMAT = "abc-sample";
  private static final int VERSION = 1;
  private static final long MAX_BYTES = 1 << 16;
  private static final StrictJson RULES = StrictJson.nesting(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** In a text, since many readers of JSON take numbers for doubles. */
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,19}");

  /**
   * Checks the values.
   *
   * @param ensemble SHA-256 of the ensemble's manifest, 64 hexadecimal digits
   * @param seed seed of the noise
   * @param index index of the sample in that noise, at least 0
   * @param sampler the sampler, one of this library's
   * @param image SHA-256 of the image's values, 64 hexadecimal digits
   * @throws IllegalArgumentException if a digest is none, the index is negative, or the sampler is
   *     none of this library's
   */
  public SampleFile {
    EnsembleManifest.requireDigest("ensemble", ensemble);
    EnsembleManifest.requireDigest("image", image);
    if (index < 0) {
      throw new IllegalArgumentException("samples are counted from 0, found index " + index);
    }
    SamplerText.of(Objects.requireNonNull(sampler, "sampler"));
  }

  /**
   * What names a sample.
   *
   * <p>Of its noise, the start is compared, not what its steps add. The ensemble is compared if it
   * is one of a folder; one that was made otherwise has to be the folder's, which {@link
   * #regenerate} finds out.
   *
   * @param sample the sample
   * @param folder the folder of its ensemble
   * @param seed seed of its noise
   * @param index its index in that noise
   * @return its file's content
   * @throws IllegalArgumentException if it is not of that noise or of an ensemble in another folder
   *     with another manifest, or its sampler is none of this library's
   */
  public static SampleFile of(Sample sample, EnsembleFolder folder, long seed, long index) {
    SampleNoise named = ExogenousNoise.philox(seed).of(index);
    if (!Arrays.equals(named.start(sample.shape()), sample.noise().start(sample.shape()))) {
      throw new IllegalArgumentException(sample + " does not come from the noise " + named);
    }
    StoredEnsemble.folderOf(sample.ensemble())
        .filter(own -> !own.manifestSha256().equals(folder.manifestSha256()))
        .ifPresent(
            own -> {
              throw new IllegalArgumentException(
                  "the sample is of the ensemble in "
                      + Quoted.of(own.path().toString())
                      + ", not of that in "
                      + Quoted.of(folder.path().toString()));
            });
    return new SampleFile(
        folder.manifestSha256(), seed, index, sample.sampler(), Sha256.of(sample.image()));
  }

  /**
   * Writes it, whole or not at all. The bytes depend on nothing but the values.
   *
   * @param file the file, replaced if it exists; its folder must exist
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("ensemble", ensemble);
    root.put("seed", Long.toString(seed));
    root.put("index", Long.toString(index));
    root.put("sampler", SamplerText.of(sampler));
    root.put("image", image);
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    byte[] bytes = text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
    Uninterrupted.finish(() -> AtomicFiles.write(file, bytes));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param file the file
   * @return what it says
   * @throws MalformedFileException if it is no such file or of a newer version
   * @throws IOException if it cannot be read
   */
  public static SampleFile read(Path file) throws IOException {
    JsonTree root = Uninterrupted.run(() -> RULES.tree(file, MAX_BYTES));
    if (!root.field("format").isText(FORMAT)) {
      throw root.field("format").fault(FORMAT);
    }
    JsonTree version = root.field("version");
    if (!version.isInteger() || version.integer() != VERSION) {
      throw version.fault(VERSION + ", the newest that this release reads");
    }
    root.requireNoFieldBut(
        List.of("format", "version", "ensemble", "seed", "index", "sampler", "image"));
    long index = integer(root.field("index"));
    if (index < 0) {
      throw root.field("index").fault("at least 0");
    }
    return new SampleFile(
        ManifestFile.hash(root.field("ensemble")),
        integer(root.field("seed")),
        index,
        sampler(root.field("sampler")),
        ManifestFile.hash(root.field("image")));
  }

  private static long integer(JsonTree value) throws IOException {
    String expected = "a text of an integer of 64 bits";
    if (!value.isText() || !INTEGER.matcher(value.text()).matches()) {
      throw value.fault(expected);
    }
    try {
      return Long.parseLong(value.text());
    } catch (NumberFormatException tooLarge) {
      throw value.fault(expected);
    }
  }

  private static Sampler sampler(JsonTree value) throws IOException {
    try {
      return SamplerText.parse(value.text());
    } catch (IllegalArgumentException none) {
      throw value.fault("a sampler's text", String.valueOf(none.getMessage()));
    }
  }

  /**
   * Makes sure that the sample is of an ensemble.
   *
   * @param folder the ensemble's folder
   * @param name what errors call the sample, such as its file
   * @throws MalformedFileException if it is of another
   */
  public void requireOf(EnsembleFolder folder, String name) throws MalformedFileException {
    String found = folder.manifestSha256();
    if (!found.equals(ensemble)) {
      throw new MalformedFileException(
          name,
          "ensemble",
          "one with a manifest of SHA-256 " + ensemble,
          "that in " + Quoted.of(folder.path().toString()) + " with " + found);
    }
  }

  /**
   * The sample again.
   *
   * @param folder the ensemble's folder
   * @param name what errors call the sample, such as its file
   * @param execution where members run, who hears of progress, when it stops
   * @return the same sample, to the bit
   * @throws MalformedFileException if it is of another ensemble, or its image is not the same bits
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Sample regenerate(EnsembleFolder folder, String name, Execution execution)
      throws MalformedFileException {
    return regenerate(folder.ensemble(), name, execution);
  }

  /**
   * The sample again, of an ensemble that others are of, too: members are read once, and samples
   * can be attributed together.
   *
   * @param stored an ensemble that a folder {@linkplain EnsembleFolder#ensemble() gave}
   * @param name what errors call the sample, such as its file
   * @param execution where members run, who hears of progress, when it stops
   * @return the same sample, to the bit
   * @throws IllegalArgumentException if no folder gave the ensemble
   * @throws MalformedFileException if it is of another ensemble, or its image is not the same bits
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Sample regenerate(Ensemble stored, String name, Execution execution)
      throws MalformedFileException {
    EnsembleFolder folder =
        StoredEnsemble.folderOf(stored)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a sample is generated again by an ensemble that a folder gave, found "
                            + stored));
    requireOf(folder, name);
    SampleNoise noise = ExogenousNoise.philox(seed).of(index);
    Sample sample = sampler.sample(stored, noise, execution);
    String found = Sha256.of(sample.image());
    if (!found.equals(image)) {
      throw new MalformedFileException(name, "image", "one of SHA-256 " + image, found);
    }
    return sample;
  }
}
