package org.abc4j.examples;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.UNetEnsembleTrainer;

/** An ensemble that is trained in a second: 6 sources of 2 images, 8 members. */
final class TinyEnsemble {
  static final Recipe RECIPE = new Recipe(6, 2, 8, 20, List.of(8, 8, 8, 8), 2, 2, 1);
  static final int MEMBERS = 8;

  private TinyEnsemble() {}

  static TrainingData data() {
    return data(RECIPE);
  }

  static TrainingData data(Recipe recipe) {
    return TrainingData.bundled(recipe.images()).withLikeSources(recipe.imagesPerSource());
  }

  static EnsembleFolder train(Path folder) throws IOException {
    return train(RECIPE, folder);
  }

  static EnsembleFolder train(Recipe recipe, Path folder) throws IOException {
    TrainingData data = data(recipe);
    return UNetEnsembleTrainer.of(recipe.network(data.images().shape()), recipe.training())
        .train(data.images().batch(), recipe.code(data.sources()), folder);
  }

  /** The options of {@link Train} that make the same. */
  static String[] options(Path out, String... more) {
    return options(out, RECIPE.steps(), more);
  }

  static String[] options(Path out, int steps, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--sources=" + RECIPE.sources(),
                "--images-per-source=" + RECIPE.imagesPerSource(),
                "--members=" + RECIPE.members(),
                "--placebos=" + RECIPE.placebos(),
                "--channels="
                    + RECIPE.channels().stream().map(String::valueOf).collect(joining(",")),
                "--steps=" + steps,
                "--batch=" + RECIPE.batchSize(),
                "--show=0",
                "--threads=1",
                "--out=" + out));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }
}
