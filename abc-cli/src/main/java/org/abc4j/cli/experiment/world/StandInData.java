package org.abc4j.cli.experiment.world;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.Flips;
import org.abc4j.cli.experiment.SourceKind;
import org.abc4j.cli.experiment.Space;
import org.abc4j.codebook.DataSources;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.codec.Codec;
import org.abc4j.codec.Latents;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.Binarisation;
import org.abc4j.data.DuplicateRemoval;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.ImageSet;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;

/** Data of an experiment's shapes and sources that are made up, and need no data set. */
final class StandInData {
  private static final int HIGHEST = 255;
  private static final double HALF = 0.5;

  /** Classes of data sets that have some. */
  private static final int CLASSES = 10;

  private static final int MOST_REFERENCES = 60;

  private StandInData() {}

  static WorldData of(ExperimentPlan plan, Execution execution) {
    int[] owners = owners(plan);
    List<String> names =
        Arrays.stream(owners).mapToObj(owner -> name(plan.experiment().source(), owner)).toList();
    return plan.experiment().space() == Space.PIXEL
        ? ofPixels(plan, owners, names)
        : ofLatents(plan, owners, names, execution);
  }

  /** Whose each image is: each its own, dealt at random, or each in turn. */
  private static int[] owners(ExperimentPlan plan) {
    return plan.experiment().source() == SourceKind.GROUP
        ? new RandomGroups(plan.sources(), plan.scale().seed()).deal(plan.items())
        : IntStream.range(0, plan.items()).map(item -> item % plan.sources()).toArray();
  }

  private static String name(SourceKind kind, int owner) {
    return kind == SourceKind.GROUP ? RandomGroups.name(owner) : kind + " " + owner;
  }

  private static WorldData ofPixels(ExperimentPlan plan, int[] owners, List<String> names) {
    Experiment of = plan.experiment();
    ImageSet pixels = pixels(plan, owners, 0);
    Optional<DuplicateRemoval> removal =
        of.binary() ? Optional.of(DuplicateRemoval.of(pixels)) : Optional.empty();
    int[] kept =
        removal.map(DuplicateRemoval::kept).orElse(IntStream.range(0, owners.length).toArray());
    Batch left = pixels.select(kept).batch();
    DataSources sources = sources(plan, Arrays.stream(kept).mapToObj(names::get).toList());
    Normalisation normalisation = Normalisations.of(of.normalisation(), left, 0, HIGHEST);
    Rows items = mirrored(plan, normalisation.apply(left, 0, HIGHEST));
    ImagePreparation preparation = ImagePreparation.of(normalisation);
    preparation = removal.map(preparation::with).orElse(preparation);
    preparation = of.binary() ? preparation.with(new Binarisation(HALF)) : preparation;
    Batch batch = Memory.of(items);
    return new WorldData(
        batch,
        batch,
        sources,
        preparation,
        Optional.empty(),
        most -> {
          int[] classes = classes(plan, most);
          Batch others = pixels(plan, classes, 1).batch();
          return new WorldData.Some(normalisation.apply(others, 0, HIGHEST), names(plan, classes));
        });
  }

  private static DataSources sources(ExperimentPlan plan, List<String> names) {
    if (plan.experiment().flips() != Flips.MIRRORED) {
      return DataSources.named(names);
    }
    return DataSources.named(
        java.util.stream.Stream.concat(names.stream(), names.stream()).toList());
  }

  private static Rows mirrored(ExperimentPlan plan, Rows images) {
    return plan.experiment().flips() == Flips.MIRRORED ? new MirroredRows(images) : images;
  }

  /** From 0 to 255, as pictures are. */
  private static ImageSet pixels(ExperimentPlan plan, int[] owners, int stream) {
    float[] values = Memory.of(new MadeUpImages(plan.imageShape(), owners, stream)).toArray();
    for (int j = 0; j < values.length; j++) {
      float level = Math.round(HIGHEST * (HALF + HALF * values[j]));
      values[j] = Math.max(0, Math.min(HIGHEST, level));
    }
    ImageSet pixels = ImageSet.of(Batch.of(plan.imageShape(), values), 0, HIGHEST);
    return plan.experiment().binary() ? new Binarisation(HALF).apply(pixels) : pixels;
  }

  private static WorldData ofLatents(
      ExperimentPlan plan, int[] owners, List<String> names, Execution execution) {
    Experiment of = plan.experiment();
    Shape latents = plan.diffusedShape();
    Codec codec = StandInCodec.of(of.space(), plan.imageShape(), latents);
    Rows images = mirrored(plan, new DecodedRows(codec, new MadeUpImages(latents, owners, 0)));
    Batch raw = Latents.of(codec, images, execution);
    Normalisation normalisation = Normalisations.of(of.normalisation(), raw, 0, 1);
    ImagePreparation preparation =
        ImagePreparation.of(Normalisation.plusMinusOne())
            .with(new LatentPreparation(codec.sha256(), latents, normalisation));
    return new WorldData(
        Memory.of(normalisation.apply(raw, 0, 1)),
        images,
        sources(plan, names),
        preparation,
        Optional.of(NormalisedCodec.of(codec, normalisation)),
        most ->
            new WorldData.Some(
                new DecodedRows(codec, new MadeUpImages(latents, classes(plan, most), 1)),
                Optional.empty()));
  }

  /** Whose reference images are, so to speak. */
  private static int[] classes(ExperimentPlan plan, int most) {
    int classes = plan.experiment().source() == SourceKind.CLASS ? plan.sources() : CLASSES;
    return IntStream.range(0, Math.min(most, MOST_REFERENCES)).map(i -> i % classes).toArray();
  }

  private static Optional<List<String>> names(ExperimentPlan plan, int... classes) {
    return Optional.of(
        Arrays.stream(classes).mapToObj(owner -> name(SourceKind.CLASS, owner)).toList());
  }
}
