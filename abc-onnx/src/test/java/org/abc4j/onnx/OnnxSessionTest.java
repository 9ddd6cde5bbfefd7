package org.abc4j.onnx;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSessionTest {
  @TempDir private Path folder;

  private OnnxSession open(byte[] content) throws IOException {
    return OnnxSession.open(OnnxFile.read(Files.write(folder.resolve("m.onnx"), content)));
  }

  private static OnnxArray row(float... values) {
    return OnnxArray.of(values, values.length / 3, 3);
  }

  @Test
  void run_graph_givesItsOutput() throws IOException {
    try (OnnxSession session = open(Graphs.doubling())) {
      OnnxArray found = session.run(row(1, 2, 3, -4, 5, 6));
      assertEquals("float[2, 3]", found.toString());
      assertArrayEquals(new float[] {2, 4, 6, -8, 10, 12}, found.floats());
      assertEquals(0, session.run(OnnxArray.of(new float[0], 0, 3)).floats().length);
    }
  }

  @Test
  void run_eachType_goesInAndOut() throws IOException {
    for (OnnxType type : List.of(OnnxType.FLOAT, OnnxType.DOUBLE, OnnxType.INT32, OnnxType.INT64)) {
      byte[] content =
          Graphs.bytes(
              graph -> {
                graph.node("Identity", "y", List.of(graph.input("x", type)));
                graph.output("y", type);
              });
      OnnxArray seven =
          switch (type) {
            case FLOAT -> OnnxArray.of(new float[] {7});
            case DOUBLE -> OnnxArray.of(new double[] {7});
            case INT32 -> OnnxArray.of(new int[] {7});
            default -> OnnxArray.of(new long[] {7});
          };
      try (OnnxSession session = open(content)) {
        OnnxArray found = session.run(seven);
        assertEquals(type + "[]", found.toString());
        assertEquals(
            7.0,
            switch (type) {
              case FLOAT -> found.floats()[0];
              case DOUBLE -> found.doubles()[0];
              case INT32 -> found.ints()[0];
              default -> found.longs()[0];
            });
      }
    }
  }

  @Test
  void open_graphThatDraws_isRefused() throws IOException {
    String rest =
        "/m.onnx: operators: expected none that draw at random, so that a run gives the same"
            + " again, found ";
    for (String operator : List.of("RandomNormalLike", "RandomUniformLike", "Bernoulli")) {
      byte[] content =
          Graphs.bytes(
              graph -> {
                graph.node(operator, "y", List.of(graph.input("x", OnnxType.FLOAT, "N", 3)));
                graph.output("y", OnnxType.FLOAT, "N", 3);
              });
      assertFails(MalformedFileException.class, folder + rest + operator, () -> open(content));
    }
  }

  @Test
  void open_dropout_isRefusedWhereItDropsAny() throws IOException {
    assertFails(
        MalformedFileException.class,
        folder
            + "/m.onnx: operators: expected none that draw at random, so that a run gives the same"
            + " again, found Dropout",
        () -> open(dropout(true)));
    try (OnnxSession session = open(dropout(false))) {
      assertArrayEquals(new float[] {1, 2, 3}, session.run(row(1, 2, 3)).floats());
    }
  }

  private static byte[] dropout(boolean told) {
    return Graphs.bytes(
        graph -> {
          List<String> inputs = new ArrayList<>(List.of(graph.input("x", OnnxType.FLOAT, "N", 3)));
          inputs.add(graph.constant(Initializer.of("p", OnnxType.FLOAT, new double[] {0.5})));
          if (told) {
            inputs.add(graph.input("training", OnnxType.BOOL));
          }
          graph.node("Dropout", "y", inputs);
          graph.output("y", OnnxType.FLOAT, "N", 3);
        });
  }

  @Test
  void run_inputsThatDoNotFit_areNamed() throws IOException {
    try (OnnxSession session = open(Graphs.doubling())) {
      Path file = session.file().path();
      assertIllegal(
          file + ": input 'x': expected float[?, 3], found float[1, 2]",
          () -> session.run(OnnxArray.of(new float[2], 1, 2)));
      assertIllegal(
          file + ": input 'x': expected float[?, 3], found double[1, 3]",
          () -> session.run(OnnxArray.of(new double[3], 1, 3)));
      assertIllegal(
          file + ": input 'x': expected float[?, 3], found nothing",
          () -> session.run(Map.of("z", row(1, 2, 3)), List.of("y")));
      assertIllegal(
          file + ": inputs: expected [x], found [x, z]",
          () ->
              session.run(
                  new java.util.TreeMap<>(Map.of("x", row(1, 2, 3), "z", row(1, 2, 3))),
                  List.of("y")));
      assertIllegal(
          file + ": outputs: expected some of [y], found [z]",
          () -> session.run(Map.of("x", row(1, 2, 3)), List.of("z")));
      assertIllegal(
          file + ": outputs: expected some of [y], found []",
          () -> session.run(Map.of("x", row(1, 2, 3)), List.of()));
    }
  }

  @Test
  void run_outputsThatAreNotFinite_areNamed() throws IOException {
    try (OnnxSession session = open(Graphs.doubling())) {
      assertFails(
          ArithmeticException.class,
          session.file().path() + ": output 'y': expected finite values, found NaN at 4 of 6",
          () -> session.run(row(1, 2, 3, 4, Float.NaN, 6)));
      assertFails(
          ArithmeticException.class,
          session.file().path() + ": output 'y': expected finite values, found -Infinity at 0 of 3",
          () -> session.run(row(-Float.MAX_VALUE, 2, 3)));
    }
  }

  @Test
  void run_outputOfAnotherShapeThanDeclared_isRefused() throws IOException {
    byte[] content =
        Graphs.bytes(
            graph -> {
              String x = graph.input("x", OnnxType.FLOAT, "N", 3);
              String shape = graph.input("s", OnnxType.INT64, 1);
              graph.node("Reshape", "y", List.of(x, shape));
              graph.output("y", OnnxType.FLOAT, 3);
            });
    try (OnnxSession session = open(content)) {
      assertFails(
          IllegalStateException.class,
          session.file().path() + ": output 'y': expected float[3], as the file says, found [6]",
          () ->
              session.run(
                  Map.of("x", row(1, 2, 3, 4, 5, 6), "s", OnnxArray.of(new long[] {-1}, 1)),
                  List.of("y")));
    }
  }

  @Test
  void run_thatTheRuntimeCannot_saysWhy() throws IOException {
    byte[] content =
        Graphs.bytes(
            graph -> {
              String x = graph.input("x", OnnxType.FLOAT, "N");
              String y = graph.input("y", OnnxType.FLOAT, "M");
              graph.node("Add", "z", List.of(x, y));
              graph.output("z", OnnxType.FLOAT, "K");
            });
    try (OnnxSession session = open(content)) {
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () ->
                      session.run(
                          Map.of(
                              "x", OnnxArray.of(new float[2], 2),
                              "y", OnnxArray.of(new float[3], 3)),
                          List.of("z")))
              .getMessage();
      assertTrue(message.startsWith(session.file().path() + ": ONNX Runtime fails: "), message);
      assertEquals(1, message.lines().count());
    }
  }

  @Test
  void open_graphThatTheRuntimeRefuses_saysWhy() throws IOException {
    byte[] content =
        Graphs.bytes(
            graph -> {
              graph.node("NoSuchOperator", "y", List.of(graph.input("x", OnnxType.FLOAT, 3)));
              graph.output("y", OnnxType.FLOAT, 3);
            });
    MalformedFileException refusal =
        assertThrows(MalformedFileException.class, () -> open(content));
    assertTrue(
        refusal
            .getMessage()
            .startsWith(
                folder.resolve("m.onnx")
                    + ": graph: expected one that ONNX Runtime runs, found one that it refuses: "),
        refusal.getMessage());
    assertTrue(refusal.getMessage().contains("NoSuchOperator"), refusal.getMessage());
  }

  @Test
  void open_newestOpset_isPromisedByTheRuntime() throws IOException {
    byte[] newest = Graphs.doubling(OnnxFile.NEWEST_OPSET);
    try (OnnxSession session = open(newest)) {
      assertArrayEquals(new float[] {2, 4, 6}, session.run(row(1, 2, 3)).floats());
    }
    // What OnnxFile refuses, the runtime refuses too.
    Path beyond =
        Files.write(folder.resolve("beyond.onnx"), Graphs.doubling(OnnxFile.NEWEST_OPSET + 1));
    assertThrows(MalformedFileException.class, () -> OnnxFile.read(beyond));
    assertThrows(
        ai.onnxruntime.OrtException.class,
        () -> OrtRuntime.environment().createSession(beyond.toString()).close());
  }

  @Test
  void open_fileThatWasReplaced_isRefused() throws IOException {
    Path path = Files.write(folder.resolve("m.onnx"), Graphs.doubling());
    OnnxFile file = OnnxFile.read(path);
    Files.write(path, new byte[3]);
    assertFails(
        MalformedFileException.class,
        path
            + ": content: expected the file as it was when its reading began, found one that was"
            + " replaced or written since",
        () -> OnnxSession.open(file));
  }

  @Test
  void close_whileOthersRun_waitsForThem() throws Exception {
    OnnxSession session = open(Graphs.doubling());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> runs = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      runs.add(
          threads.submit(
              () -> {
                int done = 0;
                try {
                  while (done < 100_000) {
                    assertArrayEquals(new float[] {2, 4, 6}, session.run(row(1, 2, 3)).floats());
                    done++;
                  }
                } catch (IllegalStateException closed) {
                  assertEquals(
                      session.file().path() + " was closed, and cannot be run",
                      closed.getMessage());
                }
                return done;
              }));
    }
    Thread.sleep(50);
    session.close();
    session.close();
    for (Future<Integer> run : runs) {
      assertTrue(run.get() < 100_000);
    }
    threads.shutdown();
  }
}
