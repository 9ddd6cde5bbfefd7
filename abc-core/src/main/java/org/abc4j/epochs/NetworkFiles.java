package org.abc4j.epochs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.HeldFolder;

/**
 * The files of a kind of network in its folder: a manifest, which says what it is, weights, and a
 * checkpoint while it is trained. The manifest holds the digest of the weights and is written last,
 * so a folder that has it is whole. Immutable.
 *
 * @param article of the noun
 * @param noun what errors call the network, and its checkpoint is named by
 * @param manifest name of the manifest
 */
public record NetworkFiles(String article, String noun, String manifest) {
  /** Name of the file of the weights. */
  public static final String WEIGHTS = "weights.safetensors";

  /** Reads a file or a folder. */
  public interface Reading<C> {
    /** Reads it, or fails naming the file. */
    C read(Path path) throws IOException;
  }

  /** Writes what is written after the weights, the manifest last. */
  public interface Ending {
    /** Writes it, of weights whose file has this digest. */
    void write(Path manifest, String weightsSha256) throws IOException;
  }

  /** Whether a folder holds a whole network. */
  public boolean isComplete(Path folder) {
    return Files.isRegularFile(folder.resolve(manifest));
  }

  /** Whether weights are there without what is written last. */
  boolean hasLooseWeights(Path folder) {
    return !isComplete(folder) && Files.exists(folder.resolve(WEIGHTS), LinkOption.NOFOLLOW_LINKS);
  }

  Path checkpoint(Path folder) {
    return HeldFolder.checkpoints(folder).resolve(noun + ".safetensors");
  }

  /** Reads the manifest. */
  public <C> C manifest(Path folder, Reading<C> reading) throws IOException {
    Path file = folder.resolve(manifest);
    require(file, "what " + article + " " + noun + " says of itself");
    FileIdentity identity = FileIdentity.of(file);
    C content = reading.read(file);
    identity.requireUnchanged("content");
    return content;
  }

  /** The file of the weights, which must have a digest. */
  public Path weights(Path folder, String sha256) throws IOException {
    Path file = folder.resolve(WEIGHTS);
    require(file, "the weights of " + article + " " + noun);
    String found = Sha256.of(file);
    if (!found.equals(sha256)) {
      throw new MalformedFileException(file.toString(), "SHA-256", sha256, found);
    }
    return file;
  }

  private static void require(Path file, String what) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file.toString(), "file", what, "none");
    }
    FileIdentity.requireInItsFolder(file);
  }

  /** Refuses a network whose digest is not what the manifest says under a name. */
  public void requireDigest(Path folder, String field, String expected, String found)
      throws MalformedFileException {
    if (!found.equals(expected)) {
      throw new MalformedFileException(folder.resolve(manifest).toString(), field, expected, found);
    }
  }

  /** Writes a network that is trained, of weights of these shapes. */
  public void write(
      Path folder, Map<String, int[]> shapes, Map<String, float[]> weights, Ending ending)
      throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create();
    shapes.forEach((name, shape) -> writer.put(name, shape, weights.get(name)));
    Path last = folder.resolve(manifest);
    Path file = folder.resolve(WEIGHTS);
    Uninterrupted.finish(
        () -> {
          Files.deleteIfExists(last);
          writer.write(file);
          ending.write(last, Sha256.of(file));
        });
  }

  /** What to throw at a training that came to values that are not finite. */
  ArithmeticException diverges(String how) {
    return new ArithmeticException("the " + noun + " diverges: " + how);
  }
}
