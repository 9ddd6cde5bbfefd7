package org.abc4j.onnx;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.abc4j.io.MalformedFileException;

/**
 * Reads what a {@code ModelProto} says of itself, field numbers as in onnx.proto, and has every
 * tensor of it looked at, however deep it lies, without reading values.
 */
final class ModelReader {
  private static final int MOST_TEXT = 1 << 16;
  private static final int MOST_VALUES = 1 << 10;
  private static final int MOST_OPERATORS = 1 << 10;
  private static final int MOST_METADATA = 1 << 10;

  /** Of all names and texts that are kept of a file, each with what an object takes. */
  private static final int MOST_KEPT = 1 << 24;

  private static final int OBJECT = 64;

  /** Operators that give something else each time, be they seeded or not. */
  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  private final Path file;
  private final ProtoReader in;
  private final TensorReader tensors;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private final Set<String> operators = new TreeSet<>();
  private final Set<String> draws = new TreeSet<>();
  private final Set<String> initializers = new HashSet<>();
  private final List<OnnxValue> inputs = new ArrayList<>();
  private final List<OnnxValue> outputs = new ArrayList<>();
  private String producer = "";
  private long irVersion;
  private long kept;
  private boolean hasGraph;

  private ModelReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.in = new ProtoReader(file.toString(), channel);
    this.tensors = new TensorReader(file, in);
  }

  /** Reads a file and checks what can be checked without running it. */
  static ModelReader read(Path file, FileChannel channel) throws IOException {
    ModelReader reader = new ModelReader(file, channel);
    reader.in.file(reader::model);
    reader.check();
    return reader;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  Set<String> operators() {
    return operators;
  }

  /** Those operators that draw at random. */
  Set<String> draws() {
    return draws;
  }

  String producer() {
    return producer;
  }

  /** Of operators without a domain, ONNX's own. */
  int opset() {
    return Math.toIntExact(opsets.get(""));
  }

  /** Those that have to be given: older files list initializers among them. */
  List<OnnxValue> inputs() {
    return inputs.stream().filter(input -> !initializers.contains(input.name())).toList();
  }

  List<OnnxValue> outputs() {
    return outputs;
  }

  private MalformedFileException fault(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }

  private void check() throws IOException {
    if (!hasGraph || irVersion < 1) {
      throw fault(
          "model",
          "a version of the format and a graph",
          hasGraph ? "no version" : irVersion < 1 ? "neither" : "no graph");
    }
    Long opset = opsets.get("");
    if (opset == null || opset < OnnxFile.OLDEST_OPSET || opset > OnnxFile.NEWEST_OPSET) {
      throw fault(
          "opset",
          "from " + OnnxFile.OLDEST_OPSET + " to " + OnnxFile.NEWEST_OPSET,
          opset == null ? "none" : Long.toString(opset));
    }
    if (outputs.isEmpty()) {
      throw fault("graph", "at least 1 output", "none");
    }
    requireDistinct("inputs", inputs);
    requireDistinct("outputs", outputs);
  }

  private void requireDistinct(String field, List<OnnxValue> values) throws IOException {
    Set<String> names = new HashSet<>();
    for (OnnxValue value : values) {
      if (!names.add(value.name())) {
        throw fault(field, "names that differ", "'" + value.name() + "' twice");
      }
    }
  }

  private void model(int field) throws IOException {
    switch (field) {
      case 1 -> irVersion = in.number();
      case 2 -> producer = keep(in.text(MOST_TEXT));
      case 7 -> {
        if (hasGraph) {
          throw fault("model", "1 graph", "more");
        }
        hasGraph = true;
        in.message(this::graph);
      }
      case 8 -> readOpset();
      case 14 -> readMetadata();
      case 20 -> throw fault("model", "a graph to be run", "one to be trained");
      case 25 -> in.message(this::function);
      default -> {}
    }
  }

  private void readOpset() throws IOException {
    String[] domain = {""};
    long[] version = {0};
    in.message(
        field -> {
          if (field == 1) {
            domain[0] = in.text(MOST_TEXT);
          } else if (field == 2) {
            version[0] = in.number();
          }
        });
    requireRoom("opsets", opsets.size(), MOST_OPERATORS);
    if (opsets.put(domain[0].equals("ai.onnx") ? "" : keep(domain[0]), version[0]) != null) {
      throw fault("opset", "one of each domain", "two of '" + domain[0] + "'");
    }
  }

  private void readMetadata() throws IOException {
    String[] entry = {"", ""};
    in.message(
        field -> {
          if (field == 1 || field == 2) {
            entry[field - 1] = in.text(MOST_TEXT);
          }
        });
    requireRoom("metadata", metadata.size(), MOST_METADATA);
    if (metadata.put(keep(entry[0]), keep(entry[1])) != null) {
      throw fault("metadata", "keys that differ", "'" + entry[0] + "' twice");
    }
  }

  private void requireRoom(String field, int has, int most) throws IOException {
    if (has >= most) {
      throw fault(field, "at most " + most, "more");
    }
  }

  /** Fails once a file has so many texts, or so long ones, that they would fill the memory. */
  private String keep(String text) throws IOException {
    kept += text.length() + OBJECT;
    if (kept > MOST_KEPT) {
      throw fault(
          "names and texts",
          "at most " + MOST_KEPT + " characters, " + OBJECT + " added to each text",
          "more");
    }
    return text;
  }

  /** The graph that is run. */
  private void graph(int field) throws IOException {
    switch (field) {
      case 5 -> initializers.add(keep(tensors.read("initializer")));
      case 11 -> value("inputs", inputs);
      case 12 -> value("outputs", outputs);
      default -> anyGraph(field);
    }
  }

  /** What a graph has that may hold tensors, be it the main one or an attribute. */
  private void anyGraph(int field) throws IOException {
    switch (field) {
      case 1 -> node();
      case 5 -> tensors.read("initializer");
      case 15 -> tensors.readSparse("sparse initializer");
      default -> {}
    }
  }

  private void function(int field) throws IOException {
    switch (field) {
      case 7 -> node();
      case 11 -> in.message(this::attribute);
      default -> {}
    }
  }

  private void node() throws IOException {
    NodeReader node = new NodeReader();
    in.message(node::field);
    if (!node.operator.isEmpty() && !operators.contains(node.operator)) {
      requireRoom("operators", operators.size(), MOST_OPERATORS);
      operators.add(keep(node.operator));
    }
    if (RANDOM.contains(node.operator) || node.operator.equals("Dropout") && node.told) {
      draws.add(node.operator);
    }
  }

  private void attribute(int field) throws IOException {
    switch (field) {
      case 5, 10 -> tensors.read("constant");
      case 6, 11 -> in.message(this::anyGraph);
      case 22, 23 -> tensors.readSparse("sparse constant");
      default -> {}
    }
  }

  private void value(String field, List<OnnxValue> into) throws IOException {
    requireRoom(field, into.size(), MOST_VALUES);
    ValueReader value = new ValueReader();
    in.message(value::value);
    into.add(new OnnxValue(keep(value.name), value.type, Optional.ofNullable(value.dimensions)));
  }

  /** A {@code NodeProto}. */
  private final class NodeReader {
    /** Dropout's third input says that it is being trained, and is left out where it is not. */
    private static final int TRAINING = 3;

    private String operator = "";
    private int inputs;
    private boolean told;

    void field(int field) throws IOException {
      switch (field) {
        case 1 -> told |= ++inputs == TRAINING && in.length() > 0;
        case 4 -> operator = in.text(MOST_TEXT);
        case 5 -> in.message(ModelReader.this::attribute);
        default -> {}
      }
    }
  }

  /** A {@code ValueInfoProto}. */
  private final class ValueReader {
    private static final int MOST_DIMENSIONS = 64;

    private String name = "";
    private OnnxType type = OnnxType.UNDEFINED;
    private List<Long> dimensions;

    void value(int field) throws IOException {
      if (field == 1) {
        name = in.text(MOST_TEXT);
      } else if (field == 2) {
        in.message(this::type);
      }
    }

    private void type(int field) throws IOException {
      if (field == 1) {
        in.message(this::tensorType);
      }
    }

    private void tensorType(int field) throws IOException {
      if (field == 1) {
        type = OnnxType.of(in.number());
      } else if (field == 2) {
        dimensions = new ArrayList<>();
        in.message(this::shape);
      }
    }

    private void shape(int field) throws IOException {
      if (field == 1) {
        requireRoom("dimensions of '" + name + "'", dimensions.size(), MOST_DIMENSIONS);
        dimensions.add(OnnxValue.ANY);
        in.message(this::dimension);
      }
    }

    private void dimension(int field) throws IOException {
      if (field == 1) {
        // Some exporters write 0 or −1 for what they leave open.
        long extent = in.number();
        dimensions.set(dimensions.size() - 1, extent < 1 ? OnnxValue.ANY : extent);
      }
    }
  }
}
