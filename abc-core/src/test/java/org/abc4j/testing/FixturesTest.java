package org.abc4j.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.safetensors.SafetensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixturesTest {
  @TempDir Path temp;

  @Test
  void folders_withoutProperty_isBundledOne() {
    List<Path> folders = Fixtures.folders("stats", " ");
    assertEquals(1, folders.size());
    assertEquals("1.24.2", Fixtures.json(folders.get(0), "stats").at("/versions/numpy").asText());
  }

  @Test
  void folders_withProperty_areBundledThenFoundOnes() throws IOException {
    Path direct = fixture("stats");
    Path deep = fixture("a/b/c");
    fixture("a/b/c/too-deep");
    Files.createDirectories(temp.resolve("a/empty"));
    List<Path> folders = Fixtures.folders("stats", temp.toString());
    assertEquals(List.of(direct, deep), folders.subList(1, folders.size()));
    assertEquals(1, Fixtures.folders("landscape", temp.toString()).size());
  }

  private Path fixture(String name) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Files.createFile(folder.resolve("stats.json"));
    Files.createFile(folder.resolve("stats.safetensors"));
    return folder;
  }

  @Test
  void folders_propertyNamesNoFolder_isAnErrorNamingIt() {
    Path missing = temp.resolve("missing");
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class, () -> Fixtures.folders("stats", missing.toString()));
    assertTrue(error.getMessage().contains(missing.toString()), error.getMessage());
  }

  @Test
  void folders_unknownKind_isAnErrorNamingIt() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Fixtures.folders("nothing", ""));
    assertTrue(error.getMessage().contains("'nothing'"), error.getMessage());
  }

  @Test
  void tensors_ofEachKind_areReadable() throws IOException {
    SafetensorsFile schedulers = bundled("schedulers");
    assertEquals(37, schedulers.names().size());
    assertArrayEquals(new long[] {50, 4, 16}, schedulers.entry("z").shape());
    assertEquals(980, schedulers.longs("timesteps.leading")[0]);
    double[] betas = schedulers.doubles("betas_f64");
    assertEquals(1e-4, betas[0], 1e-18);
    assertEquals(0.02, betas[999], 1e-16);
    assertEquals((float) betas[999], schedulers.floats("betas_f32")[999], 1e-8f);
    assertEquals("0.3*x+0.1*sin(3*x)", schedulers.metadata().get("eps"));

    SafetensorsFile stats = bundled("stats");
    assertEquals(30, stats.names().size());
    assertEquals(500 * 64, stats.floats("fid.a", 500, 64).length);

    SafetensorsFile landscape = bundled("landscape");
    long[] code = landscape.longs("code");
    for (int source = 0; source < 20; source++) {
      long weight = 0;
      for (int member = 0; member < 7; member++) {
        weight += code[source * 7 + member];
      }
      assertEquals(3, weight, "weight of source " + source);
    }
  }

  @Test
  void unets_withoutProperty_areTheThreeBundledOnes() {
    List<String> names =
        Fixtures.unets("").stream().map(folder -> folder.getFileName().toString()).toList();
    assertEquals(List.of("unet-tiny", "unet-paper-shaped", "unet-rgb-dropout"), names);
  }

  @Test
  void unets_withProperty_areBundledThenFoundOnes() throws IOException {
    Path whole = unet("b/whole", "weights");
    Path delta = unet("a/delta", "weights-delta");
    unet("b/without-weights", "gradients");
    unet("a/b/c/too-deep", "weights");
    List<Path> folders = Fixtures.unets(temp.toString());
    assertEquals(List.of(delta, whole), folders.subList(3, folders.size()));
  }

  private Path unet(String name, String weights) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    Files.createFile(folder.resolve("config.json"));
    Files.createFile(folder.resolve("tensors.safetensors"));
    Files.createFile(folder.resolve(weights + ".safetensors"));
    return folder;
  }

  @Test
  void unets_propertyNamesNoFolder_isAnErrorNamingIt() {
    Path missing = temp.resolve("missing");
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> Fixtures.unets(missing.toString()));
    assertTrue(error.getMessage().contains(missing.toString()), error.getMessage());
  }

  private static SafetensorsFile bundled(String kind) {
    return Fixtures.tensors(Fixtures.folders(kind, "").get(0), kind);
  }
}
