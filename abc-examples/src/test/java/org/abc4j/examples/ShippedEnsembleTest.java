package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.ResidualFolder;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.io.MalformedFileException;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedEnsembleTest {
  private static final String PREFIX = "some/where/";
  private static final long MOST_BYTES = 20_000_000;

  private static final List<SamplingStep> LATE =
      TrainingResiduals.lateSteps(
          QuickStart.SAMPLER.sampler(NoiseSchedule.linear(), Clipping.USUAL));

  @TempDir static Path root;

  private static EnsembleFolder trained;

  @BeforeAll
  static void train() throws IOException {
    trained = TinyEnsemble.train(root.resolve(PREFIX));
    residuals(trained, TinyEnsemble.data()).residuals(LATE, Execution.sequential());
  }

  private static ResidualFolder residuals(EnsembleFolder folder, TrainingData data)
      throws IOException {
    return ResidualFolder.beside(folder, data.points(), ResidualDraws.usual());
  }

  private static URLClassLoader loader(Path place) throws IOException {
    return new URLClassLoader(new URL[] {place.toUri().toURL()}, null);
  }

  /** The files of the ensemble in a jar, one of them with other bytes. */
  private static Path jar(Path jar, String changed) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(root.resolve(PREFIX))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String name = root.resolve(PREFIX).relativize(file).toString().replace('\\', '/');
        bytes[bytes.length - 1] ^= name.equals(changed) ? 1 : 0;
        entries.putNextEntry(new ZipEntry(PREFIX + name));
        entries.write(bytes);
      }
    }
    return jar;
  }

  private List<Path> temporaries() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  private static Batch sample(EnsembleFolder folder) {
    return Batch.of(
        folder.ensemble().shape(),
        DdimSampler.steps(2).sample(folder.ensemble(), ExogenousNoise.philox(1).of(0)).image());
  }

  @TempDir Path temp;

  @Test
  void open_folderOnTheClassPath_isReadInPlace() throws IOException {
    try (URLClassLoader loader = loader(root);
        ShippedEnsemble shipped = ShippedEnsemble.open(loader, PREFIX, temp)) {
      assertEquals(trained.manifest(), shipped.folder().manifest());
      assertEquals(List.of(), temporaries());
    }
    assertTrue(EnsembleFolder.isComplete(root.resolve(PREFIX)), "closing leaves it there");
  }

  @Test
  void open_jarOnTheClassPath_isCopiedAndCleanedUp() throws IOException {
    try (URLClassLoader loader = loader(jar(temp.resolve("a.jar"), ""))) {
      assertTrue(ShippedEnsemble.isThere(loader, PREFIX));
      try (ShippedEnsemble shipped = ShippedEnsemble.open(loader, PREFIX, temp)) {
        assertEquals(trained.manifest(), shipped.folder().manifest());
        assertEquals(sample(trained), sample(shipped.folder()));
        assertEquals(1, temporaries().size());
        assertTrue(residuals(shipped.folder(), TinyEnsemble.data()).has(LATE));
      }
    }
    assertEquals(List.of(), temporaries());
  }

  @Test
  void open_jarWithADamagedMember_isRefusedAndCleanedUp() throws IOException {
    try (URLClassLoader loader = loader(jar(temp.resolve("a.jar"), "member-003.safetensors"))) {
      MalformedFileException failure =
          assertThrows(
              MalformedFileException.class, () -> ShippedEnsemble.open(loader, PREFIX, temp));
      assertTrue(failure.getMessage().contains("member-003"), failure.getMessage());
      assertTrue(
          failure.getMessage().contains(trained.manifest().memberSha256().get(3)),
          failure.getMessage());
    }
    assertEquals(List.of(), temporaries());
  }

  @Test
  void open_nothingThere_saysWhatIsMissingAndHowToTrain() throws IOException {
    try (URLClassLoader loader = loader(temp)) {
      assertFalse(ShippedEnsemble.isThere(loader, PREFIX));
      String message =
          assertThrows(IOException.class, () -> ShippedEnsemble.open(loader, PREFIX, temp))
              .getMessage();
      for (String part :
          List.of(PREFIX + "manifest.json", "-Ptrain", "--ensemble abc-ensemble", "-Pdemo")) {
        assertTrue(message.contains(part), message);
      }
    }
  }

  /** Of the ensemble that comes with this version of the examples, if one does. */
  @Test
  void open_theRealOne_isOfTheRecipeAndTheBundledImages() throws IOException {
    ClassLoader loader = ShippedEnsemble.class.getClassLoader();
    if (!ShippedEnsemble.isThere(loader, ShippedEnsemble.PREFIX)) {
      assertThrows(IOException.class, () -> ShippedEnsemble.open(loader, ShippedEnsemble.PREFIX));
      return;
    }
    Recipe recipe = Recipe.shipped();
    try (ShippedEnsemble shipped = ShippedEnsemble.open(loader, ShippedEnsemble.PREFIX)) {
      EnsembleManifest manifest = shipped.folder().manifest();
      TrainingData data = TinyEnsemble.data(recipe);
      CodeAssignment code = recipe.code(data.sources());
      assertEquals(data.sha256(), manifest.dataSha256());
      assertEquals(recipe.network(data.images().shape()), shipped.folder().config());
      assertEquals(recipe.training().toString(), manifest.provenance().get("training"));
      assertEquals(recipe.training().schedule(), manifest.schedule());
      assertEquals(
          AssignmentFile.sha256(code), AssignmentFile.sha256(shipped.folder().ensemble().code()));
      assertResiduals(shipped.folder(), data);
    }
    List<String> names = new ArrayList<>(ShippedEnsemble.RESIDUAL_FILES);
    names.add("codebook.json");
    for (int member = 0; member < recipe.members(); member++) {
      names.add(EnsembleFolder.memberFile(Path.of(""), member).toString());
    }
    long bytes = 0;
    for (String name : names) {
      bytes +=
          loader.getResource(ShippedEnsemble.PREFIX + name).openConnection().getContentLengthLong();
    }
    assertTrue(bytes > 0 && bytes <= MOST_BYTES, "bytes: " + bytes);
  }

  /** Those that come with it are there, and those of some images the ones that it gives. */
  private static void assertResiduals(EnsembleFolder folder, TrainingData data) throws IOException {
    ResidualFolder kept = residuals(folder, data);
    assertTrue(kept.has(LATE));
    TrainingResiduals shipped = kept.residuals(LATE, Execution.sequential());
    int some = 5;
    TrainingPoints first =
        TrainingPoints.of(data.images().first(some).batch(), DataSources.oneItemEach(some));
    List<SamplingStep> last = LATE.subList(LATE.size() - 1, LATE.size());
    TrainingResiduals here =
        TrainingResiduals.compute(
            folder.ensemble(), first, last, ResidualDraws.usual(), Execution.sequential());
    int timestep = last.get(0).timestep();
    float[] expected = new float[data.images().shape().size()];
    float[] found = expected.clone();
    for (int item = 0; item < some; item++) {
      here.at(timestep).copyRow(item, expected);
      shipped.at(timestep).copyRow(item, found);
      assertArrayEquals(expected, found, "image " + item);
    }
  }
}
