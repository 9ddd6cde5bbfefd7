package org.abc4j.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.abc4j.Execution;

/** Small graphs that tests make. */
final class Graphs {
  private Graphs() {}

  /** The bytes of a graph. */
  static byte[] bytes(Consumer<GraphWriter> content) {
    GraphWriter graph = new GraphWriter();
    content.accept(graph);
    return bytes(graph);
  }

  private static byte[] bytes(GraphWriter graph) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      graph.writeTo(bytes, Execution.sequential());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Path write(Path file, Consumer<GraphWriter> content) throws IOException {
    return Files.write(file, bytes(content));
  }

  /** A message as bytes. */
  static byte[] bytes(ProtoWriter message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      message.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** y = 2·x for float[N, 3]. */
  static byte[] doubling() {
    return bytes(Graphs::doubling);
  }

  /** The same of another opset. */
  static byte[] doubling(int opset) {
    GraphWriter graph = new GraphWriter(opset);
    doubling(graph);
    return bytes(graph);
  }

  private static void doubling(GraphWriter graph) {
    String x = graph.input("x", OnnxType.FLOAT, "N", 3);
    String two = graph.constant(Initializer.of("two", OnnxType.FLOAT, new double[] {2, 2, 2}, 3));
    graph.node("Mul", "y", List.of(x, two));
    graph.output("y", OnnxType.FLOAT, "N", 3);
  }

  /**
   * noise = x² + t: a noise predictor whose inputs are as they are told.
   *
   * @param type type of x and noise
   * @param samples extents of x
   * @param timeType type of t
   * @param times extents of t
   */
  static byte[] predictor(OnnxType type, Object[] samples, OnnxType timeType, Object... times) {
    return bytes(
        graph -> {
          String t = graph.input("when", timeType, times);
          String x = graph.input("sample", type, samples);
          String time = t;
          if (timeType != type) {
            time = graph.node("Cast", "c", List.of(t), Attribute.of("to", (long) type.number()));
          }
          if (times.length > 0) {
            time = graph.node("Reshape", "r", List.of(time, graph.constant(-1, 1, 1, 1)));
          }
          String square = graph.node("Mul", "s", List.of(x, x));
          graph.node("Add", "noise", List.of(square, time));
          graph.output("noise", type, samples);
        });
  }

  /** A model around the bytes of a graph, field by field. */
  static byte[] model(int opset, ProtoWriter... graphs) {
    ProtoWriter model = new ProtoWriter().number(1, 8);
    for (ProtoWriter graph : graphs) {
      model.message(7, graph);
    }
    return bytes(model.message(8, new ProtoWriter().number(2, opset)));
  }

  /** A graph of one float[1] output and an initializer. */
  static ProtoWriter graphWith(ProtoWriter initializer) {
    ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().number(1, 1));
    ProtoWriter type =
        new ProtoWriter().message(1, new ProtoWriter().number(1, 1).message(2, shape));
    return new ProtoWriter()
        .message(5, initializer)
        .message(12, new ProtoWriter().text(1, "w").message(2, type));
  }
}
