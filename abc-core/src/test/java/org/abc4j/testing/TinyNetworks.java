package org.abc4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Sha256;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;

/** The smallest networks that have every kind of layer, data for them, and folders of them. */
public final class TinyNetworks {
  public static final Shape SHAPE = new Shape(1, 8, 8);
  public static final int MEMBERS = 4;
  public static final int SOURCES = 6;

  private TinyNetworks() {}

  /** Two blocks of 8 channels, attention on the second and in the middle. */
  public static UNetConfig config() {
    return Networks.tiny(SHAPE);
  }

  /** A network with the initial weights of a member, its biases and normalisations included. */
  public static Network network(UNetConfig config, long seed, int member) {
    Network network = Network.of(config);
    InitialWeights.set(network, seed, member);
    return network;
  }

  /** Two items of each of six sources, which see two of four members each. */
  public static CodeAssignment code() {
    DataSources sources = DataSources.ofItems(0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0);
    return Codebook.allWords(MEMBERS, 2).assign(sources, 1);
  }

  /** Images for {@link #code()}: smooth waves, one an item. */
  public static Batch images() {
    return waves(SHAPE, 2 * SOURCES);
  }

  /** Smooth images with values in [−1, 1], all different. */
  public static Batch waves(Shape shape, int count) {
    float[] values = new float[count * shape.size()];
    for (int j = 0; j < values.length; j++) {
      int pixel = j % shape.size();
      double x = pixel % shape.width();
      double y = pixel / shape.width();
      values[j] = (float) StrictMath.sin(0.5 * x + 0.3 * y + j / shape.size());
    }
    return Batch.of(shape, values);
  }

  /** Makes a whole folder of untrained members. */
  public static EnsembleFolder folder(Path folder, UNetConfig config, CodeAssignment code)
      throws IOException {
    for (int member = 0; member < code.codebook().length(); member++) {
      UNetWeights.write(EnsembleFolder.memberFile(folder, member), network(config, 5, member));
    }
    return EnsembleWriter.of(config, code, NoiseSchedule.linear(), Sha256.of(images().toArray()))
        .withProvenance(Map.of("made by", "a test"))
        .complete(folder);
  }

  /** SHA-256 of each file under a folder, by its path from there. */
  public static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(folder.relativize(file).toString(), Sha256.of(file));
      }
    }
    return digests;
  }
}
