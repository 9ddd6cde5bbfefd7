package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.data.Normalisation;
import org.abc4j.data.folder.CachedFolder;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.spark.store.ObjectStoreFileSystem;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.LibraryVersion;
import org.abc4j.store.SampleFile;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.UNetEnsembleTrainer;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterMainTest {
  @TempDir private static Path temp;
  private static Path cache;
  private static Path ensemble;
  private static Path samples;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Five sources of two pictures, an ensemble of five members and three samples. */
  @BeforeAll
  static void run_application() throws IOException {
    Path pictures = temp.resolve("pictures");
    for (int i = 0; i < 10; i++) {
      Path folder = Files.createDirectories(pictures.resolve("source-" + i % 5));
      BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < 64; p++) {
        picture.getRaster().setSample(p % 8, p / 8, 0, (p * 3 + i * 40) % 256);
      }
      ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
    }
    cache = temp.resolve("pictures.cache");
    ImageFolder.of(pictures, PicturePreparation.to(new Shape(1, 8, 8)))
        .readInto(cache, Execution.sequential());
    ensemble = temp.resolve("ensemble");
    samples = temp.resolve("samples");
    ClusterMainTest first = new ClusterMainTest();
    assertEquals(
        0,
        first.run(
            ("train " + cache + " --out " + ensemble)
                + " --channels 8,8 --steps 2 --batch 2 --placebos 0 --members 5 --weight 2 -q"),
        first.err::toString);
    assertEquals(
        0,
        first.run(
            "sample " + ensemble + " --count 3 --seed 5 --sampling-steps 2 -q --out " + samples),
        first.err::toString);
  }

  private int run(String line) {
    return ClusterMain.run(
        LocalSpark::session, new PrintWriter(out), new PrintWriter(err), line.split(" "));
  }

  @Test
  void train_isTheBytesThatTheSettingsOfItsManifestGive() throws IOException {
    EnsembleFolder made = EnsembleFolder.open(ensemble);
    EnsembleFolder one =
        UNetEnsembleTrainer.of(made)
            .train(
                CachedFolder.open(cache).normalised(Normalisation.plusMinusOne()),
                made.code(),
                temp.resolve("one"));

    assertEquals(one.manifestSha256(), made.manifestSha256());
  }

  @Test
  void landscape_writesATable() throws IOException {
    Path table = temp.resolve("table");
    assertEquals(
        0,
        run("landscape " + samples + " --ensemble " + ensemble + " -q --out " + table),
        err::toString);

    EnsembleFolder made = EnsembleFolder.open(ensemble);
    Path file = samples.resolve("sample-5-000001.json");
    Landscape expected =
        new AblationAttributor()
            .attribute(
                SampleFile.read(file).regenerate(made, file.toString(), Execution.sequential()));
    List<Row> rows =
        LocalSpark.session()
            .read()
            .parquet(table.toString())
            .filter("sample = 1")
            .orderBy("source")
            .collectAsList();
    assertEquals(5, rows.size());
    for (int source = 0; source < 5; source++) {
      assertEquals(expected.distance(source), (double) rows.get(source).getAs("distance"));
      assertEquals("source-" + source, rows.get(source).getAs("source_name"));
    }
  }

  @Test
  void landscape_samplesApart_areOneTableOfTheFirst() throws IOException {
    Path table = temp.resolve("apart");
    String one = samples.resolve("sample-5-000000.json").toString();
    // The first by two names.
    String two = one + " " + samples.resolve("sample-5-000002.json") + " " + one;
    assertEquals(
        0,
        run(
            "landscape "
                + two
                + " --method screened --first 2 --drawn 1 --top 2 --form json -q --ensemble "
                + ensemble
                + " --out "
                + table),
        err::toString);

    assertEquals(4, LocalSpark.session().read().json(table.toString()).count());
  }

  /** What cannot be written is said first: there is not even an ensemble. */
  @Test
  void landscape_whereATableIs_isRefusedBeforeAnythingElse() throws IOException {
    Path table = Files.createDirectory(temp.resolve("there"));

    assertEquals(4, run("landscape " + samples + " --ensemble nowhere -q --out " + table));

    assertEquals(
        "abc-spark: file:" + table + " is there already: name a table that is not there yet\n",
        err.toString());
  }

  @Test
  void landscape_ofAFormThatIsNone_isRefusedBeforeAnythingElse() {
    String table = " --out " + temp.resolve("parqet");

    assertEquals(2, run("landscape " + samples + " --ensemble nowhere -q --form parqet" + table));

    assertEquals(
        "abc-spark: a table's form is one of parquet, csv, json, orc, not 'parqet'\n",
        err.toString());
  }

  @Test
  void landscape_whereNothingCanBeWritten_isRefusedBeforeAnythingElse() throws IOException {
    Path file = Files.writeString(temp.resolve("a-file"), "no folder");

    assertEquals(
        1, run("landscape " + samples + " --ensemble nowhere -q --out " + file.resolve("table")));

    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(
        err.toString().startsWith("abc-spark: cannot write beside file:" + file), err::toString);
  }

  @Test
  void sample_ofADamagedMember_isOneLineAndAnExitCode() throws IOException {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    try (var files = Files.list(ensemble)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    byte[] bytes = Files.readAllBytes(EnsembleFolder.memberFile(copy, 1));
    bytes[bytes.length - 1] ^= 1;
    Files.write(EnsembleFolder.memberFile(copy, 1), bytes);

    int exit = run("sample " + copy + " -q --out " + temp.resolve("none"));

    assertEquals(3, exit);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().startsWith("abc-spark: "), err::toString);
    assertTrue(err.toString().contains("member-001.safetensors"), err::toString);
  }

  /** The command reads pictures into a cache and trains; the application trains of the cache. */
  @Test
  void train_isTheBytesOfTheCommand() throws Exception {
    Path own = temp.resolve("own.cache");
    String settings = " --channels 8,8 --steps 2 --batch 2 --placebos 0 --members 3 --weight 1 -q";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("org.abc4j.cli.Main");
    command.add("train");
    command.add(temp.resolve("pictures").toString());
    String options = "--size 8 --gray --each-its-own --first 3 --flips --cache " + own;
    command.addAll(List.of((options + settings).split(" ")));
    command.addAll(List.of("--out", temp.resolve("by-command").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);

    Path other = temp.resolve("by-application");
    assertEquals(0, run("train " + own + " --out " + other + settings), err::toString);

    assertEquals(TinyNetworks.digests(temp.resolve("by-command")), TinyNetworks.digests(other));
    assertFalse(out.toString().contains("Note:"), out.toString());
    // As the command says it.
    int exit = run("train " + own + " --seed 2 --out " + other + settings);
    assertEquals(4, exit);
    assertEquals(
        "abc-spark: '"
            + other
            + "' belongs to another training: --seed is 1 there and 2 here. Give the same arguments"
            + " to go on with it, or name a new folder",
        err.toString().strip());
  }

  @Test
  void train_aFolderOfPictures_isSaidToNeedACache() {
    Path pictures = temp.resolve("pictures");
    assertEquals(3, run("train " + pictures + " -q --out " + temp.resolve("none")));
    assertTrue(
        err.toString().startsWith("abc-spark: '" + pictures + "' is a folder: pictures come from"),
        err::toString);
  }

  @Test
  void sample_whereNoFolderIs_saysSo() {
    Path none = temp.resolve("nowhere");
    assertEquals(3, run("sample " + none + " -q --out " + temp.resolve("none")));
    assertEquals("abc-spark: no such folder: '" + none + "'", err.toString().strip());
  }

  @Test
  void train_outThatCannotBe_isOneLineAndAnExitCode() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "no folder");

    int exit = run("train " + cache + " --steps 1 --placebos 0 -q --out " + file.resolve("e"));

    assertEquals(1, exit, err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains(file.toString()), err::toString);
  }

  @Test
  void run_version_isTheLibrarys() {
    for (String of : List.of("--version", "train --version")) {
      assertEquals(0, run(of));
    }
    assertEquals(LibraryVersion.text().repeat(2), out.toString().replaceAll("\\R", ""));
  }

  @Test
  void run_unknownOption_isOneLineAndTwo() {
    assertEquals(2, run("sample " + ensemble + " --outt x"));
    assertTrue(err.toString().contains("(see abc-spark sample --help)"), err::toString);
    assertFalse(err.toString().contains("Exception"), err::toString);
  }

  /** The whole way without a folder that driver and executors share, but for the pictures. */
  @Test
  void store_ofObjects_hasTheSameEnsembleAndSamples() throws IOException {
    var hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    hadoop.set("fs.objects.impl", ObjectStoreFileSystem.class.getName());
    String place = "objects://main/ens";
    String options = " --scratch " + temp.resolve("scratch") + " --scratch-size 1";
    assertEquals(
        0,
        run(
            ("train " + cache + " --out " + place + options)
                + " --channels 8,8 --steps 2 --batch 2 --placebos 0 --members 5 --weight 2 -q"),
        err::toString);
    assertTrue(out.toString().contains("Ensemble:   " + place), out.toString());
    Path other = temp.resolve("other");
    assertEquals(
        0,
        run(
            ("sample " + place + options)
                + (" --count 3 --seed 5 --sampling-steps 2 -q --out " + other)),
        err::toString);
    assertEquals(TinyNetworks.digests(samples), TinyNetworks.digests(other));
    Path table = temp.resolve("stored-table");
    assertEquals(
        0,
        run("landscape " + other + " --ensemble " + place + options + " -q --out " + table),
        err::toString);
    assertEquals(
        3 * 5, LocalSpark.session().read().parquet(table.toString()).count(), "samples · sources");
    assertEquals(
        3,
        run("sample objects://main/none" + options + " -q --out " + temp.resolve("none")),
        "nothing is there");
    assertTrue(
        err.toString()
            .contains(
                "abc-spark: objects://main/none holds no whole ensemble: missing 'manifest.json'"),
        err.toString());
  }
}
