package org.abc4j.onnx;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileTest {
  @TempDir private Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("model.onnx"), content);
  }

  private void assertRefused(String rest, byte[] content) throws IOException {
    Path file = file(content);
    assertFails(MalformedFileException.class, file + ": " + rest, () -> OnnxFile.read(file));
  }

  private static ProtoWriter weights(int extent) {
    return new ProtoWriter().number(1, extent).number(2, 1).text(8, "w");
  }

  private static ProtoWriter entry(String key, String value) {
    return new ProtoWriter().text(1, key).text(2, value);
  }

  @Test
  void read_graph_saysWhatTheFileSays() throws IOException {
    byte[] content =
        Graphs.bytes(
            graph -> {
              String x = graph.input("x", OnnxType.FLOAT, "N", 3, 8, 8);
              String t = graph.input("t", OnnxType.INT64);
              graph.node("Cast", "c", List.of(t), Attribute.of("to", 1L));
              graph.node("Add", "y", List.of(x, "c"));
              graph.output("y", OnnxType.FLOAT, "N", 3, 8, 8);
              graph.metadata("abc.members", "0 2");
            });
    OnnxFile read = OnnxFile.read(file(content));
    assertEquals(Sha256.of(content), read.sha256());
    assertEquals(17, read.opset());
    assertEquals("abc", read.producer());
    assertEquals(Map.of("abc.members", "0 2"), read.metadata());
    assertEquals(Set.of("Add", "Cast"), read.operators());
    assertEquals("[x float[?, 3, 8, 8], t int64[]]", shown(read.inputs()));
    assertEquals("[y float[?, 3, 8, 8]]", shown(read.outputs()));
    assertTrue(read.input("x").admits(7, 3, 8, 8));
    assertEquals(false, read.input("x").admits(7, 3, 8, 9));
    assertEquals(false, read.input("x").admits(7, 3, 8));
    assertTrue(read.input("t").admits());
  }

  private static String shown(List<OnnxValue> values) {
    return values.stream().map(value -> value.name() + " " + value).toList().toString();
  }

  @Test
  void input_ofAnotherName_namesThoseThatThereAre() throws IOException {
    OnnxFile read = OnnxFile.read(file(Graphs.doubling()));
    assertFails(
        MalformedFileException.class,
        read.path() + ": inputs: expected 'images', found x float[?, 3]",
        () -> read.input("images"));
    assertFails(
        MalformedFileException.class,
        read.path() + ": outputs: expected 'z', found y float[?, 3]",
        () -> read.output("z"));
  }

  @Test
  void requireSha256_ofAnother_namesBoth() throws IOException {
    OnnxFile read = OnnxFile.read(file(Graphs.doubling()));
    assertEquals(read, read.requireSha256(read.sha256()));
    String other = "0".repeat(64);
    assertFails(
        MalformedFileException.class,
        read.path() + ": SHA-256: expected " + other + ", found " + read.sha256(),
        () -> read.requireSha256(other));
  }

  @Test
  void read_larger_readsNothing() throws IOException {
    Path file = file(Graphs.doubling());
    assertFails(
        MalformedFileException.class,
        file + ": size: expected at most 100 bytes, found " + Files.size(file),
        () -> OnnxFile.read(file, 100));
  }

  @Test
  void read_cutAnywhere_isRefused() throws IOException {
    byte[] whole = Graphs.doubling();
    OnnxFile.read(file(whole));
    for (int length = 0; length < whole.length; length++) {
      Path file = file(Arrays.copyOf(whole, length));
      MalformedFileException refusal =
          assertThrows(MalformedFileException.class, () -> OnnxFile.read(file), "cut at " + length);
      assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
    }
  }

  @Test
  void read_cutInTheGraph_saysHowMuchIsMissing() throws IOException {
    byte[] whole = Graphs.doubling();
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    MalformedFileException refusal =
        assertThrows(MalformedFileException.class, () -> OnnxFile.read(file(half)));
    assertTrue(
        refusal.getMessage().contains(": field 7 at byte ")
            && refusal.getMessage().contains(" bytes that the file still has, found "),
        refusal.getMessage());
  }

  @Test
  void read_fieldsThatReachOutOfTheirMessage_areRefused() throws IOException {
    ProtoWriter before = new ProtoWriter().number(1, 8);
    // A node of 1 byte in a graph of 2, which are its beginning.
    ProtoWriter graph = before.bytes(7, new byte[] {0x0a, 1});
    assertRefused(
        "field 1 at byte 4: expected at most the 0 bytes that its message still has, found 1 bytes",
        Graphs.bytes(graph.message(8, new ProtoWriter().number(2, 17))));
    assertRefused(
        "field 1 at byte 2: expected a number that ends in its message, found none",
        Graphs.bytes(new ProtoWriter().bytes(8, new byte[] {0x08, (byte) 0x80})));
    assertRefused(
        "field 2 at byte 0: expected a text of at most 65536 bytes, found 70000 bytes",
        Graphs.bytes(new ProtoWriter().bytes(2, new byte[70_000])));
    assertRefused(
        "field 2 at byte 0: expected text in UTF-8, found bytes that are no text",
        Graphs.bytes(new ProtoWriter().bytes(2, new byte[] {(byte) 0xff})));
    assertRefused(
        "field 1 at byte 0: expected a number, found wire type 2",
        Graphs.bytes(new ProtoWriter().bytes(1, new byte[1])));
  }

  @Test
  void read_anotherOpset_namesBoth() throws IOException {
    assertRefused(
        "opset: expected from 7 to " + OnnxFile.NEWEST_OPSET + ", found 99",
        Graphs.model(99, Graphs.graphWith(weights(0))));
    assertRefused(
        "opset: expected from 7 to " + OnnxFile.NEWEST_OPSET + ", found 6",
        Graphs.model(6, Graphs.graphWith(weights(0))));
  }

  @Test
  void read_externalDataThatAreMissing_saysSo() throws IOException {
    ProtoWriter elsewhere =
        weights(805306368)
            .message(13, entry("location", "weights.bin"))
            .message(13, entry("length", "3221225472"))
            .number(14, 1);
    byte[] content = Graphs.model(17, Graphs.graphWith(elsewhere));
    assertRefused(
        "initializer 'w': expected its values in the file itself, found 3221225472 bytes of"
            + " external data in 'weights.bin', which is missing",
        content);
    Files.write(folder.resolve("weights.bin"), new byte[4]);
    assertRefused(
        "initializer 'w': expected its values in the file itself, found 3221225472 bytes of"
            + " external data in 'weights.bin', which is there: write the model again as one file",
        content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/etc/passwd", "a/b", "..", ".", ""})
  void read_externalDataElsewhere_areNotLookedFor(String location) throws IOException {
    ProtoWriter elsewhere = weights(1).message(13, entry("location", location));
    assertRefused(
        "initializer 'w': expected its values in the file itself, found external data in '"
            + location
            + "', which is not beside it",
        Graphs.model(17, Graphs.graphWith(elsewhere)));
  }

  @Test
  void read_externalDataDeepInTheGraph_areFound() throws IOException {
    ProtoWriter constant =
        new ProtoWriter().text(1, "value").message(5, weights(1).number(14, 1)).number(20, 4);
    ProtoWriter inner =
        new ProtoWriter().message(1, new ProtoWriter().text(4, "Constant").message(5, constant));
    ProtoWriter branch = new ProtoWriter().text(1, "then_branch").message(6, inner).number(20, 5);
    ProtoWriter node = new ProtoWriter().text(4, "If").message(5, branch);
    assertRefused(
        "constant 'w': expected its values in the file itself, found external data in '', which is"
            + " not beside it",
        Graphs.model(17, Graphs.graphWith(weights(0)).message(1, node)));
    ProtoWriter function =
        new ProtoWriter().message(7, new ProtoWriter().text(4, "Constant").message(5, constant));
    byte[] model = Graphs.model(17, Graphs.graphWith(weights(0)));
    byte[] more = Graphs.bytes(new ProtoWriter().message(25, function));
    byte[] both = Arrays.copyOf(model, model.length + more.length);
    System.arraycopy(more, 0, both, model.length, more.length);
    assertRefused(
        "constant 'w': expected its values in the file itself, found external data in '', which is"
            + " not beside it",
        both);
    ProtoWriter sparse = new ProtoWriter().message(2, weights(1).number(14, 1));
    assertRefused(
        "sparse initializer 'w': expected its values in the file itself, found external data in"
            + " '', which is not beside it",
        Graphs.model(17, Graphs.graphWith(weights(0)).message(15, sparse)));
  }

  @Test
  void read_tensorsOfAnotherSize_areRefused() throws IOException {
    assertRefused(
        "initializer 'w': expected 12 bytes of values, as its extents say, found 8 bytes",
        Graphs.model(17, Graphs.graphWith(weights(3).bytes(9, new byte[8]))));
    ProtoWriter huge = weights(1 << 30).number(1, 1 << 30).number(1, 1 << 30).bytes(9, new byte[4]);
    assertRefused(
        "initializer 'w': expected extents from 0 on that can be multiplied, found 1073741824",
        Graphs.model(17, Graphs.graphWith(huge)));
  }

  private static ProtoWriter tensor(OnnxType type, int extent) {
    return new ProtoWriter().number(1, extent).number(2, type.number()).text(8, "w");
  }

  private void assertRead(ProtoWriter tensor) throws IOException {
    OnnxFile.read(file(Graphs.model(17, Graphs.graphWith(tensor))));
  }

  private void assertRefused(String rest, ProtoWriter tensor) throws IOException {
    assertRefused("initializer 'w': " + rest, Graphs.model(17, Graphs.graphWith(tensor)));
  }

  @Test
  void read_tensorsOfValuesOneByOne_haveAsManyAsTheirExtentsSay() throws IOException {
    // One by one, and packed.
    assertRead(tensor(OnnxType.FLOAT, 2).real(4, 1).real(4, 2));
    assertRead(tensor(OnnxType.FLOAT, 3).bytes(4, new byte[8]).real(4, 2));
    assertRead(tensor(OnnxType.COMPLEX64, 1).bytes(4, new byte[8]));
    assertRead(tensor(OnnxType.INT64, 3).bytes(7, new byte[] {(byte) 0x80, 1, 0}).number(7, 1));
    assertRead(tensor(OnnxType.BFLOAT16, 2).bytes(5, new byte[2]));
    assertRead(tensor(OnnxType.INT4, 3).bytes(5, new byte[2]));
    assertRead(tensor(OnnxType.UINT2, 5).bytes(5, new byte[2]));
    assertRead(tensor(OnnxType.DOUBLE, 2).bytes(10, new byte[16]));
    assertRead(tensor(OnnxType.UINT32, 2).bytes(11, new byte[2]));
    assertRead(tensor(OnnxType.STRING, 2).text(6, "a").text(6, ""));
    assertRefused(
        "expected 3 values, as its extents say, found 1", tensor(OnnxType.FLOAT, 3).real(4, 1));
    assertRefused(
        "expected 3 values, as its extents say, found 2",
        tensor(OnnxType.INT64, 3).bytes(7, new byte[] {(byte) 0x80, 1, 0}));
    assertRefused(
        "expected 2 values, as its extents say, found 3",
        tensor(OnnxType.FLOAT16, 2).bytes(5, new byte[3]));
    assertRefused(
        "expected 2 values, as its extents say, found 1",
        tensor(OnnxType.DOUBLE, 2).bytes(10, new byte[8]));
    assertRefused(
        "expected 4 values, as its extents say, found 2",
        tensor(OnnxType.UINT64, 4).bytes(11, new byte[2]));
    assertRefused(
        "expected 2 values, as its extents say, found 1", tensor(OnnxType.STRING, 2).text(6, "a"));
    assertRefused(
        "field 4 at byte 13: expected numbers of 4 bytes, found 6 bytes",
        Graphs.model(17, Graphs.graphWith(tensor(OnnxType.FLOAT, 2).bytes(4, new byte[6]))));
  }

  @Test
  void read_tensorsWithoutValues_areRefused() throws IOException {
    ProtoWriter huge = tensor(OnnxType.FLOAT, 1 << 20).number(1, 1 << 18);
    assertRefused("expected 274877906944 values, as its extents say, found 0", huge);
    assertRead(tensor(OnnxType.FLOAT, 0));
    assertRefused(
        "expected a type that ONNX has, found another, or none", tensor(OnnxType.UNDEFINED, 0));
    assertRefused(
        "expected a type that ONNX has, found another, or none",
        new ProtoWriter().number(1, 0).number(2, 27).text(8, "w"));
  }

  @Test
  void read_tensorsOfTheTypesOfLate_areCompared() throws IOException {
    assertRead(tensor(OnnxType.BFLOAT16, 3).bytes(9, new byte[6]));
    assertRead(tensor(OnnxType.INT4, 3).bytes(9, new byte[2]));
    assertRefused(
        "expected 6 bytes of values, as its extents say, found 4 bytes",
        tensor(OnnxType.BFLOAT16, 3).bytes(9, new byte[4]));
    assertRefused(
        "expected 2 bytes of values, as its extents say, found 3 bytes",
        tensor(OnnxType.UINT4, 3).bytes(9, new byte[3]));
  }

  @Test
  void read_tensorsOfTwoForms_areRefused() throws IOException {
    assertRefused(
        "expected values in one form, that of float, found others",
        tensor(OnnxType.FLOAT, 1).real(4, 1).bytes(9, new byte[4]));
    assertRefused(
        "expected values in one form, that of float, found others",
        tensor(OnnxType.FLOAT, 1).bytes(7, new byte[1]));
  }

  @Test
  void read_moreNamesThanMemoryHas_isRefused() throws IOException {
    String rest =
        "names and texts: expected at most 16777216 characters, 64 added to each text, found more";
    ProtoWriter many = Graphs.graphWith(weights(0));
    for (int i = 0; i < 300_000; i++) {
      many.message(5, new ProtoWriter().number(1, 0).number(2, 1).text(8, "w" + i));
    }
    assertRefused(rest, Graphs.model(17, many));
    ProtoWriter longOnes = Graphs.graphWith(weights(0));
    for (int i = 0; i < 300; i++) {
      String name = "w".repeat(60_000) + i;
      longOnes.message(5, new ProtoWriter().number(1, 0).number(2, 1).text(8, name));
    }
    assertRefused(rest, Graphs.model(17, longOnes));
  }

  @Test
  void read_graphsThatAreNone_areRefused() throws IOException {
    ProtoWriter graph = Graphs.graphWith(weights(0));
    assertRefused("model: expected 1 graph, found more", Graphs.model(17, graph, graph));
    assertRefused(
        "model: expected a version of the format and a graph, found no graph", Graphs.model(17));
    assertRefused(
        "model: expected a graph to be run, found one to be trained",
        Graphs.bytes(new ProtoWriter().number(1, 8).message(20, new ProtoWriter())));
    assertRefused(
        "graph: expected at least 1 output, found none", Graphs.model(17, new ProtoWriter()));
    assertRefused(
        "outputs: expected names that differ, found 'w' twice",
        Graphs.model(17, graph.message(12, new ProtoWriter().text(1, "w"))));
  }

  @Test
  void read_otherFiles_saysWhatTheyLookLike() throws IOException {
    Path file = file("version https://git-lfs.github.com/spec/v1\n".getBytes());
    String message =
        assertThrows(MalformedFileException.class, () -> OnnxFile.read(file)).getMessage();
    assertTrue(message.endsWith("; it looks like a Git LFS pointer: run `git lfs pull`"), message);
    assertFails(
        MalformedFileException.class,
        folder + ": file: expected a regular file, found a folder",
        () -> OnnxFile.read(folder));
  }

  @Test
  void read_deepMessages_areRefused() throws IOException {
    ProtoWriter graph = new ProtoWriter();
    for (int level = 0; level < 20; level++) {
      ProtoWriter attribute = new ProtoWriter().message(6, graph);
      graph = new ProtoWriter().message(1, new ProtoWriter().message(5, attribute));
    }
    byte[] deep = Graphs.model(17, graph);
    String message =
        assertThrows(MalformedFileException.class, () -> OnnxFile.read(file(deep))).getMessage();
    assertTrue(message.endsWith(": expected messages of at most 48 levels, found deeper ones"));
  }

  @Test
  void read_spoiltFiles_areReadOrRefused() throws IOException {
    List<byte[]> sound =
        List.of(
            Graphs.doubling(),
            Graphs.model(
                17,
                Graphs.graphWith(tensor(OnnxType.INT64, 3).bytes(7, new byte[] {1, 2, 3}))
                    .message(5, tensor(OnnxType.FLOAT, 2).real(4, 1).real(4, 2))
                    .message(5, tensor(OnnxType.INT4, 3).bytes(5, new byte[2]))),
            Graphs.predictor(OnnxType.FLOAT, new Object[] {"N", 3, 8, 8}, OnnxType.INT64, "N"));
    Fuzz.run(
            "onnx",
            20,
            1 << 20,
            sound,
            draws -> draws.bytes(draws.of(sound), draws.of(sound)),
            OnnxFile::read)
        .assertDeep(5, 8);
  }
}
