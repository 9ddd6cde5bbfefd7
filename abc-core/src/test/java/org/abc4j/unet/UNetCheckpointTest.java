package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.safetensors.Dtype;
import org.abc4j.testing.Checkpoints;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders laid out as published checkpoints are, with the same files, keys and options, but few
 * channels and random weights.
 */
class UNetCheckpointTest {
  private static final int TIMESTEP = 321;

  /** As google/ddpm-cifar10-32 has it. */
  private static final String CIFAR10 =
      """
      {"_class_name": "UNet2DModel", "_diffusers_version": "0.0.4", "act_fn": "silu",
       "attention_head_dim": null, "block_out_channels": [8, 16, 16, 16],
       "center_input_sample": false,
       "down_block_types": ["DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"],
       "downsample_padding": 0, "flip_sin_to_cos": false, "freq_shift": 1, "in_channels": 3,
       "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-06, "norm_num_groups": 4,
       "out_channels": 3, "sample_size": 32, "time_embedding_type": "positional",
       "up_block_types": ["UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"]}
      """;

  /** As google/ddpm-celebahq-256 has it. */
  private static final String CELEBAHQ =
      """
      {"_class_name": "UNet2DModel", "_diffusers_version": "0.0.4", "act_fn": "silu",
       "attention_head_dim": null, "block_out_channels": [4, 4, 8, 8, 8, 8],
       "center_input_sample": false,
       "down_block_types": ["DownBlock2D", "DownBlock2D", "DownBlock2D", "DownBlock2D",
        "AttnDownBlock2D", "DownBlock2D"],
       "downsample_padding": 0, "flip_sin_to_cos": false, "freq_shift": 1, "in_channels": 3,
       "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-06, "norm_num_groups": 4,
       "out_channels": 3, "sample_size": 256, "time_embedding_type": "positional",
       "up_block_types": ["UpBlock2D", "AttnUpBlock2D", "UpBlock2D", "UpBlock2D", "UpBlock2D",
        "UpBlock2D"]}
      """;

  /** As butterflies of the diffusion course have it, after a training with averaged weights. */
  private static final String BUTTERFLIES =
      """
      {"_class_name": "UNet2DModel", "_diffusers_version": "0.2.4", "act_fn": "silu",
       "attention_head_dim": 8, "block_out_channels": [8, 8, 8, 8, 16, 16],
       "center_input_sample": false,
       "down_block_types": ["DownBlock2D", "DownBlock2D", "DownBlock2D", "DownBlock2D",
        "AttnDownBlock2D", "DownBlock2D"],
       "downsample_padding": 1, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 3,
       "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 4,
       "out_channels": 3, "sample_size": 128, "time_embedding_type": "positional",
       "decay": 0.9999, "inv_gamma": 1.0, "min_decay": 0.0, "optimization_step": 12500,
       "power": 0.75, "update_after_step": 0, "use_ema_warmup": true, "resnet_skip_time_act": null,
       "up_block_types": ["UpBlock2D", "AttnUpBlock2D", "UpBlock2D", "UpBlock2D", "UpBlock2D",
        "UpBlock2D"]}
      """;

  private static final String SCHEDULER =
      """
      {"_class_name": "DDPMScheduler", "_diffusers_version": "0.1.1", "beta_end": 0.02,
       "beta_schedule": "linear", "beta_start": 0.0001, "clip_sample": true,
       "num_train_timesteps": 1000, "trained_betas": null, "variance_type": "fixed_large"}
      """;

  private static final String MODEL_INDEX =
      """
      {"_class_name": "DDPMPipeline", "_diffusers_version": "0.0.4",
       "scheduler": ["diffusers", "DDPMScheduler"], "unet": ["diffusers", "UNet2DModel"]}
      """;

  @TempDir Path folder;

  private Network network;

  @BeforeEach
  void weights() {
    network = null;
  }

  /** A folder without weights, all in one or as that of a pipeline. */
  private Path laidOut(String config, boolean pipeline) throws IOException {
    Path unet = pipeline ? Files.createDirectories(folder.resolve("unet")) : folder;
    Path scheduler = pipeline ? Files.createDirectories(folder.resolve("scheduler")) : folder;
    Files.writeString(folder.resolve("model_index.json"), MODEL_INDEX);
    Files.writeString(scheduler.resolve("scheduler_config.json"), SCHEDULER);
    UNetConfig read = UNetConfigFile.read(Files.writeString(unet.resolve("config.json"), config));
    network = Networks.random(read, 7);
    return unet;
  }

  private static Path weights(Path place) {
    return place.resolve(Checkpoints.WEIGHTS + ".safetensors");
  }

  /** What one line reads predicts what the same weights do under today's names, as floats. */
  private void assertPredicts(Network expected) throws IOException {
    UNetModel model = UNetModel.read(folder);
    assertEquals(Optional.of(NoiseSchedule.linear()), model.schedule());
    Batch x = Draws.batch(1, 0, model.shape(), 1);
    assertEquals(
        UNetModel.of(expected, NoiseSchedule.linear()).predict(x, TIMESTEP),
        model.predict(x, TIMESTEP));
  }

  @Test
  void read_likeCifar10_underOldNames() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Checkpoints.write(weights(place), network, Dtype.F32, Checkpoints::oldName);
    assertPredicts(network);
    UNetConfig config = UNetCheckpoint.open(folder).config();
    assertEquals(UNetVariant.ddpm(), config.variant());
    assertEquals(0, config.headChannels());
    assertEquals(1e-6, config.normEpsilon());
    // To the bit what a network of the loops in double says, but for rounding.
    float[] x = Draws.gaussians(1, 0, config.inputShape().size());
    double[] slow =
        new SlowUNet(network, true, 1, 0)
            .predict(org.abc4j.testing.Reference.toDouble(x), TIMESTEP);
    float[] found =
        UNetModel.read(folder).predict(Batch.of(config.inputShape(), x), TIMESTEP).toArray();
    for (int i = 0; i < found.length; i++) {
      assertEquals(slow[i], found[i], 5e-5, "value " + i);
    }
  }

  @Test
  void read_likeCifar10_inHalfPrecisionAndWrapped() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Checkpoints.write(weights(place), network, Dtype.F16, name -> "module." + name);
    assertPredicts(Checkpoints.rounded(network, Dtype.F16));
  }

  @Test
  void read_likeCelebaHq_of256PixelsAndInShards() throws IOException {
    Path place = laidOut(CELEBAHQ, false);
    Checkpoints.shard(place, network, 3);
    assertPredicts(network);
    assertEquals(new Shape(3, 256, 256), UNetCheckpoint.open(folder).config().inputShape());
    assertEquals(1, UNetModel.read(folder).preferredRows());
  }

  @Test
  void read_likeButterflies_asAPipelineOfAveragedWeights() throws IOException {
    Path place = laidOut(BUTTERFLIES, true);
    Checkpoints.write(weights(place), network, Dtype.BF16, Checkpoints::oldName);
    assertPredicts(Checkpoints.rounded(network, Dtype.BF16));
    UNetCheckpoint checkpoint = UNetCheckpoint.open(folder);
    assertEquals(UNetVariant.usual(), checkpoint.config().variant());
    assertEquals(
        List.of(
            "_diffusers_version",
            "decay",
            "inv_gamma",
            "min_decay",
            "optimization_step",
            "power",
            "update_after_step",
            "use_ema_warmup",
            "resnet_skip_time_act"),
        checkpoint.passedOver());
    assertEquals(2, UNetModel.read(folder).preferredRows());
  }

  @Test
  void read_variantOfTheWeightsBesideThem_isNotTaken() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Path half = place.resolve(Checkpoints.WEIGHTS + ".fp16.safetensors");
    Checkpoints.write(half, network, Dtype.F16, name -> name);
    assertPredicts(Checkpoints.rounded(network, Dtype.F16));
    Checkpoints.write(weights(place), network, Dtype.F32, name -> name);
    assertPredicts(network);
    Files.move(weights(place), place.resolve("other.safetensors"));
    assertFails(
        MalformedFileException.class,
        place
            + ": weights: expected weights in diffusion_pytorch_model.safetensors, or one file"
            + " alone, found diffusion_pytorch_model.fp16.safetensors, other.safetensors",
        () -> UNetModel.read(folder));
  }

  @Test
  void read_schedulerOfAnotherPrediction_isFollowed() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Checkpoints.write(weights(place), network, Dtype.F32, name -> name);
    Files.writeString(
        folder.resolve("scheduler_config.json"),
        """
        {"_class_name": "DDIMScheduler", "beta_schedule": "squaredcos_cap_v2",
         "num_train_timesteps": 500, "prediction_type": "v_prediction"}
        """);
    UNetModel model = UNetModel.read(folder);
    NoiseSchedule schedule = NoiseSchedule.cosine(500);
    assertEquals(Optional.of(schedule), model.schedule());
    UNetConfig config = network.config();
    Network velocity = Networks.random(config.with(config.variant().with(Prediction.VELOCITY)), 7);
    Batch x = Draws.batch(1, 0, model.shape(), 1);
    assertEquals(UNetModel.of(velocity, schedule).predict(x, 99), model.predict(x, 99));
  }

  /** diffusers has the key in schedulers alone; this library writes it to a network's file too. */
  @Test
  void open_bothFilesSayThePrediction_mustAgree() throws IOException {
    String velocity =
        CIFAR10.replace("{\"_class", "{\"prediction_type\": \"v_prediction\", \"_class");
    Checkpoints.write(weights(laidOut(velocity, false)), network, Dtype.F32, name -> name);
    // A scheduler's file without the key says nothing of it.
    assertEquals(Prediction.VELOCITY, prediction(UNetCheckpoint.open(folder)));
    Path scheduler = folder.resolve("scheduler_config.json");
    String same = SCHEDULER.replace("{", "{\"prediction_type\": \"v_prediction\", ");
    Files.writeString(scheduler, same);
    assertEquals(Prediction.VELOCITY, prediction(UNetCheckpoint.open(folder)));
    Files.writeString(scheduler, same.replace("v_prediction", "epsilon"));
    assertFails(
        MalformedFileException.class,
        scheduler
            + ": prediction_type: expected \"v_prediction\", as "
            + folder.resolve("config.json")
            + " says, found \"epsilon\"",
        () -> UNetCheckpoint.open(folder));
  }

  private static Prediction prediction(UNetCheckpoint checkpoint) {
    return checkpoint.config().variant().prediction();
  }

  @Test
  void with_predictionThatNoFileSays_isFollowed() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Checkpoints.write(weights(place), network, Dtype.F32, name -> name);
    Files.delete(folder.resolve("scheduler_config.json"));
    UNetCheckpoint checkpoint = UNetCheckpoint.open(folder);
    assertEquals(Prediction.NOISE, prediction(checkpoint));
    UNetCheckpoint said = checkpoint.with(Prediction.SAMPLE);
    assertEquals(Prediction.SAMPLE, prediction(said));
    NoiseSchedule schedule = NoiseSchedule.linear();
    Network sample = said.network();
    Batch x = Draws.batch(1, 0, sample.config().inputShape(), 1);
    assertEquals(
        UNetModel.of(sample, schedule).predict(x, TIMESTEP),
        said.model(schedule).predict(x, TIMESTEP));
    assertNotEquals(
        checkpoint.model(schedule).predict(x, TIMESTEP), said.model(schedule).predict(x, TIMESTEP));
  }

  /** Moves a file where Hugging Face's cache has it, and leaves the link that the cache has. */
  private static void toBlobs(Path file, Path blobs) throws IOException {
    Path blob = Files.createDirectories(blobs).resolve("b10b-" + file.getFileName());
    Files.move(file, blob);
    Files.createSymbolicLink(file, file.getParent().relativize(blob));
  }

  private static void toBlobs(List<Path> files, Path blobs) throws IOException {
    for (Path file : files) {
      toBlobs(file, blobs);
    }
  }

  @Test
  void read_likeHuggingFacesCache_followsItsLinks() throws IOException {
    Path cache = folder;
    for (boolean pipeline : new boolean[] {false, true}) {
      Path repository = cache.resolve("models--" + pipeline);
      folder = Files.createDirectories(repository.resolve("snapshots/4ba11eb2"));
      Path place = laidOut(CIFAR10, pipeline);
      Checkpoints.shard(place, network, 2);
      List<Path> files;
      try (Stream<Path> all = Files.walk(folder)) {
        files = all.filter(Files::isRegularFile).toList();
      }
      assertEquals(6, files.size());
      toBlobs(files, repository.resolve("blobs"));
      assertPredicts(network);
    }
  }

  /** A folder may come from anywhere: one rule for all of its files. */
  @Test
  void read_linkToElsewhere_isRefused() throws IOException {
    Path top = folder;
    folder = Files.createDirectories(top.resolve("repository/snapshots/4ba11eb2"));
    Path place = laidOut(CIFAR10, true);
    Checkpoints.write(weights(place), network, Dtype.F32, name -> name);
    Path elsewhere = Files.createDirectories(top.resolve("blobs"));
    for (Path file :
        List.of(
            place.resolve("config.json"),
            folder.resolve("scheduler/scheduler_config.json"),
            weights(place),
            folder.resolve("unet"),
            folder.resolve("scheduler"))) {
      toBlobs(file, elsewhere);
      Path blob = elsewhere.resolve("b10b-" + file.getFileName());
      assertFails(
          MalformedFileException.class,
          file
              + ": file: expected one in the folder itself, or in the blobs of Hugging Face's cache"
              + " beside its snapshots, found a link to "
              + blob.toRealPath(),
          () -> UNetModel.read(folder));
      Files.delete(file);
      Files.move(blob, file);
    }
    assertPredicts(network);
  }

  @Test
  void read_shardsOfAVariant_areFoundByTheirIndex() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Checkpoints.shard(place, network, 2);
    // The name that diffusers gives it.
    Files.move(
        place.resolve(Checkpoints.WEIGHTS + ".safetensors.index.json"),
        place.resolve(Checkpoints.WEIGHTS + ".safetensors.index.fp16.json"));
    assertPredicts(network);
  }

  @Test
  void model_networksFolderOfAPipeline_namesWhereTheSchedulerIs() throws IOException {
    Path unet = laidOut(CIFAR10, true);
    Checkpoints.write(weights(unet), network, Dtype.F32, name -> name);
    assertFails(
        MalformedFileException.class,
        unet
            + ": schedule: expected scheduler_config.json or scheduler/scheduler_config.json, or a"
            + " schedule that is given, found neither, but one in the folder above, of a pipeline:"
            + " open that",
        () -> UNetModel.read(unet));
    assertPredicts(network);
  }

  @Test
  void read_noScheduler_asksForASchedule() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Checkpoints.write(weights(place), network, Dtype.F32, name -> name);
    Files.delete(folder.resolve("scheduler_config.json"));
    assertFails(
        MalformedFileException.class,
        folder
            + ": schedule: expected scheduler_config.json or scheduler/scheduler_config.json, or a"
            + " schedule that is given, found neither",
        () -> UNetModel.read(folder));
    NoiseSchedule cosine = NoiseSchedule.cosine(9);
    assertEquals(Optional.of(cosine), UNetCheckpoint.open(folder).model(cosine).schedule());
  }

  /** Reading a pickle runs what is in it. */
  @Test
  void open_pickleAlone_saysHowToConvertIt() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Files.write(place.resolve("diffusion_pytorch_model.bin"), new byte[] {'P', 'K', 3, 4});
    MalformedFileException refused =
        assertThrows(MalformedFileException.class, () -> UNetModel.read(folder));
    assertEquals("weights", refused.field());
    assertEquals(
        "diffusion_pytorch_model.bin, a pickle, which runs what is in it when it is read: save it as"
            + " safetensors, by UNet2DModel.from_pretrained(…).save_pretrained(…,"
            + " safe_serialization=True)",
        refused.found());
    Files.delete(place.resolve("diffusion_pytorch_model.bin"));
    assertEquals(
        "none", assertThrows(MalformedFileException.class, () -> UNetModel.read(folder)).found());
  }

  @Test
  void open_noFolderOfANetwork_isNamed() throws IOException {
    String expected = "one of a U-Net, with config.json or unet/config.json";
    Path missing = folder.resolve("missing");
    Path file = Files.writeString(folder.resolve("file"), "");
    for (Path[] each :
        new Path[][] {
          {folder, Path.of("none")}, {missing, Path.of("no folder")}, {file, Path.of("a file")}
        }) {
      assertFails(
          MalformedFileException.class,
          each[0] + ": folder: expected " + expected + ", found " + each[1],
          () -> UNetCheckpoint.open(each[0]));
    }
  }

  /** A small file must not ask for much memory. */
  @Test
  void network_ofFewerWeights_isRefusedBeforeItIsMade() throws IOException {
    Path place = laidOut(CIFAR10, false);
    Checkpoints.write(weights(place), network, Dtype.F32, name -> name);
    Files.writeString(
        place.resolve("config.json"),
        CIFAR10.replace("[8, 16, 16, 16]", "[4096, 4096, 4096, 4096]"));
    MalformedFileException refused =
        assertThrows(MalformedFileException.class, () -> UNetModel.read(folder));
    assertEquals("weights", refused.field());
    assertTrue(refused.expected().endsWith(" values, as a network of this configuration has"));
  }

  @Test
  void model_ofVarianceToo_isRefused() throws IOException {
    Path place = laidOut(CIFAR10.replace("\"out_channels\": 3", "\"out_channels\": 4"), false);
    Checkpoints.write(weights(place), network, Dtype.F32, name -> name);
    assertFails(
        MalformedFileException.class,
        folder
            + ": out_channels: expected those of a noise model, found a noise model predicts as many"
            + " channels as it reads, found 4 for 3",
        () -> UNetModel.read(folder));
  }
}
