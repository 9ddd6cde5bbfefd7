package org.abc4j.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.AtomicFiles;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.UNetConfig;

/**
 * All that an ensemble's bytes depend on, in words and digests. It stands in the folder from before
 * the first step on, so that a folder belongs to the training that first wrote to it.
 */
final class TrainingIdentity {
  private static final String FILE = "training.txt";
  private static final int MAX_BYTES = 1 << 16;

  private final Map<String, String> entries = new LinkedHashMap<>();
  private final String images;
  private final int members;

  private TrainingIdentity(
      UNetConfig config,
      TrainingConfig training,
      Batch images,
      CodeAssignment code,
      String executor) {
    this.images = EnsembleFolder.dataSha256(images);
    this.members = code.codebook().length();
    entries.put("images", this.images);
    entries.put("codebook", AssignmentFile.sha256(code));
    entries.put("network", config.toString());
    entries.put("training", training.toString());
    if (!executor.isEmpty()) {
      entries.put("executor", executor);
    }
  }

  /** Of a training on a named executor; empty for the pure-JVM engine. */
  static TrainingIdentity of(
      UNetConfig config,
      TrainingConfig training,
      Batch images,
      CodeAssignment code,
      String executor) {
    return new TrainingIdentity(config, training, images, code, executor);
  }

  /** In order, as a manifest keeps them. */
  Map<String, String> entries() {
    return entries;
  }

  /** SHA-256 of the images. */
  String images() {
    return images;
  }

  /** The folder if it is complete and of this training. */
  EnsembleFolder openComplete(Path folder) throws IOException {
    EnsembleFolder complete = EnsembleFolder.open(folder);
    if (!complete.manifest().provenance().equals(entries)) {
      throw another(folder, text(complete.manifest().provenance()));
    }
    return complete;
  }

  /** Fails if the folder belongs to another training, or to nobody knows which. */
  void requireOwned(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      String found;
      try (InputStream in = Files.newInputStream(file)) {
        found = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      }
      if (!found.equals(text(entries))) {
        throw another(folder, found);
      }
      return;
    }
    for (int member = 0; member < members; member++) {
      if (Files.exists(EnsembleFolder.memberFile(folder, member))) {
        throw another(folder, "member " + member + " without " + FILE);
      }
    }
  }

  void claim(Path folder) throws IOException {
    AtomicFiles.write(folder.resolve(FILE), text(entries).getBytes(StandardCharsets.UTF_8));
  }

  private IllegalArgumentException another(Path folder, String found) {
    return new IllegalArgumentException(
        folder + " belongs to another training: expected\n" + text(entries) + "found\n" + found);
  }

  private static String text(Map<String, String> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
