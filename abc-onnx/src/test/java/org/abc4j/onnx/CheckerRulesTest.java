package org.abc4j.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code onnx.checker} asks of a model, of those that are exported. */
class CheckerRulesTest {
  /**
   * Fewest and most inputs, and attributes with their types, of opset 17.
   *
   * @param fewest inputs that must be there
   * @param most inputs that may be there
   * @param attributes number of the type by name
   */
  private record Operator(int fewest, int most, Map<String, Integer> attributes) {}

  private static final int REAL = 1;
  private static final int INT = 2;
  private static final int TEXT = 3;
  private static final int INTS = 7;

  private static final Map<String, Operator> OPSET_17 =
      Map.ofEntries(
          Map.entry("Add", new Operator(2, 2, Map.of())),
          Map.entry("Cast", new Operator(1, 1, Map.of("to", INT))),
          Map.entry("Concat", new Operator(1, Integer.MAX_VALUE, Map.of("axis", INT))),
          Map.entry(
              "Conv",
              new Operator(2, 3, Map.of("kernel_shape", INTS, "strides", INTS, "pads", INTS))),
          Map.entry("Cos", new Operator(1, 1, Map.of())),
          Map.entry("Div", new Operator(2, 2, Map.of())),
          Map.entry("Exp", new Operator(1, 1, Map.of())),
          Map.entry("Neg", new Operator(1, 1, Map.of())),
          Map.entry("Expand", new Operator(2, 2, Map.of())),
          Map.entry("Gather", new Operator(2, 2, Map.of())),
          Map.entry("Identity", new Operator(1, 1, Map.of())),
          Map.entry("InstanceNormalization", new Operator(3, 3, Map.of("epsilon", REAL))),
          Map.entry("MatMul", new Operator(2, 2, Map.of())),
          Map.entry("Mul", new Operator(2, 2, Map.of())),
          Map.entry("Pad", new Operator(2, 3, Map.of("mode", TEXT))),
          Map.entry("ReduceMean", new Operator(1, 1, Map.of("axes", INTS))),
          Map.entry("Reshape", new Operator(2, 2, Map.of())),
          Map.entry(
              "Resize",
              new Operator(
                  1,
                  4,
                  Map.of(
                      "mode", TEXT,
                      "coordinate_transformation_mode", TEXT,
                      "nearest_mode", TEXT))),
          Map.entry("Sigmoid", new Operator(1, 1, Map.of())),
          Map.entry("Sin", new Operator(1, 1, Map.of())),
          Map.entry("Slice", new Operator(3, 5, Map.of())),
          Map.entry("Softmax", new Operator(1, 1, Map.of("axis", INT))),
          Map.entry("Sqrt", new Operator(1, 1, Map.of())),
          Map.entry("Sub", new Operator(2, 2, Map.of())),
          Map.entry("Transpose", new Operator(1, 1, Map.of("perm", INTS))));

  @TempDir private Path folder;

  private Proto written(OnnxExport export) throws IOException {
    Path file = folder.resolve("m.onnx");
    export.write(file);
    return Proto.parse(Files.readAllBytes(file));
  }

  @Test
  void export_eachForm_keepsTheRules() throws IOException {
    UNetConfig tiny = Networks.tiny(new Shape(2, 8, 8));
    UNetConfig colours =
        UNetConfig.attendingOnce(new Shape(3, 16, 24), List.of(8, 16, 16), 2, 4).withDropout(0.1);
    for (UNetConfig config : List.of(tiny, colours)) {
      for (Coefficients coefficients :
          List.of(Coefficients.ones(1), Coefficients.ones(3), Coefficients.of(0, 2, 1))) {
        OnnxExport export =
            OnnxExport.of(config, member -> TinyNetworks.network(config, 1, member), coefficients);
        requireKept(written(export));
        requireKept(written(export.inDoubles()));
      }
    }
  }

  @Test
  void export_ofAnotherOutputThanNoise_keepsTheRules() throws IOException {
    UNetConfig config =
        Networks.tiny(new Shape(2, 8, 8)).with(UNetVariant.ddpm().with(Prediction.VELOCITY));
    OnnxExport export = OnnxExport.of(Networks.random(config, 1), NoiseSchedule.linear());
    requireKept(written(export));
    requireKept(written(export.inDoubles()));
  }

  private static void requireKept(Proto model) {
    assertEquals(8, model.number(1));
    Proto opset = model.message(8);
    assertEquals("", opset.text(1));
    assertEquals(17, opset.number(2));
    Set<String> keys = new HashSet<>();
    for (Proto entry : model.messages(14)) {
      assertTrue(keys.add(entry.text(1)), "metadata " + entry.text(1));
      entry.text(2);
    }
    Proto graph = model.message(7);
    assertTrue(!graph.text(2).isEmpty(), "graph has no name");
    Set<String> defined = new HashSet<>();
    for (Proto input : graph.messages(11)) {
      requireValue(input);
      define(defined, input.text(1));
    }
    for (Proto tensor : graph.messages(5)) {
      requireTensor(tensor);
      define(defined, tensor.text(8));
    }
    Set<String> nodeNames = new HashSet<>();
    Set<String> used = new HashSet<>();
    for (Proto node : graph.messages(1)) {
      requireNode(node, defined, used);
      assertTrue(nodeNames.add(node.text(3)), "two nodes " + node.text(3));
    }
    for (Proto output : graph.messages(12)) {
      requireValue(output);
      assertTrue(defined.contains(output.text(1)), "output " + output.text(1));
      used.add(output.text(1));
    }
    // No rule of the checker's: what nobody uses need not be there.
    assertEquals(defined, used);
  }

  private static void define(Set<String> defined, String name) {
    assertTrue(!name.isEmpty() && defined.add(name), "two values '" + name + "'");
  }

  private static void requireNode(Proto node, Set<String> defined, Set<String> used) {
    Operator operator = OPSET_17.get(node.text(4));
    assertTrue(operator != null, "operator " + node.text(4));
    List<String> inputs = node.texts(1);
    assertTrue(
        inputs.size() >= operator.fewest && inputs.size() <= operator.most, node.text(4) + inputs);
    for (String input : inputs) {
      assertTrue(input.isEmpty() || defined.contains(input), "'" + input + "' is not there yet");
      if (!input.isEmpty()) {
        used.add(input);
      }
    }
    define(defined, node.text(2));
    for (Proto attribute : node.messages(5)) {
      String name = attribute.text(1);
      Integer type = operator.attributes.get(name);
      assertTrue(type != null, node.text(4) + " has no attribute " + name);
      assertEquals(type.longValue(), attribute.number(20), name);
      int field = type == REAL ? 2 : type == INT ? 3 : type == TEXT ? 4 : 8;
      assertTrue(attribute.has(field), name);
    }
  }

  private static void requireValue(Proto value) {
    Proto tensor = value.message(2).message(1);
    assertTrue(tensor.number(1) > 0, "type of " + value.text(1));
    for (Proto dimension : tensor.message(2).messages(1)) {
      assertTrue(dimension.has(1) != dimension.has(2), "extent of " + value.text(1));
    }
  }

  private static void requireTensor(Proto tensor) {
    long size = OnnxType.of(tensor.number(2)).bytes();
    assertTrue(size > 0, "type of " + tensor.text(8));
    for (long extent : tensor.numbers(1)) {
      size *= extent;
    }
    assertEquals(size, tensor.bytes(9).get(0).length, tensor.text(8));
  }

  @Test
  void node_ofWhatIsNotThere_isRefused() {
    GraphWriter graph = new GraphWriter();
    String x = graph.input("x", OnnxType.FLOAT, 1);
    assertEquals(
        "'y' is used before there is such a value",
        assertThrows(IllegalStateException.class, () -> graph.node("Add", "z", List.of(x, "y")))
            .getMessage());
    assertEquals(
        "two values of a graph are called 'x'",
        assertThrows(IllegalStateException.class, () -> graph.node("Sin", "x", List.of(x)))
            .getMessage());
  }
}
