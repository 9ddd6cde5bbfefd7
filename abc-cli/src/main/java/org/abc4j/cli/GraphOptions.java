package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.store.EnsembleExporter;
import org.abc4j.store.EnsembleFolder;
import picocli.CommandLine.Option;

/** The ensemble as one graph, and which of its members are in it. */
final class GraphOptions {
  private static final String FORMAT = "onnx";

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      description =
          "The ensemble as one ONNX graph: the mean of its members, weights inside. Takes abc-onnx"
              + " on the class path.")
  private Path file;

  @Option(
      names = "--without",
      paramLabel = "NAME",
      description =
          "For --onnx: a source whose members are left out of the file; may be given several"
              + " times.")
  private List<String> without = List.of();

  @Option(names = "--member", paramLabel = "N", description = "For --onnx: this member alone.")
  private Integer member;

  /** How many graphs are asked for. */
  int asked() {
    return file == null ? 0 : 1;
  }

  /** Refuses options of a graph that is not asked for, and those that exclude one another. */
  void requireAlone() {
    if (file == null && (!without.isEmpty() || member != null)) {
      throw new IllegalArgumentException(
          (member == null ? "--without" : "--member") + " says what --onnx writes: give it too");
    }
    if (!without.isEmpty() && member != null) {
      throw new IllegalArgumentException(
          "--member writes one member and --without all but some: say which of the two");
    }
  }

  void export(EnsembleOptions ensembles, CodecOptions codecs, Console console, Work work)
      throws IOException {
    EnsembleExporter exporter =
        EnsembleExporter.of(FORMAT)
            .orElseThrow(
                () ->
                    new Refusal(
                        "--onnx takes abc-onnx on the class path, which is not there:"
                            + " docs/onnx.md says how"));
    OutputFile.requireGraph(file);
    EnsembleFolder ensemble = ensembles.open(work);
    codecs.requireUnusedOf(ensemble);
    Coefficients coefficients = coefficients(ensemble);
    OutputFile.sweep(file);
    Uninterrupted.finish(() -> exporter.export(ensemble, coefficients, file, work.silent()));
    int[] members = members(coefficients);
    Path written = file.toAbsolutePath().normalize();
    console.line(
        "Graph:      %d of %d members, %s, in %s",
        members.length, coefficients.size(), Estimate.bytes(Files.size(file)), written);
    console.put("onnx", written.toString());
    console.put("members", members);
    console.put("sha256", Sha256.of(file));
  }

  private Coefficients coefficients(EnsembleFolder folder) {
    Ensemble ensemble = folder.ensemble();
    if (member != null) {
      Limits.between("--member", 0, ensemble.size() - 1, member);
      if (ensemble.removed().contains(member)) {
        throw new Refusal("member " + member + " was removed, as it saw a removed source");
      }
      double[] only = new double[ensemble.size()];
      only[member] = only.length;
      return Coefficients.of(only);
    }
    return without.isEmpty()
        ? ensemble.factual().coefficients()
        : ensemble.ablation(folder.code().sources().indicesOf(without)).coefficients();
  }

  private static int[] members(Coefficients coefficients) {
    return IntStream.range(0, coefficients.size()).filter(i -> coefficients.get(i) != 0).toArray();
  }
}
