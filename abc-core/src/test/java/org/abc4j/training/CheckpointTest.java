package org.abc4j.training;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint is of one training, one step and these names, and its digest is of all three. */
class CheckpointTest {
  private static final int MEMBER = 2;
  private static final int STEP = 5;
  private static final TrainingConfig CONFIG = TrainingConfig.paper(3, 12);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write_aCheckpoint() throws IOException {
    file = folder.resolve("checkpoint.safetensors");
    checkpoint().write(new Stored(state()), STEP);
  }

  private Checkpoint checkpoint() {
    return checkpoint(file, MEMBER);
  }

  private static Checkpoint checkpoint(Path file, int member) {
    MemberIdentity identity =
        MemberIdentity.of(CONFIG, member, TinyNetworks.images(), Map.of("executor", "none"));
    return Checkpoint.of(file, identity, CONFIG.steps());
  }

  private static Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    state.put("weight", new float[] {1, -2, 0.5f});
    state.put("bias", new float[] {0, Float.MIN_VALUE});
    return state;
  }

  /** The file that was written, with other metadata and tensors under the same digest. */
  private void rewrite(Map<String, String> metadata, Map<String, float[]> state)
      throws IOException {
    Map<String, String> changed = new TreeMap<>(SafetensorsFile.read(file).metadata());
    changed.putAll(metadata);
    SafetensorsWriter writer = SafetensorsWriter.create();
    changed.forEach(writer::metadata);
    state.forEach((name, values) -> writer.put(name, new int[] {values.length}, values));
    writer.write(file);
  }

  private MalformedFileException assertRefused(String field) {
    Stored model = new Stored(Map.of());
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> checkpoint().read(model));
    assertEquals(file.toString(), error.file());
    assertEquals(field, error.field());
    assertNull(model.restored, "what the model is given of a checkpoint that is refused");
    return error;
  }

  @Test
  void read_written_restoresStateAndStep() throws IOException {
    Stored model = new Stored(Map.of());
    assertEquals(STEP, checkpoint().read(model));
    assertEquals(STEP, model.steps);
    assertEquals(state().keySet(), model.restored.keySet());
    state().forEach((name, values) -> assertArrayEquals(values, model.restored.get(name), name));
  }

  @Test
  void read_rewrittenAsItIs_isRead() throws IOException {
    rewrite(Map.of(), state());
    assertEquals(STEP, checkpoint().read(new Stored(Map.of())));
  }

  @Test
  void read_metadataThatIsNotOurs_isAnErrorNamingIt() throws IOException {
    rewrite(Map.of("note", "mine"), state());
    assertEquals("mine", assertRefused("note").found());
  }

  @Test
  void read_noFile_isStepZero() throws IOException {
    Files.delete(file);
    Stored model = new Stored(Map.of());
    assertEquals(0, checkpoint().read(model));
    assertNull(model.restored);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6, 12})
  void read_anotherStepUnderTheDigest_isRefused(int step) throws IOException {
    rewrite(Map.of("step", "" + step), state());
    assertRefused("sha256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "five", "5.0", "99999999999", "0", "13"})
  void read_stepThatIsNone_isRefusedNamingIt(String step) throws IOException {
    rewrite(Map.of("step", step), state());
    MalformedFileException error = assertRefused("step");
    assertEquals("1 to 12", error.expected());
    assertEquals(step, error.found());
  }

  /** Values in their order, each under another name, are other weights. */
  @Test
  void read_otherNamesUnderTheDigest_isRefused() throws IOException {
    Map<String, float[]> renamed = new LinkedHashMap<>();
    state().forEach((name, values) -> renamed.put(name + ".0", values));
    rewrite(Map.of(), renamed);
    assertRefused("sha256");
  }

  @Test
  void read_valuesMovedToTheNextName_isRefused() throws IOException {
    Map<String, float[]> moved = new LinkedHashMap<>();
    moved.put("bias", new float[] {0, Float.MIN_VALUE, 1});
    moved.put("weight", new float[] {-2, 0.5f});
    rewrite(Map.of(), moved);
    assertRefused("sha256");
  }

  @Test
  void read_anotherMembersDigest_isRefused() throws IOException {
    Path other = folder.resolve("other.safetensors");
    checkpoint(other, MEMBER + 1).write(new Stored(state()), STEP);
    String digest = SafetensorsFile.read(other).metadata().get("sha256");
    rewrite(Map.of("sha256", digest), state());
    assertEquals(digest, assertRefused("sha256").expected());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void write_weightThatIsNotFinite_isAnErrorAndLeavesTheFileBefore(float bad) throws IOException {
    byte[] before = Files.readAllBytes(file);
    for (int at = 0; at < 3; at++) {
      Map<String, float[]> state = state();
      state.get("weight")[at] = bad;
      assertFails(
          ArithmeticException.class,
          "member 2 diverges: after step 6 weight has a " + bad,
          () -> checkpoint().write(new Stored(state), 6));
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void write_largestFloats_areWritten() throws IOException {
    Map<String, float[]> state = Map.of("weight", new float[] {Float.MAX_VALUE, -Float.MAX_VALUE});
    checkpoint().write(new Stored(state), 12);
    Stored model = new Stored(Map.of());
    assertEquals(12, checkpoint().read(model));
    assertArrayEquals(state.get("weight"), model.restored.get("weight"));
  }

  @Test
  void read_stateOfAnotherNetwork_isRefusedWithTheModelsReason() {
    Stored model =
        new Stored(Map.of()) {
          @Override
          public void restore(Map<String, float[]> state, int steps) {
            throw new IllegalArgumentException("no weight of that name");
          }
        };
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> checkpoint().read(model));
    assertEquals("state", error.field());
    assertEquals("no weight of that name", error.found());
  }

  /** A model that is nothing but its state. */
  private static class Stored implements TrainableNoiseModel {
    private final Map<String, float[]> state;
    private Map<String, float[]> restored;
    private int steps;

    Stored(Map<String, float[]> state) {
      this.state = state;
    }

    @Override
    public Map<String, float[]> state() {
      return state;
    }

    @Override
    public void restore(Map<String, float[]> state, int steps) {
      this.restored = state;
      this.steps = steps;
    }

    @Override
    public Map<String, float[]> weights() {
      return state;
    }

    @Override
    public double train(TrainingBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Shape shape() {
      return TinyNetworks.SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      throw new UnsupportedOperationException();
    }
  }
}
