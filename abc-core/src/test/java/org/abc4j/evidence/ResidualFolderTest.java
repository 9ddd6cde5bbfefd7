package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.safetensors.Half;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.testing.WatchedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidualFolderTest {
  private static final Execution HERE = Execution.sequential();
  private static final Scenario SCENARIO = Scenario.of(31, Kind.POSTERIOR_MEAN, Walk.DDIM);
  private static final List<SamplingStep> STEPS = SCENARIO.sampler().steps().subList(3, 6);
  private static final ResidualDraws DRAWS = new ResidualDraws(7, 2);
  private static final String DIGEST = Sha256.of(new byte[] {1});
  private static final String OTHER = Sha256.of(new byte[] {2});
  private static final ResidualOrigin ORIGIN = new ResidualOrigin(DIGEST, OTHER);

  /** Points of a part, so that the last one is not whole. */
  private static final int SOME = 5;

  @TempDir private Path temp;

  private static TrainingPoints points(Scenario scenario) {
    return TrainingPoints.of(scenario.items(), scenario.code().sources());
  }

  /** Of closed-form members, in parts of a few points. */
  static ResidualFolder folder(Scenario scenario, Path folder, ResidualDraws draws) {
    return folder(scenario.ensemble(), points(scenario), folder, ORIGIN, draws);
  }

  private static ResidualFolder folder(
      Ensemble ensemble,
      TrainingPoints points,
      Path folder,
      ResidualOrigin origin,
      ResidualDraws draws) {
    int values = SOME * Scenario.SHAPE.size() + 3;
    return ResidualFolder.of(folder, ensemble, origin, points, draws, values);
  }

  private ResidualFolder folder() {
    return folder(SCENARIO, temp.resolve("kept"), DRAWS);
  }

  private Path first() {
    return temp.resolve("kept").resolve(name(STEPS.get(0), 0));
  }

  private static String name(SamplingStep step, int part) {
    return String.format("residuals-t%04d-%03d.safetensors", step.timestep(), part);
  }

  private static float[][] values(TrainingResiduals residuals, int timestep) {
    float[][] values = new float[residuals.at(timestep).rows()][Scenario.SHAPE.size()];
    for (int j = 0; j < values.length; j++) {
      residuals.at(timestep).copyRow(j, values[j]);
    }
    return values;
  }

  private static void assertSame(TrainingResiduals expected, TrainingResiduals found) {
    assertEquals(expected.timesteps(), found.timesteps());
    for (int timestep : expected.timesteps()) {
      assertArrayEquals(values(expected, timestep), values(found, timestep));
    }
  }

  /** An ensemble that is asked for nothing but its members' shape. */
  private static Ensemble silent() {
    NoiseModel member =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return Scenario.SHAPE;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            throw new AssertionError("asked at timestep " + timestep);
          }
        };
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      members.add(member);
    }
    return Ensemble.of(SCENARIO.code(), members);
  }

  @Test
  void residuals_computedOrThere_areThoseInMemory() throws IOException {
    TrainingResiduals inMemory =
        TrainingResiduals.compute(SCENARIO.ensemble(), points(SCENARIO), STEPS, DRAWS, HERE);
    assertSame(inMemory, folder().residuals(STEPS, HERE));
    Path folder = temp.resolve("kept");
    int parts = (points(SCENARIO).count() + SOME - 1) / SOME;
    assertTrue(parts > 2 && points(SCENARIO).count() % SOME != 0, "points");
    Set<String> names = TinyNetworks.digests(folder).keySet();
    assertEquals(STEPS.size() * parts, names.size());
    assertTrue(names.contains(name(STEPS.get(2), parts - 1)), names.toString());
    assertSame(
        inMemory, folder(silent(), points(SCENARIO), folder, ORIGIN, DRAWS).residuals(STEPS, HERE));
    // Some of the timesteps, in another order.
    TrainingResiduals some =
        folder(silent(), points(SCENARIO), folder, ORIGIN, DRAWS)
            .residuals(List.of(STEPS.get(2), STEPS.get(0)), HERE);
    assertEquals(2, some.timesteps().size());
    int timestep = STEPS.get(2).timestep();
    assertArrayEquals(values(inMemory, timestep), values(some, timestep));
  }

  /** What is said of sources is the same bits with and without the files. */
  @Test
  void attribute_withAndWithoutFiles_isTheSame() throws IOException {
    Ensemble ensemble = SCENARIO.ensemble();
    Sample sample = SCENARIO.sampler().sample(ensemble, SCENARIO.noise());
    TrainingResiduals inMemory =
        TrainingResiduals.compute(ensemble, points(SCENARIO), STEPS, DRAWS, HERE);
    folder().residuals(STEPS, HERE);
    TrainingResiduals read = folder().residuals(STEPS, HERE);
    CalibratedAttribution expected =
        new CalibratedAttributor(points(SCENARIO), inMemory).attribute(sample);
    CalibratedAttribution found =
        new CalibratedAttributor(points(SCENARIO), read).attribute(sample);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(expected.size(s), found.size(s));
      assertEquals(expected.evidence().zScore(s), found.evidence().zScore(s));
    }
  }

  @Test
  void residuals_stoppedAndStartedAgain_goOnToTheSameBytes() throws IOException {
    folder().residuals(STEPS, HERE);
    Map<String, String> whole = TinyNetworks.digests(temp.resolve("kept"));
    Path stopped = temp.resolve("stopped");
    int[] calls = {0};
    List<WatchedModel> members = WatchedModel.membersOf(SCENARIO.ensemble(), 32, () -> calls[0]++);
    Ensemble watched = Ensemble.of(SCENARIO.code(), members);
    ResidualFolder folder = folder(watched, points(SCENARIO), stopped, ORIGIN, DRAWS);
    folder.residuals(STEPS, HERE);
    int all = calls[0];
    for (String name : whole.keySet()) {
      Files.delete(stopped.resolve(name));
    }
    calls[0] = 0;
    assertThrows(
        CancellationException.class,
        () -> folder.residuals(STEPS, HERE.until(() -> calls[0] > all / 2)));
    int before = calls[0];
    int kept = TinyNetworks.digests(stopped).size();
    assertTrue(kept > 0 && kept < whole.size(), kept + " files kept");
    List<Long> progress = new ArrayList<>();
    folder.residuals(STEPS, HERE.reportingTo((done, total) -> progress.add(done)));
    assertEquals(whole, TinyNetworks.digests(stopped));
    // What was asked of the part that was not finished, once more.
    assertEquals(all + before % Scenario.MEMBERS, calls[0], "calls, of which before: " + before);
    assertEquals(3L * points(SCENARIO).count(), progress.get(progress.size() - 1));
    assertEquals(progress.stream().sorted().toList(), progress);
    // What is missing alone is computed.
    calls[0] = 0;
    Files.delete(stopped.resolve(name(STEPS.get(1), 1)));
    folder.residuals(STEPS, HERE);
    assertEquals(Scenario.MEMBERS, calls[0]);
    assertEquals(whole, TinyNetworks.digests(stopped));
  }

  private void assertRefused(String message, ResidualFolder folder) {
    assertRefused(message, folder, STEPS);
  }

  private void assertRefused(String message, ResidualFolder folder, List<SamplingStep> steps) {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> folder.residuals(steps, HERE));
    assertEquals(first() + ": " + message, error.getMessage());
  }

  @Test
  void residuals_ofAnother_areRefusedByTheLineThatDiffers() throws IOException {
    folder().residuals(STEPS, HERE);
    Map<String, String> whole = TinyNetworks.digests(temp.resolve("kept"));
    Path kept = temp.resolve("kept");
    TrainingPoints points = points(SCENARIO);
    Ensemble none = silent();
    assertRefused(
        "ensemble: expected " + OTHER + ", found " + DIGEST,
        folder(none, points, kept, new ResidualOrigin(OTHER, OTHER), DRAWS));
    assertRefused(
        "data: expected " + DIGEST + ", found " + OTHER,
        folder(none, points, kept, new ResidualOrigin(DIGEST, DIGEST), DRAWS));
    assertRefused(
        "seed: expected -8, found 7", folder(none, points, kept, ORIGIN, new ResidualDraws(-8, 2)));
    assertRefused(
        "draws: expected 3, found 2", folder(none, points, kept, ORIGIN, new ResidualDraws(7, 3)));
    assertRefused(
        "mirrored: expected true, found false",
        folder(none, points.withFlips(), kept, ORIGIN, DRAWS));
    int count = points.count();
    assertRefused(
        "points: expected 0 to " + (count - 1) + " of " + count + ", found 0 to 4 of " + count,
        ResidualFolder.of(kept, none, ORIGIN, points, DRAWS));
    Files.move(kept.resolve(name(STEPS.get(1), 0)), first(), StandardCopyOption.REPLACE_EXISTING);
    assertRefused(
        "timestep: expected " + STEPS.get(0).timestep() + ", found " + STEPS.get(1).timestep(),
        folder());
    // Nothing was overwritten.
    whole.keySet().removeAll(Set.of(name(STEPS.get(0), 0), name(STEPS.get(1), 0)));
    Map<String, String> left = TinyNetworks.digests(kept);
    left.remove(name(STEPS.get(0), 0));
    assertEquals(whole, left);
  }

  @Test
  void residuals_ofAnotherSchedule_areRefused() throws IOException {
    folder().residuals(STEPS, HERE);
    DdimSampler cosine = DdimSampler.steps(6).withSchedule(NoiseSchedule.cosine(1000));
    SamplingStep same =
        cosine.steps().stream()
            .filter(step -> step.timestep() == STEPS.get(0).timestep())
            .findFirst()
            .orElseThrow();
    assertRefused(
        "alpha bar: expected " + same.alphaBar() + ", found " + STEPS.get(0).alphaBar(),
        folder(silent(), points(SCENARIO), temp.resolve("kept"), ORIGIN, DRAWS),
        List.of(same));
  }

  /** Writes the first file anew with something changed, its digest right. */
  private void rewrite(Consumer<TreeMap<String, String>> lines, Consumer<short[]> spoil)
      throws IOException {
    SafetensorsFile file = SafetensorsFile.read(first());
    TreeMap<String, String> metadata = new TreeMap<>(file.metadata());
    short[] values = new short[(int) file.entry("residuals").elements()];
    file.halves("residuals", file.entry("residuals").shape()).get(values);
    spoil.accept(values);
    metadata.put("values", Sha256.begin().add(ShortBuffer.wrap(values)).hex());
    lines.accept(metadata);
    SafetensorsWriter writer = SafetensorsWriter.create();
    metadata.forEach(writer::metadata);
    writer.putHalves("residuals", file.entry("residuals").shape(), values).write(first());
  }

  @Test
  void residuals_spoiltFiles_areRefused() throws IOException {
    folder().residuals(STEPS, HERE);
    byte[] sound = Files.readAllBytes(first());
    rewrite(lines -> {}, values -> {});
    assertArrayEquals(sound, Files.readAllBytes(first()));
    rewrite(lines -> {}, values -> values[17] = Half.of(Float.NEGATIVE_INFINITY));
    assertRefused("residual of point 1: expected finite numbers, found -Infinity", folder());
    Files.write(first(), sound);
    rewrite(lines -> lines.put("who", "me"), values -> {});
    assertRefused("metadata: expected ['values'], found ['values', 'who']", folder());
    Files.write(first(), sound);
    rewrite(lines -> lines.remove("values"), values -> {});
    assertRefused("metadata: expected ['values'], found []", folder());
    Files.write(first(), sound);
    rewrite(lines -> lines.put("version", "2"), values -> {});
    assertRefused("version: expected 1, found 2", folder());
    Files.write(first(), sound);
    rewrite(lines -> lines.remove("format"), values -> {});
    assertRefused("format: expected abc-residuals, found none", folder());
    SafetensorsWriter other = SafetensorsWriter.create();
    Files.write(first(), sound);
    SafetensorsFile.read(first())
        .metadata()
        .forEach((key, value) -> other.metadata(key, key.equals("values") ? "\n7" : value));
    other.putHalves("residuals", new long[] {SOME, 1, 4, 4}, new short[16 * SOME]).write(first());
    assertRefused("values: expected 64 hexadecimal digits, found '\\u000a7'", folder());
    byte[] spoilt = sound.clone();
    spoilt[sound.length - 2] ^= 1;
    Files.write(first(), spoilt);
    String digest = SafetensorsFile.read(first()).metadata().get("values");
    String message =
        assertThrows(MalformedFileException.class, () -> folder().residuals(STEPS, HERE))
            .getMessage();
    assertTrue(message.startsWith(first() + ": SHA-256: expected " + digest), message);
    SafetensorsWriter writer = SafetensorsWriter.create();
    SafetensorsFile file = SafetensorsFile.read(first());
    file.metadata().forEach(writer::metadata);
    writer.put("residuals", new int[] {SOME, 1, 4, 4}, new float[16 * SOME]).write(first());
    assertRefused("tensor 'residuals', dtype: expected F16, found F32", folder());
    writer.put("more", new int[] {1}, new float[1]).write(first());
    assertRefused("tensors: expected ['residuals'], found ['more', 'residuals']", folder());
    Files.write(first(), new byte[0]);
    assertRefused("file size: expected at least 8 bytes, found 0 bytes; it is empty", folder());
  }

  /** A header that says more than the file has costs nothing: it is refused before any mapping. */
  @Test
  void residuals_shapeOfAnother_isRefused() throws IOException {
    folder().residuals(STEPS, HERE);
    SafetensorsFile file = SafetensorsFile.read(first());
    SafetensorsWriter writer = SafetensorsWriter.create();
    file.metadata().forEach(writer::metadata);
    writer.putHalves("residuals", new long[] {SOME, 1, 2, 8}, new short[16 * SOME]).write(first());
    assertRefused("tensor 'residuals', shape: expected [5, 1, 4, 4], found [5, 1, 2, 8]", folder());
  }

  @Test
  void residuals_linkToAnotherFolder_isRefused() throws IOException {
    folder().residuals(STEPS, HERE);
    Path elsewhere = Files.move(first(), temp.resolve("elsewhere"));
    Files.createSymbolicLink(first(), elsewhere);
    assertRefused(
        "file: expected one in the folder itself, found a link to " + elsewhere.toRealPath(),
        folder());
  }

  @Test
  void residuals_leftoversOfAKilledProcess_areSwept() throws IOException {
    Path kept = Files.createDirectories(temp.resolve("kept"));
    Path left = Files.write(kept.resolve(".abc-1-1.tmp"), new byte[3]);
    folder().residuals(STEPS, HERE);
    assertFalse(Files.exists(left));
  }

  @Test
  void residuals_greaterThanSixteenBits_areRefused() {
    NoiseModel loud =
        new NoiseModel() {
          @Override
          public Shape shape() {
            return Scenario.SHAPE;
          }

          @Override
          public Batch predict(Batch x, int timestep) {
            float[] values = x.toArray();
            values[values.length - 1] = 1e6f;
            return Batch.of(x.shape(), values);
          }
        };
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      members.add(loud);
    }
    Ensemble ensemble = Ensemble.of(SCENARIO.code(), members);
    SamplingStep noisy = SCENARIO.sampler().steps().get(0);
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () ->
                TrainingResiduals.compute(
                    ensemble, points(SCENARIO), List.of(noisy), new ResidualDraws(1, 1), HERE));
    String part =
        "of at most 65504.0, but that of point "
            + (points(SCENARIO).count() - 1)
            + " at timestep "
            + noisy.timestep();
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  @Test
  void beside_anEnsemble_isInItsFolderAndKnowsIt() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("ensemble"));
    EnsembleFolder trained = ResidualFixture.ensemble(folder, 5);
    ResidualFolder.beside(trained, ResidualFixture.POINTS, DRAWS)
        .residuals(ResidualFixture.STEPS, HERE);
    assertEquals(3, TinyNetworks.digests(folder.resolve("residuals")).size());
    // The ensemble is what it was, and a copy of the residuals beside others is refused.
    EnsembleFolder again = EnsembleFolder.open(folder);
    assertEquals(trained.manifestSha256(), again.manifestSha256());
    ResidualFolder.beside(again, ResidualFixture.POINTS, DRAWS)
        .residuals(ResidualFixture.STEPS, HERE);
    Path other = Files.createDirectories(temp.resolve("other"));
    EnsembleFolder others = ResidualFixture.ensemble(other, 6);
    Files.move(folder.resolve("residuals"), other.resolve("residuals"));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                ResidualFolder.beside(others, ResidualFixture.POINTS, DRAWS)
                    .residuals(ResidualFixture.STEPS, HERE));
    assertEquals("ensemble", error.field());
    assertEquals(ResidualOrigin.of(others).ensemble(), error.expected());
    assertEquals(ResidualOrigin.of(trained).ensemble(), error.found());
  }

  @Test
  void beside_otherPointsOrMissingMembersOrALink_isRefused() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("ensemble"));
    EnsembleFolder trained = ResidualFixture.ensemble(folder, 5);
    CodeAssignment code = ResidualFixture.CODE;
    Batch others = Draws.images(1, 1, TinyNetworks.SHAPE, ResidualFixture.IMAGES.rows());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ResidualFolder.beside(
                        trained, TrainingPoints.of(others, code.sources()), DRAWS))
            .getMessage();
    assertTrue(message.startsWith("these are not the images"), message);
    // Mirror images are points of the same data.
    ResidualFolder.beside(trained, ResidualFixture.POINTS.withFlips(), DRAWS);
    EnsembleFolder less =
        EnsembleRemoval.of(trained, Instant.EPOCH, "", 2).to(temp.resolve("less"));
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ResidualFolder.beside(less, ResidualFixture.POINTS, DRAWS))
            .getMessage();
    assertTrue(message.contains("the members " + less.removed() + " were removed"), message);
    Files.createSymbolicLink(folder.resolve("residuals"), temp);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> ResidualFolder.beside(trained, ResidualFixture.POINTS, DRAWS));
    assertEquals("a file or a link", error.found());
  }

  @Test
  void badArguments_areNamed() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new ResidualOrigin(DIGEST, "x"))
            .getMessage();
    assertTrue(message.endsWith("found x"), message);
    assertThrows(IllegalArgumentException.class, () -> folder().residuals(List.of(), HERE));
    assertEquals(
        "ResidualFolder[" + points(SCENARIO) + ", " + DRAWS + " in " + temp.resolve("kept") + "]",
        folder().toString());
  }
}
