package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.data.IdxImages;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FashionMnistSubsetTest {
  @TempDir Path temp;

  private final ImageSet source =
      ImageSet.of(Batch.of(new Shape(1, 1, 2), 1, 2, 3, 4, 5, 6), 0, 255).withLabels(9, 8, 7);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeSource() throws IOException {
    IdxWriter.plain().images(temp.resolve("images"), source);
    IdxWriter.plain().labels(temp.resolve("labels"), 9, 8, 7);
  }

  private int run(String images, String folder, String count) {
    CommandLine line = FashionMnistSubset.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(
        temp.resolve(images).toString(),
        temp.resolve("labels").toString(),
        temp.resolve(folder).toString(),
        "--count",
        count);
  }

  private ImageSet written(String folder) throws IOException {
    return IdxImages.readWithLabels(
        temp.resolve(folder).resolve("t10k-images-idx3-ubyte.gz"),
        temp.resolve(folder).resolve("t10k-labels-idx1-ubyte.gz"));
  }

  @Test
  void execute_count_writesTheFirstOnes() throws IOException {
    assertEquals(0, run("images", "new/folder", "2"), err.toString());
    assertEquals(source.first(2), written("new/folder"));
    assertTrue(out.toString().contains(source.first(2).sha256()), out.toString());
  }

  @Test
  void execute_twice_givesTheSameGzippedBytes() throws IOException {
    run("images", "one", "3");
    run("images", "two", "3");
    for (String name : List.of("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")) {
      byte[] one = Files.readAllBytes(temp.resolve("one").resolve(name));
      assertArrayEquals(one, Files.readAllBytes(temp.resolve("two").resolve(name)));
      assertEquals(0x1f, one[0]);
    }
  }

  @Test
  void execute_countOutOfRange_isABadArgument() {
    for (String count : List.of("0", "4")) {
      assertEquals(2, run("images", "none", count));
      assertTrue(
          err.toString().contains("--count must be 1 to 3") && err.toString().contains(count),
          err.toString());
    }
    assertFalse(Files.exists(temp.resolve("none")));
  }

  @Test
  void execute_badImages_isOneLineNamingTheFile() {
    assertEquals(1, run("labels", "none", "1"));
    assertTrue(
        err.toString().startsWith(temp.resolve("labels") + ": magic number"), err.toString());
    assertEquals(1, err.toString().lines().count());
    assertFalse(Files.exists(temp.resolve("none")));
  }

  @Test
  void execute_missingImages_isOneLineNamingTheFile() {
    assertEquals(1, run("missing", "none", "1"));
    assertEquals("no such file or folder: " + temp.resolve("missing"), err.toString().strip());
  }
}
