package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.abc4j.io.Sha256;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetWeights;
import org.junit.jupiter.api.Test;

/** Every writer on a disk that is full, or fills up while it writes. */
class FullDiskTest {
  private static final int BLOCK = 512;
  private static final byte[] OLD = {'o', 'l', 'd'};

  /** Writes a file of one kind. */
  @FunctionalInterface
  private interface Writer {
    void write(Path file) throws IOException;
  }

  private static Map<String, Writer> writers() {
    Map<String, Writer> writers = new LinkedHashMap<>();
    int[] labels = new int[9000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Draws.below(256, 1, i, 0);
    }
    ImageSet images = ImageSet.of(Batch.of(new Shape(1, 50, 50), new float[5000]), 0, 255);
    UNetConfig config = TinyNetworks.config();
    String digest = Sha256.of(OLD);
    EnsembleManifest manifest =
        new EnsembleManifest(
            "abc",
            NoiseSchedule.linear(),
            digest,
            Map.of("a", "b".repeat(3000)),
            digest,
            digest,
            List.of(digest, digest));
    writers.put("labels", file -> IdxWriter.plain().labels(file, labels));
    writers.put("labels, gzipped", file -> IdxWriter.gzipped().labels(file, labels));
    writers.put("images", file -> IdxWriter.plain().images(file, images));
    writers.put("config", file -> UNetConfigFile.write(file, config));
    writers.put("weights", file -> UNetWeights.write(file, TinyNetworks.network(config, 1, 0)));
    writers.put(
        "assignment",
        file ->
            AssignmentFile.write(
                file, Codebook.allWords(10, 5).assign(DataSources.oneItemEach(200), 1)));
    writers.put("manifest", file -> ManifestFile.write(file, manifest));
    return writers;
  }

  @Test
  void write_diskThatFillsUp_leavesTheOldFileAndNamesTheNewOne() throws IOException {
    for (Map.Entry<String, Writer> writer : writers().entrySet()) {
      long blocks = blocksTaken(writer.getValue());
      assertTrue(blocks > 1, writer.getKey());
      for (long room : new long[] {0, 1, blocks / 2, blocks - 1}) {
        try (FileSystem disk = disk(1 + room)) {
          Path file = Files.write(disk.getPath("/a.bin"), OLD);
          String what = writer.getKey() + " with room for " + room + " of " + blocks + " blocks";
          IOException error =
              assertThrows(IOException.class, () -> writer.getValue().write(file), what);
          assertEquals("cannot write /a.bin: no space left in /", error.getMessage(), what);
          assertArrayEquals(OLD, Files.readAllBytes(file), what);
          try (Stream<Path> files = Files.list(disk.getPath("/"))) {
            assertEquals(List.of(file), files.filter(Files::isRegularFile).toList(), what);
          }
        }
      }
      try (FileSystem disk = disk(1 + blocks)) {
        Path file = Files.write(disk.getPath("/a.bin"), OLD);
        writer.getValue().write(file);
        assertTrue(Files.size(file) > OLD.length, writer.getKey());
      }
    }
  }

  private static FileSystem disk(long blocks) {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder().setBlockSize(BLOCK).setMaxSize(blocks * BLOCK).build());
  }

  private static long blocksTaken(Writer writer) throws IOException {
    try (FileSystem disk = disk(10_000)) {
      Path file = disk.getPath("/a.bin");
      writer.write(file);
      return (Files.size(file) + BLOCK - 1) / BLOCK;
    }
  }
}
