package org.abc4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;

/**
 * A network, or the mean f·c = Σ fᵢ·cᵢ/n of an ensemble's members, as one ONNX graph that others
 * can serve.
 *
 * <p>Inputs are {@code x}, noisy samples {@code float[N, channels, height, width]}, and {@code t},
 * their timesteps {@code int64[T]}, one for each sample or one for all; the output is {@code
 * noise}, as large as {@code x}. The embedding of the timesteps and the coefficients are in the
 * graph. A member whose coefficient is 0 is not in the file, in no form, so one that is exported
 * without a source holds nothing of the members that saw it.
 *
 * <p>The bytes are a function of the weights, the coefficients and the library's release. Weights
 * are read member by member while the file is written, so one member is in memory at a time.
 * Immutable and thread-safe.
 */
public final class OnnxExport {
  /** Name of the input of noisy samples. */
  public static final String SAMPLES = "x";

  /** Name of the input of timesteps. */
  public static final String TIMESTEPS = "t";

  /** Name of the output. */
  public static final String NOISE = "noise";

  private static final String METADATA = "abc.";

  private final UNetConfig config;
  private final IntFunction<Network> networks;
  private final Coefficients coefficients;
  private final Map<String, String> metadata;
  private final EnsembleFolder folderOrNull;
  private final NoiseSchedule scheduleOrNull;
  private final OnnxType type;

  private OnnxExport(
      UNetConfig config,
      IntFunction<Network> networks,
      Coefficients coefficients,
      Map<String, String> metadata,
      EnsembleFolder folderOrNull,
      NoiseSchedule scheduleOrNull,
      OnnxType type) {
    config.requireOutputsLikeInputs();
    if (scheduleOrNull == null && config.variant().prediction() != Prediction.NOISE) {
      throw new IllegalArgumentException(
          "a graph predicts noise, and noise follows from "
              + config.variant().prediction().text()
              + " by the schedule that the network was trained with: give it too");
    }
    this.scheduleOrNull = scheduleOrNull;
    this.type = type;
    this.config = config;
    this.networks = networks;
    this.coefficients = coefficients;
    this.metadata = metadata;
    this.folderOrNull = folderOrNull;
  }

  /**
   * One network of its own, which predicts noise.
   *
   * @param network the network, of as many output channels as input channels; its weights are read
   *     when a file is written
   * @return the export
   * @throws IllegalArgumentException if the channels differ, or its output is something else
   */
  public static OnnxExport of(Network network) {
    return of(network.config(), index -> network, Coefficients.ones(1));
  }

  /**
   * One network of its own, whatever its output stands for: the graph turns it into noise.
   *
   * @param network the network, of as many output channels as input channels; its weights are read
   *     when a file is written
   * @param schedule the schedule that it was trained with
   * @return the export
   * @throws IllegalArgumentException if the channels differ
   */
  public static OnnxExport of(Network network, NoiseSchedule schedule) {
    return new OnnxExport(
        network.config(),
        index -> network,
        Coefficients.ones(1),
        Map.of("schedule", schedule.toString()),
        null,
        schedule,
        OnnxType.FLOAT);
  }

  /** Networks of one configuration that are asked for when a file is written. */
  static OnnxExport of(
      UNetConfig config, IntFunction<Network> networks, Coefficients coefficients) {
    return new OnnxExport(config, networks, coefficients, Map.of(), null, null, OnnxType.FLOAT);
  }

  /**
   * The ensemble of a folder, with its factual coefficients: the mean of the members that are
   * there.
   *
   * @param folder the folder
   * @return the export
   * @throws IllegalArgumentException if its members have different configurations
   */
  public static OnnxExport of(EnsembleFolder folder) {
    for (int member = 0; member < folder.manifest().memberSha256().size(); member++) {
      if (!folder.config(member).equals(folder.config())) {
        throw new IllegalArgumentException(
            "members of one graph have one configuration, found "
                + folder.config(member)
                + " of member "
                + member
                + " and "
                + folder.config()
                + " of member 0");
      }
    }
    return new OnnxExport(
        folder.config(),
        folder::network,
        folder.ensemble().factual().coefficients(),
        metadata(folder),
        folder,
        folder.manifest().schedule(),
        OnnxType.FLOAT);
  }

  /** What a sample must be made of for others, and which ensemble it is. */
  private static Map<String, String> metadata(EnsembleFolder folder) {
    Map<String, String> texts = new TreeMap<>();
    texts.put("ensemble", folder.manifestSha256());
    texts.put("schedule", folder.manifest().schedule().toString());
    folder
        .manifest()
        .images()
        .map(how -> served(how).texts())
        .orElse(Map.of())
        .forEach((name, text) -> texts.put("images." + name, text));
    return texts;
  }

  /** Without which pictures they were, and which of them were twice there: no matter of samples. */
  private static ImagePreparation served(ImagePreparation how) {
    return new ImagePreparation(
        how.picture(),
        Optional.empty(),
        how.binarisation(),
        how.normalisation(),
        how.latents(),
        Optional.empty());
  }

  /**
   * With other coefficients.
   *
   * @param coefficients one for each of the ensemble's n members, not all 0
   * @return a copy
   * @throws IllegalArgumentException if there are not n, all are 0, or that of a removed member is
   *     not
   */
  public OnnxExport with(Coefficients coefficients) {
    coefficients.requireSize(this.coefficients.size());
    if (folderOrNull != null) {
      coefficients.requireNone(folderOrNull.removed());
    }
    if (Arrays.stream(coefficients.toArray()).allMatch(c -> c == 0)) {
      throw new IllegalArgumentException("at least 1 coefficient is not 0, found " + coefficients);
    }
    return new OnnxExport(
        config, networks, coefficients, metadata, folderOrNull, scheduleOrNull, type);
  }

  /**
   * One member of the ensemble, as it is.
   *
   * @param member its index
   * @return a copy
   * @throws IndexOutOfBoundsException if there is no such member
   * @throws IllegalArgumentException if it was removed
   */
  public OnnxExport member(int member) {
    double[] only = new double[coefficients.size()];
    only[member] = only.length;
    return with(Coefficients.of(only));
  }

  /**
   * The ensemble without some sources: without every member that saw one of them.
   *
   * @param sources their indices, at least one
   * @return a copy
   * @throws IllegalStateException if this is a network of its own
   * @throws IllegalArgumentException if a source is unknown, none is given, or no member is left
   */
  public OnnxExport without(long... sources) {
    if (folderOrNull == null) {
      throw new IllegalStateException("a network of its own has no sources to leave out");
    }
    return with(folderOrNull.ensemble().ablation(sources).coefficients());
  }

  /**
   * In {@code double}, samples, weights and noise: twice as large and many times slower, for those
   * who take differences of it. Operators that ONNX Runtime has in {@code float} only are written
   * out in others: a convolution is a product with the pixels around each pixel.
   *
   * @return a copy
   */
  public OnnxExport inDoubles() {
    return new OnnxExport(
        config, networks, coefficients, metadata, folderOrNull, scheduleOrNull, OnnxType.DOUBLE);
  }

  /**
   * The members that are in the file.
   *
   * @return their indices: those whose coefficient is not 0
   */
  public int[] members() {
    return IntStream.range(0, coefficients.size()).filter(i -> coefficients.get(i) != 0).toArray();
  }

  /**
   * Writes the graph, whole or not at all.
   *
   * @param file the file, replaced if it exists; its folder must exist
   * @throws IllegalArgumentException if it would have more bytes than an ONNX file may
   * @throws IOException if it cannot be written
   * @throws java.io.UncheckedIOException if a member can no longer be read
   */
  public void write(Path file) throws IOException {
    write(file, Execution.sequential());
  }

  /**
   * The same with the question whether to go on, which is asked before each weight.
   *
   * @param file the file, replaced if it exists; its folder must exist
   * @param execution asked whether to go on
   * @throws IllegalArgumentException if it would have more bytes than an ONNX file may
   * @throws IOException if it cannot be written
   * @throws java.io.UncheckedIOException if a member can no longer be read
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public void write(Path file, Execution execution) throws IOException {
    GraphWriter graph = graph();
    if (graph.size() > OnnxFile.MOST_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an ONNX file has at most %,d bytes, and %d members take %,d: export fewer of them,"
                  + " or each on its own",
              OnnxFile.MOST_BYTES,
              members().length,
              graph.size()));
    }
    AtomicFiles.write(file, out -> graph.writeTo(out, execution));
  }

  private GraphWriter graph() {
    GraphWriter graph =
        new MeanGraph(config, networks, coefficients, scheduleOrNull, type).write(members());
    new TreeMap<>(metadata).forEach((key, text) -> graph.metadata(METADATA + key, text));
    graph.metadata(METADATA + "members", numbers(Arrays.stream(members()).boxed().toList()));
    graph.metadata(
        METADATA + "coefficients", numbers(Arrays.stream(coefficients.toArray()).boxed().toList()));
    return graph;
  }

  private static String numbers(List<?> numbers) {
    return numbers.stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  @Override
  public String toString() {
    return "OnnxExport[members " + numbers(Arrays.stream(members()).boxed().toList()) + "]";
  }
}
