package org.abc4j.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Sha256;
import org.abc4j.model.TrainingBatch;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetVariant;
import org.abc4j.unet.layer.ExponentialAverage;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * What another program needs to train models as this library would, but for rounding: images, the
 * split of each model, the addresses of its draws, settings; and a batch of each model and the
 * digest of its initial weights, by which that program can see whether its draws are these. {@link
 * ImportedTraining} takes the weights back. {@code docs/experiments/retraining} has such a program.
 *
 * <p>A split is a list of items by their rows in {@code images}; the image that stands in place of
 * others is a row of its own, behind the items, and −1 stands for an item that is left out, in
 * whose place another is drawn. Models of one set of inputs have one network and one training but
 * for the seed. Not thread-safe.
 */
public final class TrainingInputs {
  /** Name of the file of tensors. */
  public static final String FILE = "inputs.safetensors";

  private static final String CONFIG = "config.json";
  private static final String FORMAT = "abc-training-inputs-1";
  private static final long MOST_BYTES = 64L << 20;

  /** Of splits, and of batches that models are checked by. */
  private static final long MOST_OF_MODELS = 256L << 20;

  private static final int GONE = -1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final UNetConfig config;
  private final TrainingConfig training;
  private final Rows items;
  private final Network network;

  private float[] replacement;
  private final List<Model> models = new ArrayList<>();

  /** A model's name, whose draws it has, what it may see and what it is checked by. */
  private record Model(
      String name, long seed, int member, int[] split, int step, TrainingBatch batch) {}

  private TrainingInputs(UNetConfig config, TrainingConfig training, Rows items) {
    this.config = config;
    this.training = training;
    this.items = items;
    this.network = Network.of(config);
  }

  /**
   * Inputs without a model yet.
   *
   * @param config the network of all models, diffusers' usual one that predicts noise, without
   *     dropout
   * @param training how they are trained, by draws of their own; of other models only the seed may
   *     be another
   * @param items the training data
   * @return the inputs
   * @throws IllegalArgumentException if such a network or training is not written, or the items
   *     have another shape or more than 64 MB
   */
  public static TrainingInputs of(UNetConfig config, TrainingConfig training, Rows items) {
    if (config.dropout() != 0 || !config.variant().equals(UNetVariant.usual())) {
      throw new IllegalArgumentException(
          "other programs are given diffusers' usual network without dropout, found " + config);
    }
    if (training.sharedDraws()) {
      throw new IllegalArgumentException(
          "other programs are given models with draws of their own, found " + training);
    }
    if (!items.shape().equals(config.inputShape())) {
      throw new IllegalArgumentException(
          "the network takes images of shape " + config.inputShape() + ", found " + items);
    }
    long bytes = (long) items.rows() * items.shape().size() * Float.BYTES;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "other programs are given images of at most "
              + MOST_BYTES
              + " bytes, found "
              + items
              + " of "
              + bytes);
    }
    return new TrainingInputs(config, training, items);
  }

  /**
   * Adds the members of an ensemble.
   *
   * @param folder what stands before their names, the name of the ensemble's folder
   * @param code which source is seen by which members; item i of its sources is in row i
   * @return these inputs
   * @throws IllegalArgumentException if splits or batches of all models would have more than 256 MB
   */
  public TrainingInputs ensemble(String folder, CodeAssignment code) {
    requireRoom(code.codebook().length());
    for (int member = 0; member < code.codebook().length(); member++) {
      int[] split = code.splits().indices(member);
      String name = ImportedTraining.name(EnsembleFolder.memberFile(Path.of(folder), member));
      TrainingDraws draws = TrainingDraws.of(training, member, items.view(split));
      int step = (int) ((long) member * (training.steps() - 1) / code.codebook().length());
      models.add(
          new Model(folder + "/" + name, training.seed(), member, split, step, draws.batch(step)));
    }
    return this;
  }

  /**
   * Adds the models of a matched retraining.
   *
   * @param folder what stands before their names, the name of the retraining's folder
   * @param seed seed of their draws
   * @param sources whose each item is
   * @param instead what is seen in place of a source's items
   * @param without sources, each of which one model goes without
   * @return these inputs
   * @throws IllegalArgumentException if a source is unknown, nothing is left without it, items are
   *     replaced by another image than before, or splits or batches of all models would have more
   *     than 256 MB
   */
  public TrainingInputs retraining(
      String folder, long seed, DataSources sources, Replacement instead, long... without) {
    if (!instead.isNothing()) {
      if (replacement != null && !Arrays.equals(replacement, instead.image())) {
        throw new IllegalArgumentException("one image stands in place of others, found " + instead);
      }
      replacement = instead.image();
    }
    requireRoom(1 + Arrays.stream(without).distinct().count());
    TrainingConfig own = training.withSeed(seed);
    MatchedModel whole = MatchedModel.of(own, instead, items, sources, MatchedModel.NOBODY);
    LongStream.concat(
            LongStream.of(MatchedModel.NOBODY), Arrays.stream(without).sorted().distinct())
        .forEach(
            source -> {
              MatchedModel model = MatchedModel.of(own, instead, items, sources, source);
              int step = source == MatchedModel.NOBODY ? 0 : differing(whole, sources, source);
              models.add(
                  new Model(
                      folder
                          + "/"
                          + ImportedTraining.name(MatchedModel.file(Path.of(folder), source)),
                      seed,
                      0,
                      split(sources, source, instead.isNothing() ? GONE : items.rows()),
                      step,
                      model.draws().batch(step)));
            });
    return this;
  }

  /** Before anything of them is drawn. A split is no longer than the items. */
  private void requireRoom(long more) {
    long count = models.size() + more;
    requireRoom("splits", count, items.rows(), Long.BYTES);
    requireRoom("batches", count, (long) training.batchSize() * items.shape().size(), Float.BYTES);
  }

  private static void requireRoom(String what, long models, long each, int bytes) {
    if (models > MOST_OF_MODELS / bytes / each) {
      throw new IllegalArgumentException(
          "other programs are given "
              + what
              + " of at most "
              + MOST_OF_MODELS
              + " bytes, found "
              + models
              + " models with "
              + each
              + " values of "
              + bytes
              + " bytes each");
    }
  }

  /** The first step in which the model on all items sees one of a source, or the last one. */
  private int differing(MatchedModel whole, DataSources sources, long source) {
    return IntStream.range(0, training.steps() - 1)
        .filter(
            step -> whole.draws().items(step).anyMatch(item -> sources.sourceOf(item) == source))
        .findFirst()
        .orElse(training.steps() - 1);
  }

  private static int[] split(DataSources sources, long without, int instead) {
    return LongStream.range(0, sources.items())
        .mapToInt(item -> sources.sourceOf(item) == without ? instead : (int) item)
        .toArray();
  }

  /**
   * Names of the models.
   *
   * @return folder and model of each, in the order of the inputs
   */
  public List<String> names() {
    return models.stream().map(Model::name).toList();
  }

  /**
   * Writes {@code inputs.safetensors} and {@code config.json}.
   *
   * @param folder the folder, made if it is not there
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    UNetConfigFile.write(folder.resolve(CONFIG), config);
    writer().write(folder.resolve(FILE));
  }

  /**
   * The digest of the tensors' file as it is written, by which weights say what they were trained
   * from.
   *
   * @return SHA-256, 64 hexadecimal digits
   * @throws IOException if the content cannot be made
   */
  public String sha256() throws IOException {
    return Sha256.of(writer()::writeTo);
  }

  private SafetensorsWriter writer() throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create();
    Shape shape = items.shape();
    int m = shape.size();
    int rows = items.rows() + (replacement == null ? 0 : 1);
    float[] images = new float[rows * m];
    float[] image = new float[m];
    for (int row = 0; row < items.rows(); row++) {
      items.copyRow(row, image);
      System.arraycopy(image, 0, images, row * m, m);
    }
    if (replacement != null) {
      System.arraycopy(replacement, 0, images, items.rows() * m, m);
    }
    writer.put("images", new int[] {rows, shape.channels(), shape.height(), shape.width()}, images);
    ScheduleTensors.put(writer, training.schedule(), config);
    float[] decays = new float[training.steps()];
    for (int step = 0; step < decays.length; step++) {
      decays[step] =
          ExponentialAverage.decay(training.emaDecay(), training.averageWarmUp(), step + 1);
    }
    writer.put("decays", new int[] {decays.length}, decays);
    for (int i = 0; i < models.size(); i++) {
      int[] split = models.get(i).split();
      writer.put(
          "split." + i, new int[] {split.length}, Arrays.stream(split).asLongStream().toArray());
    }
    checks(writer);
    return writer.metadata("settings", settings());
  }

  private void checks(SafetensorsWriter writer) {
    int each = training.batchSize() * items.shape().size();
    float[] noisy = new float[Math.multiplyExact(models.size(), each)];
    float[] noise = new float[noisy.length];
    for (int i = 0; i < models.size(); i++) {
      TrainingBatch batch = models.get(i).batch();
      System.arraycopy(batch.noisy().toArray(), 0, noisy, i * each, each);
      System.arraycopy(batch.noise().toArray(), 0, noise, i * each, each);
    }
    Shape shape = items.shape();
    int[] extents = {
      models.size(), training.batchSize(), shape.channels(), shape.height(), shape.width()
    };
    writer.put("check.noisy", extents, noisy);
    writer.put("check.noise", extents, noise);
  }

  private String settings() throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("network", config.toString());
    root.put("steps", training.steps());
    root.put("batch", training.batchSize());
    root.put("flips", training.flips());
    ObjectNode adam = root.putObject("adam");
    adam.put("rate", training.adam().learningRate());
    adam.putArray("betas").add(training.adam().beta1()).add(training.adam().beta2());
    adam.put("epsilon", training.adam().epsilon());
    ArrayNode parameters = root.putArray("parameters");
    for (Parameter parameter : network.parameters().values()) {
      ObjectNode one = parameters.addObject();
      one.put("name", parameter.name());
      Arrays.stream(parameter.shape()).forEach(one.putArray("shape")::add);
    }
    ArrayNode list = root.putArray("models");
    for (Model model : models) {
      ObjectNode one = list.addObject();
      one.put("name", model.name());
      // Beyond 2^53 a number of JSON is not exact everywhere.
      one.put("seed", Long.toString(model.seed()));
      one.put("member", model.member());
      one.put("initial", initial(model));
      one.put("step", model.step());
    }
    return JSON.writeValueAsString(root);
  }

  /** The digest of a model's initial weights, one after the other. */
  private String initial(Model model) {
    InitialWeights.set(network, model.seed(), model.member());
    Sha256 digest = Sha256.begin();
    network.parameters().values().forEach(parameter -> digest.add(parameter.toArray()));
    return digest.hex();
  }
}
