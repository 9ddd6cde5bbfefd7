package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.abc4j.cli.Work;
import org.abc4j.evaluation.GaussianMoments;
import org.abc4j.io.MalformedFileException;
import org.abc4j.report.CsvTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that lie in a folder may be cut, too long, or made up by somebody. */
class PartsTest {
  private static final double NAN = Double.NaN;
  private static final PartForm FORM =
      PartForm.ofItems("sample")
          .whole("class", 0, 9)
          .distance("distance")
          .numberOrNone("correlation");

  @TempDir Path folder;

  private List<NumberTable> tables() throws IOException {
    try (Work work = new Work(1, true)) {
      return parts(work)
          .tables(
              "some",
              FORM,
              5,
              2,
              (from, count, execution) -> {
                CsvTable table = FORM.table();
                for (int k = from; k < from + count; k++) {
                  table.row(k, k, 0.5 * k, k == 1 ? Double.NaN : -1e-300);
                }
                return table;
              });
    }
  }

  private Parts parts(Work work) {
    return new Parts(new FolderOutput(folder), work, Protocol.RADII, "0123456789abcdef01");
  }

  private Path file(int block, String ending) {
    return folder.resolve("parts/radii-0123456789abcdef/some-00000" + block + "." + ending);
  }

  @Test
  void tables_areReadAsTheyWereMade() throws IOException {
    NumberTable made = NumberTable.joined(tables());
    NumberTable read = NumberTable.joined(tables());
    for (NumberTable table : List.of(made, read)) {
      assertArrayEquals(new double[] {0, 1, 2, 3, 4}, table.numbers("sample"));
      assertArrayEquals(new double[] {0, 0.5, 1, 1.5, 2}, table.numbers("distance"));
      assertTrue(Double.isNaN(table.number(1, "correlation")));
      assertEquals(-1e-300, table.number(4, "correlation"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "0,0,0,1;              | rows: expected 2, found 1;",
        "0,0,0,1;1,1,1,1;2,2,2,2; | rows: expected 2, found 3;",
        "0,0,0,1;1,1,1;        | row 1: expected 4 fields, found 3 fields;",
        "0,0,NaN,1;1,1,1,1;    | row 0, column distance: expected a distance, found NaN;",
        "0,0,,1;1,1,1,1;       | row 0, column distance: expected a distance, found none;",
        "0,0,Infinity,1;1,1,1,1; | column distance: expected a distance, found Infinity;",
        "0,0,-0.1,1;1,1,1,1;   | column distance: expected a distance, found -0.1;",
        "0,0,1,NaN;1,1,1,1;    | column correlation: expected a finite number or none, found NaN;",
        "0,0,1,x;1,1,1,1;      | correlation: expected a number, found x;",
        "0,0,1,1;1,10,1,1;     | row 1, column class: expected a whole number from 0 to 9, found 10",
        "0,0,1,1;1,0.5,1,1;    | row 1, column class: expected a whole number from 0 to 9, found 0",
        "0,0,1,1;0,1,1,1;      | row 1, column sample: expected 1, found 0;",
      })
  void table_thatIsNotOfItsForm_isNamedWithWhatWasFound(String rows, String said)
      throws IOException {
    tables();
    Path file = file(0, "csv");
    Files.writeString(file, header() + rows.strip().replace(";", "\r\n"));
    assertRefused(file, said.strip());
  }

  private static String header() {
    return NumberTable.of("sample", "class", "distance", "correlation").text();
  }

  private void assertRefused(Path file, String said) throws IOException {
    byte[] content = Files.readAllBytes(file);
    String message = assertThrows(MalformedFileException.class, this::tables).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains(said), message);
    assertTrue(message.endsWith("; delete this file, and it is computed again"), message);
    assertArrayEquals(content, Files.readAllBytes(file), "left as it was");
    Files.delete(file);
    assertEquals(5, NumberTable.joined(tables()).size());
  }

  @Test
  void table_ofOtherColumnsOrCut_isRefused() throws IOException {
    tables();
    Path file = file(1, "csv");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    assertRefused(file, "end: expected the end of a line, found none: it was cut;");
    Files.writeString(file, header().replace("class", "klass") + "2,0,1,1\r\n3,0,1,1\r\n");
    assertRefused(
        file,
        "columns: expected sample, class, distance, correlation, found sample, klass, distance,");
    Files.write(file, new byte[0]);
    assertRefused(file, "end: expected the end of a line");
    Files.write(file, new byte[] {'"', 0, (byte) 0xff, '"', 'x', '\n'});
    assertRefused(file, "expected");
  }

  /** More than memory holds, and not read. */
  @Test
  void part_thatIsFarTooLong_isRefusedUnread() throws IOException {
    tables();
    Path file = file(2, "csv");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 36);
    }
    String message = assertThrows(MalformedFileException.class, this::tables).getMessage();
    assertTrue(
        message.contains("size: expected at most 768 bytes, found 68719476736 bytes; delete"),
        message);
  }

  @Test
  void table_thatWouldBeRefused_isNotKept() {
    try (Work work = new Work(1, true)) {
      String said =
          assertThrows(
                  IllegalStateException.class,
                  () ->
                      parts(work)
                          .tables(
                              "some",
                              FORM,
                              1,
                              1,
                              (from, count, execution) -> FORM.table().row(0, 0, Double.NaN, 1)))
              .getMessage();
      assertTrue(said.contains("column distance: expected a distance, found none"), said);
    }
    assertTrue(Files.notExists(file(0, "csv")));
  }

  private List<float[]> floats() throws IOException {
    try (Work work = new Work(1, true)) {
      return parts(work)
          .of(
              "some",
              new FloatPart(3),
              3,
              2,
              (from, count, execution) -> {
                float[] values = new float[3 * count];
                for (int j = 0; j < values.length; j++) {
                  values[j] = 3 * from + j;
                }
                return FloatPart.bytes(values);
              });
    }
  }

  @Test
  void floats_areReadAsTheyWereMade() throws IOException {
    floats();
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, floats().get(0));
    assertArrayEquals(new float[] {6, 7, 8}, floats().get(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 20, 23, 25, 36})
  void floats_ofAnotherLength_areRefused(int length) throws IOException {
    floats();
    Path file = file(0, "f32");
    Files.write(file, new byte[length]);
    String said = assertThrows(MalformedFileException.class, this::floats).getMessage();
    String expected =
        length > 24
            ? ": size: expected at most 24 bytes, found " + length + " bytes; delete"
            : ": size: expected 24 bytes, 3 numbers of each of 2, found " + length + " bytes; del";
    assertTrue(said.startsWith(file + expected), said);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void floats_thatAreNotFinite_areRefused(float value) throws IOException {
    floats();
    Files.write(file(0, "f32"), FloatPart.bytes(0, 1, 2, 3, value, 5));
    String said = assertThrows(MalformedFileException.class, this::floats).getMessage();
    assertTrue(said.contains(": number 1 of 1: expected finite, found " + value + ";"), said);
  }

  @Test
  void moments_thatAreNone_areRefused() throws IOException {
    MomentsPart part = new MomentsPart(2);
    double[][] covariance = {{2, 0.5}, {0.5, 1}};
    GaussianMoments moments = GaussianMoments.of(new double[] {1, -1}, covariance);
    byte[] bytes = MomentsPart.bytes(moments);
    GaussianMoments read = part.read("f", bytes, 0, 1);
    assertArrayEquals(moments.mean(), read.mean());
    assertArrayEquals(covariance[0], read.covariance()[0]);
    assertArrayEquals(covariance[1], read.covariance()[1]);
    assertMoments("size: expected 48 bytes, mean and", Arrays.copyOf(bytes, 40));
    assertMoments("variance of feature 1: expected at least 0, found -1.0", with(bytes, 5, -1));
    assertMoments("variance of feature 0: expected at least 0, found NaN", with(bytes, 2, NAN));
    assertMoments("mean[0] must be finite, found NaN", with(bytes, 0, NAN));
    assertMoments("a covariance is symmetric", with(bytes, 3, 0.6));
  }

  private static byte[] with(byte[] bytes, int index, double value) {
    byte[] changed = bytes.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putDouble(8 * index, value);
    return changed;
  }

  private static void assertMoments(String part, byte... content) {
    String said =
        assertThrows(
                MalformedFileException.class, () -> new MomentsPart(2).read("f", content, 0, 1))
            .getMessage();
    assertTrue(said.contains(part), said);
  }

  /** Every kind of part of a run, cut in its middle. */
  @ParameterizedTest
  @ValueSource(strings = {"MNIST_256", "FASHION_384", "MNIST_classes", "MNIST_binary", "MNIST_96"})
  void run_withAPartThatWasCut_saysWhichAndGoesOnWithoutIt(String name) throws IOException {
    ExperimentRegistry registry = ExperimentRegistry.paper();
    ExperimentPlan plan =
        new ExperimentPlan(registry.get(name), registry.scale("smoke"), MemberKind.GAUSSIAN);
    run(plan);
    FolderOutput output = new FolderOutput(folder);
    String last = "";
    for (String part : output.names("parts")) {
      String kind = part.replaceAll("[0-9a-f]{16}|[0-9]+", "");
      if (kind.equals(last)) {
        continue;
      }
      last = kind;
      FolderOutput.delete(folder.resolve("stages"));
      Path file = folder.resolve(part);
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      String said = assertThrows(MalformedFileException.class, () -> run(plan)).getMessage();
      assertTrue(said.startsWith(file + ": ") && said.contains("; delete this file"), said);
      Files.delete(file);
      run(plan);
      assertEquals(
          new String(whole, StandardCharsets.ISO_8859_1),
          Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    assertTrue(!last.isEmpty());
  }

  private void run(ExperimentPlan plan) throws IOException {
    try (Work work = new Work(2, true)) {
      new ExperimentRun(plan, Optional.empty(), (of, data, out, w) -> new MadeUpWorld(of), work)
          .into(folder);
    }
  }
}
