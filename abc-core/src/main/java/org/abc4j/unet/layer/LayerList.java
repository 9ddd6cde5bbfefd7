package org.abc4j.unet.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.abc4j.kernel.Kernels;

/** Layers in the order in which they are computed, and where a pass keeps their values. */
final class LayerList {
  private final List<Layer> layers;
  private final List<Node> given;
  private final int nodes;
  private final Slots kept;
  private final Slots passing;
  private final Slots tangents;
  private final Slots adjoints;

  /**
   * Lays out the arrays.
   *
   * @param given values that are there before the first layer, that which has tangents first
   * @param output the value that is wanted
   * @param nodes number of all values
   * @throws IllegalStateException if a layer reads a value that none before it computes
   */
  LayerList(List<Layer> layers, List<Node> given, Node output, int nodes) {
    this.layers = List.copyOf(layers);
    this.given = List.copyOf(given);
    this.nodes = nodes;
    requireAllComputed();
    this.kept = Slots.own(nodes, computed());
    this.passing = Slots.shared(nodes, touched(layer -> true), given, output);
    this.tangents =
        Slots.shared(
            nodes, touched(layer -> layer.output.dependsOnInput()), List.of(given.get(0)), output);
    List<List<Node>> backwards = touched(layer -> true);
    Collections.reverse(backwards);
    this.adjoints = Slots.shared(nodes, backwards, List.of(output), given.get(0));
  }

  /** A value that was fused away must not be read. */
  private void requireAllComputed() {
    Set<Node> computed = new HashSet<>(given);
    for (Layer layer : layers) {
      if (!computed.containsAll(layer.inputs())) {
        throw new IllegalStateException(
            layer.getClass().getSimpleName() + " reads a value that no layer computes");
      }
      computed.add(layer.output);
    }
  }

  /** All values that are ever computed. */
  private List<Node> computed() {
    List<Node> computed = new ArrayList<>(given);
    layers.forEach(layer -> computed.add(layer.output));
    return computed;
  }

  /** The values that each of some layers reads and writes. */
  private List<List<Node>> touched(Predicate<Layer> which) {
    List<List<Node>> touched = new ArrayList<>();
    for (Layer layer : layers) {
      if (which.test(layer)) {
        List<Node> values = new ArrayList<>(layer.inputs());
        values.add(layer.output);
        touched.add(values);
      }
    }
    return touched;
  }

  List<Layer> layers() {
    return layers;
  }

  /** The weights by their names, in the order of the layers. */
  Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    layers.forEach(layer -> layer.parameters().forEach(p -> parameters.put(p.name(), p)));
    return parameters;
  }

  /** What layers learn otherwise than by gradients, likewise. */
  Map<String, Parameter> statistics() {
    Map<String, Parameter> statistics = new LinkedHashMap<>();
    layers.forEach(layer -> layer.statistics().forEach(p -> statistics.put(p.name(), p)));
    return statistics;
  }

  /** A pass of one thread. */
  Pass newPass(Kernels kernels, DerivedWeights derived, Workspace workspace) {
    return new Pass(kernels, workspace, derived, nodes, kept, passing, tangents, adjoints);
  }

  /** Where values are if derivatives are to follow. */
  Slots kept() {
    return kept;
  }

  /** Where they are if not. */
  Slots passing() {
    return passing;
  }

  Slots tangents() {
    return tangents;
  }

  Slots adjoints() {
    return adjoints;
  }
}
