package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.layer.Network;

/**
 * A trained {@code UNet2DModel} in a folder, as diffusers and those who use it write them.
 *
 * <p>A folder holds {@code config.json} and the weights, either itself or in its {@code unet}, as
 * that of a pipeline does; {@code scheduler_config.json}, in the folder or its {@code scheduler},
 * says what the network was trained with; where both say what its output stands for, they must
 * agree. Weights are {@code diffusion_pytorch_model.safetensors}, or its {@code .index.json} and
 * the files that this names, or the only one of either kind that is there, which may be of a
 * variant ({@code fp16}); {@link UNetWeights} says what may be in them. Files may be links within
 * their folder, and those that Hugging Face's cache has into its {@code blobs}; none to elsewhere.
 * Python's pickles ({@code .bin}) are not read, as reading one runs what is in it: save them as
 * safetensors.
 *
 * <p>Configuration and schedule are read when a checkpoint is opened, weights each time a network
 * is asked for. Immutable and thread-safe.
 */
public final class UNetCheckpoint {
  private static final String CONFIG = "config.json";
  private static final String SCHEDULER = "scheduler_config.json";
  private static final String UNET = "unet";
  private static final String OF_PIPELINE = "scheduler";
  private static final String WEIGHTS = "diffusion_pytorch_model";
  private static final String SAFETENSORS = ".safetensors";
  private static final List<String> PICKLES = List.of(".bin", ".pt", ".pth", ".ckpt");

  private final Path folder;
  private final Path weights;
  private final UNetConfig config;
  private final Optional<NoiseSchedule> schedule;
  private final List<String> passedOver;

  private UNetCheckpoint(
      Path folder,
      Path weights,
      UNetConfig config,
      Optional<NoiseSchedule> schedule,
      List<String> passedOver) {
    this.folder = folder;
    this.weights = weights;
    this.config = config;
    this.schedule = schedule;
    this.passedOver = passedOver;
  }

  /**
   * Opens a folder.
   *
   * @param folder the folder of a pipeline, or of its network
   * @return the checkpoint
   * @throws MalformedFileException if a file is missing or damaged, or asks for what {@link UNet}
   *     has not, naming it
   * @throws IOException if a file cannot be read
   */
  public static UNetCheckpoint open(Path folder) throws IOException {
    Path place = place(folder);
    Path file = place.resolve(CONFIG);
    HubCache.requireOwn(file);
    UNetConfigReader reader = UNetConfigReader.of(file);
    UNetConfig config = reader.read();
    Optional<Path> scheduler = scheduler(folder, place);
    Optional<NoiseSchedule> schedule = Optional.empty();
    if (scheduler.isPresent()) {
      SchedulerConfigFile.Trained trained = trained(folder, scheduler.get());
      if (trained.prediction().isPresent()) {
        requireAgreement(scheduler.get(), trained.prediction().get(), file, reader.prediction());
        config = config.with(config.variant().with(trained.prediction().get()));
      }
      schedule = Optional.of(trained.schedule());
    }
    return new UNetCheckpoint(folder, weights(place), config, schedule, reader.passedOver());
  }

  private static SchedulerConfigFile.Trained trained(Path folder, Path scheduler)
      throws IOException {
    if (!scheduler.getParent().equals(folder)) {
      HubCache.requireOwn(scheduler.getParent());
    }
    HubCache.requireOwn(scheduler);
    return SchedulerConfigFile.read(scheduler);
  }

  private static void requireAgreement(
      Path scheduler, Prediction trained, Path config, Optional<Prediction> said)
      throws MalformedFileException {
    if (said.isPresent() && said.get() != trained) {
      throw new MalformedFileException(
          scheduler.toString(),
          "prediction_type",
          "\"" + said.get().text() + "\", as " + config + " says",
          "\"" + trained.text() + "\"");
    }
  }

  /** Where the network is. */
  private static Path place(Path folder) throws IOException {
    Path inner = folder.resolve(UNET);
    if (!Files.exists(folder.resolve(CONFIG)) && Files.exists(inner.resolve(CONFIG))) {
      HubCache.requireOwn(inner);
      return inner;
    }
    if (!Files.isDirectory(folder) || !Files.exists(folder.resolve(CONFIG))) {
      throw new MalformedFileException(
          folder.toString(),
          "folder",
          "one of a U-Net, with " + CONFIG + " or unet/" + CONFIG,
          Files.isDirectory(folder) ? "none" : Files.exists(folder) ? "a file" : "no folder");
    }
    return folder;
  }

  private static Optional<Path> scheduler(Path folder, Path place) {
    return Stream.of(
            folder.resolve(SCHEDULER),
            folder.resolve(OF_PIPELINE).resolve(SCHEDULER),
            place.resolve(SCHEDULER))
        .filter(Files::exists)
        .findFirst();
  }

  private static Path weights(Path place) throws IOException {
    Path whole = place.resolve(WEIGHTS + SAFETENSORS);
    Path index = place.resolve(WEIGHTS + WeightFiles.INDEX);
    List<Path> files;
    try (Stream<Path> all = Files.list(place)) {
      files = all.sorted().toList();
    }
    List<Path> indices = files.stream().filter(WeightFiles::isIndex).toList();
    List<Path> tensors = ending(files, SAFETENSORS);
    List<Path> candidates =
        files.contains(whole)
            ? List.of(whole)
            : files.contains(index) ? List.of(index) : indices.isEmpty() ? tensors : indices;
    if (candidates.size() == 1) {
      HubCache.requireOwn(candidates.get(0));
      return candidates.get(0);
    }
    String expected = "weights in " + WEIGHTS + SAFETENSORS;
    if (!candidates.isEmpty()) {
      throw new MalformedFileException(
          place.toString(), "weights", expected + ", or one file alone", names(candidates));
    }
    List<Path> pickles =
        PICKLES.stream().flatMap(ending -> ending(files, ending).stream()).toList();
    throw new MalformedFileException(
        place.toString(),
        "weights",
        expected,
        pickles.isEmpty()
            ? "none"
            : names(pickles)
                + ", a pickle, which runs what is in it when it is read: save it as safetensors, by"
                + " UNet2DModel.from_pretrained(…).save_pretrained(…, safe_serialization=True)");
  }

  private static List<Path> ending(List<Path> files, String ending) {
    return files.stream().filter(file -> file.toString().endsWith(ending)).toList();
  }

  private static String names(List<Path> files) {
    return String.join(", ", files.stream().map(file -> file.getFileName().toString()).toList());
  }

  /**
   * The folder itself.
   *
   * @return its path, as it was opened
   */
  public Path path() {
    return folder;
  }

  /**
   * Which network it is, and what its output stands for.
   *
   * @return the configuration
   */
  public UNetConfig config() {
    return config;
  }

  /**
   * With another word on what the network's output stands for, whatever the folder says: where its
   * files say nothing, it is taken for noise.
   *
   * @param prediction what the output stands for
   * @return a copy
   */
  public UNetCheckpoint with(Prediction prediction) {
    return new UNetCheckpoint(
        folder, weights, config.with(config.variant().with(prediction)), schedule, passedOver);
  }

  /**
   * The noise schedule that the network was trained with.
   *
   * @return the schedule, or empty if the folder has no file of a scheduler
   */
  public Optional<NoiseSchedule> schedule() {
    return schedule;
  }

  /**
   * What the configuration says that makes no difference to the network.
   *
   * @return the keys that were passed over, in the order of the file
   */
  public List<String> passedOver() {
    return passedOver;
  }

  /**
   * Reads the weights.
   *
   * @return a new network of them
   * @throws MalformedFileException if a file is damaged, or its weights are not those of the
   *     configuration, naming one
   * @throws IOException if a file cannot be read
   */
  public Network network() throws IOException {
    WeightFiles.of(weights).requireAsMany(UNetCost.of(config).parameters());
    Network network = Network.of(config);
    UNetWeights.read(weights, network);
    return network;
  }

  /**
   * Reads the weights, as a model that knows the schedule that it was trained with.
   *
   * @return the model
   * @throws MalformedFileException as {@link #network}, or if the folder does not say which
   *     schedule that was, or the network has more or fewer output channels than input channels
   * @throws IOException if a file cannot be read
   */
  public UNetModel model() throws IOException {
    if (schedule.isEmpty()) {
      throw new MalformedFileException(
          folder.toString(),
          "schedule",
          SCHEDULER + " or scheduler/" + SCHEDULER + ", or a schedule that is given",
          besidePipeline()
              ? "neither, but one in the folder above, of a pipeline: open that"
              : "neither");
    }
    return model(schedule.get());
  }

  /** Whether this is the network's folder of a pipeline, whose scheduler lies beside it. */
  private boolean besidePipeline() {
    Path beside = folder.toAbsolutePath().normalize().resolveSibling(OF_PIPELINE);
    return Files.exists(beside.resolve(SCHEDULER));
  }

  /**
   * Reads the weights, as a model of a schedule that is given.
   *
   * @param trained the noise schedule that the network was trained with
   * @return the model
   * @throws MalformedFileException as {@link #network}, or if the network has more or fewer output
   *     channels than input channels
   * @throws IOException if a file cannot be read
   */
  public UNetModel model(NoiseSchedule trained) throws IOException {
    Objects.requireNonNull(trained, "trained");
    try {
      config.requireOutputsLikeInputs();
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          folder.toString(), "out_channels", "those of a noise model", e.getMessage(), e);
    }
    return UNetModel.of(network(), trained);
  }

  @Override
  public String toString() {
    return "UNetCheckpoint[" + folder + ", " + config + "]";
  }
}
