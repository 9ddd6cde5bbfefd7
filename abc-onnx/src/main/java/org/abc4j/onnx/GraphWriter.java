package org.abc4j.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.abc4j.Execution;
import org.abc4j.store.LibraryVersion;

/**
 * A {@code ModelProto} in the making: operators in the order in which they run, constants, inputs
 * and outputs. A name stands for one value; who uses one that there is not yet is refused.
 */
final class GraphWriter {
  /** Goes with {@link #OPSET}. */
  private static final int IR_VERSION = 8;

  static final int OPSET = 17;

  private final ProtoWriter nodes = new ProtoWriter();
  private final ProtoWriter values = new ProtoWriter();
  private final Map<String, Initializer> initializers = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final int opset;

  GraphWriter() {
    this(OPSET);
  }

  GraphWriter(int opset) {
    this.opset = opset;
  }

  /** An input; extents that are no numbers are names of what is left open. */
  String input(String name, OnnxType type, Object... extents) {
    define(name);
    values.message(11, value(name, type, extents));
    return name;
  }

  /** Makes a value an output. */
  void output(String name, OnnxType type, Object... extents) {
    require(name);
    values.message(12, value(name, type, extents));
  }

  private static ProtoWriter value(String name, OnnxType type, Object... extents) {
    ProtoWriter shape = new ProtoWriter();
    for (Object extent : extents) {
      ProtoWriter dimension = new ProtoWriter();
      shape.message(
          1,
          extent instanceof Number number
              ? dimension.number(1, number.longValue())
              : dimension.text(2, extent.toString()));
    }
    ProtoWriter tensor = new ProtoWriter().number(1, type.number()).message(2, shape);
    return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
  }

  /** A constant, made when it is first asked for. */
  String constant(Initializer constant) {
    if (!initializers.containsKey(constant.name())) {
      define(constant.name());
      initializers.put(constant.name(), constant);
    }
    return constant.name();
  }

  /** Whole numbers, of which equal ones are there once. */
  String constant(long... numbers) {
    StringBuilder name = new StringBuilder("int64");
    for (long number : numbers) {
      name.append('_').append(number);
    }
    return constant(Initializer.of(name.toString(), numbers, numbers.length));
  }

  /** An operator of one output, which is named as it is. */
  String node(String operator, String output, List<String> inputs, Attribute... attributes) {
    ProtoWriter node = new ProtoWriter();
    for (String input : inputs) {
      if (!input.isEmpty()) {
        require(input);
      }
      node.text(1, input);
    }
    define(output);
    node.text(2, output).text(3, output + "/" + operator.toLowerCase(Locale.ROOT));
    node.text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, attribute.proto());
    }
    nodes.message(1, node);
    return output;
  }

  GraphWriter metadata(String key, String text) {
    metadata.put(key, text);
    return this;
  }

  private void define(String name) {
    if (!names.add(name)) {
      throw new IllegalStateException("two values of a graph are called '" + name + "'");
    }
  }

  private void require(String name) {
    if (!names.contains(name)) {
      throw new IllegalStateException("'" + name + "' is used before there is such a value");
    }
  }

  private ProtoWriter beforeGraph() {
    return new ProtoWriter()
        .number(1, IR_VERSION)
        .text(2, "abc")
        .text(3, LibraryVersion.text())
        .beginning(7, graphSize());
  }

  private ProtoWriter graphName() {
    return new ProtoWriter().text(2, "abc");
  }

  private long graphSize() {
    long size = nodes.size() + graphName().size() + values.size();
    for (Initializer initializer : initializers.values()) {
      size += beginning(initializer).size() + initializer.size();
    }
    return size;
  }

  private static ProtoWriter beginning(Initializer initializer) {
    return new ProtoWriter().beginning(5, initializer.size());
  }

  private ProtoWriter afterGraph() {
    ProtoWriter after =
        new ProtoWriter().message(8, new ProtoWriter().text(1, "").number(2, opset));
    metadata.forEach(
        (key, text) -> after.message(14, new ProtoWriter().text(1, key).text(2, text)));
    return after;
  }

  /** Bytes of the file. */
  long size() {
    return beforeGraph().size() + graphSize() + afterGraph().size();
  }

  /** Writes the file; whether to go on is asked before each constant. */
  void writeTo(OutputStream out, Execution execution) throws IOException {
    beforeGraph().writeTo(out);
    nodes.writeTo(out);
    graphName().writeTo(out);
    for (Initializer initializer : initializers.values()) {
      execution.checkCancelled();
      beginning(initializer).writeTo(out);
      initializer.writeTo(out);
    }
    values.writeTo(out);
    afterGraph().writeTo(out);
  }
}
