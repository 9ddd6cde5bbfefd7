package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that say the same otherwise, or are something else. */
class CheckpointReadingTest {
  private static final int STEPS = 5;

  @TempDir private Path folder;
  private Path checkpoint;

  private UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(
        TinyNetworks.config(), TrainingConfig.paper(2, STEPS).withBatchSize(2));
  }

  /** Stops a training in its first member. */
  @BeforeEach
  void train_someSteps() {
    AtomicInteger taken = new AtomicInteger();
    Execution execution = Execution.sequential().until(() -> taken.get() >= 2);
    assertThrows(
        CancellationException.class,
        () ->
            trainer()
                .with(execution)
                .reportingTo((member, step, steps, loss) -> taken.incrementAndGet())
                .train(TinyNetworks.images(), TinyNetworks.code(), folder));
    checkpoint = folder.resolve("checkpoints").resolve("member-000.safetensors");
    assertTrue(Files.isRegularFile(checkpoint));
  }

  private MalformedFileException assertRefused() {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> trainer().train(TinyNetworks.images(), TinyNetworks.code(), folder));
    assertEquals(checkpoint.toString(), error.file());
    return error;
  }

  @ParameterizedTest
  @ValueSource(strings = {"+%s", "0%s", "%s ", "-%s", "%s.0", "٣"})
  void read_stepWrittenOtherwise_isRefused(String format) throws IOException {
    SafetensorsFile read = SafetensorsFile.read(checkpoint);
    SafetensorsWriter writer = SafetensorsWriter.create();
    read.metadata()
        .forEach(
            (key, value) ->
                writer.metadata(key, key.equals("step") ? String.format(format, value) : value));
    for (String name : read.names()) {
      writer.put(name, read.entry(name).shape(), read.floats(name));
    }
    writer.write(checkpoint);
    MalformedFileException error = assertRefused();
    assertEquals("step", error.field());
    assertEquals("1 to 5", error.expected());
  }

  @Test
  void read_stateOfAnotherShape_isRefused() throws IOException {
    SafetensorsFile read = SafetensorsFile.read(checkpoint);
    SafetensorsWriter writer = SafetensorsWriter.create();
    read.metadata().forEach(writer::metadata);
    String odd = read.names().iterator().next();
    for (String name : read.names()) {
      long[] shape = read.entry(name).shape();
      writer.put(name, name.equals(odd) ? new long[] {1, shape[0]} : shape, read.floats(name));
    }
    writer.write(checkpoint);
    assertEquals("tensor '" + odd + "', shape", assertRefused().field());
  }

  @Test
  void read_somethingElse_saysWhatItLooksLike() throws IOException {
    Files.writeString(checkpoint, "<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>");
    assertEquals(
        Optional.of("it looks like an HTML page, as a server sends it in the place of a file"),
        assertRefused().looksLike());
  }
}
