package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;

/** The pictures that an ensemble was trained on, read as they were then, and found to be those. */
final class KnownPictures {
  private KnownPictures() {}

  /** Without those of sources that were removed: not one byte of them is read. */
  static TrainingPictures read(
      Path pictures, SourceOptions sources, EnsembleFolder ensemble, Work work) throws IOException {
    ImagePreparation preparation = ensemble.manifest().preparation();
    PicturePreparation how =
        preparation
            .picture()
            .orElseThrow(
                () ->
                    new Refusal(
                        "the ensemble in "
                            + Quoted.of(ensemble.path().toString())
                            + " does not say how its pictures were prepared: it was not trained by"
                            + " abc train"));
    Set<String> removed = new HashSet<>();
    ensemble
        .removal()
        .ifPresent(record -> record.removals().forEach(one -> removed.addAll(one.sources())));
    TrainingPictures data =
        TrainingPictures.read(
            sources.folder(pictures, how, removed), preparation.normalisation(), work);
    try {
      ensemble.requireData(data.images().batch());
    } catch (IllegalArgumentException others) {
      throw new Refusal(
          Quoted.of(pictures.toString())
              + " does not hold what "
              + Quoted.of(ensemble.path().toString())
              + " was trained on, read with the same --table, --each-its-own, --skip-unreadable and"
              + " --flips: "
              + others.getMessage());
    }
    return data;
  }
}
