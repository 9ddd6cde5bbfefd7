package org.abc4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Binarisation;
import org.abc4j.data.DuplicateRemoval;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.data.folder.FolderItems;
import org.abc4j.data.folder.SkippedFile;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Quoted;

/**
 * Pictures that were read, as networks take them.
 *
 * @param images normalised as they are asked for, from memory or a cache
 * @param trained what networks take of them: the images, or their latents
 * @param sources whose each is
 * @param normalisation how
 * @param skipped pictures that cannot be read
 * @param emptied sources none of whose pictures can be read
 * @param passedOver files that are not named as pictures are
 * @param binarisation how they became black and white, if they did
 * @param duplicates which were then left out as equal to others
 */
record TrainingPictures(
    Rows images,
    Rows trained,
    DataSources sources,
    Normalisation normalisation,
    List<SkippedFile> skipped,
    List<String> emptied,
    List<String> passedOver,
    Optional<Binarisation> binarisation,
    Optional<DuplicateRemoval> duplicates) {
  private static final int SHOWN = 3;
  private static final int HIGHEST = 255;

  /** Of values from 0 to 255. */
  static TrainingPictures of(Rows pixels, FolderItems items, NormalisationForm form, Work work) {
    Normalisation normalisation = form.of(pixels, work);
    Rows images = normalisation.apply(pixels, 0, HIGHEST);
    return new TrainingPictures(
        images,
        images,
        items.sources(),
        normalisation,
        items.skipped(),
        items.emptiedSources(),
        items.passedOver(),
        Optional.empty(),
        Optional.empty());
  }

  /** Of values from 0 to 255, nothing left out. */
  static TrainingPictures of(Rows pixels, DataSources sources, NormalisationForm form, Work work) {
    Normalisation normalisation = form.of(pixels, work);
    Rows images = normalisation.apply(pixels, 0, HIGHEST);
    return new TrainingPictures(
        images,
        images,
        sources,
        normalisation,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** With what networks take in the images' place. */
  TrainingPictures trainedAs(Rows latents) {
    return new TrainingPictures(
        images,
        latents,
        sources,
        normalisation,
        skipped,
        emptied,
        passedOver,
        binarisation,
        duplicates);
  }

  /** That are black and white, without duplicates. */
  TrainingPictures binarised(Binarisation how, DuplicateRemoval removal) {
    return new TrainingPictures(
        images,
        trained,
        sources,
        normalisation,
        skipped,
        emptied,
        passedOver,
        Optional.of(how),
        Optional.of(removal));
  }

  /** What a manifest keeps of how they were made. */
  ImagePreparation preparation(PicturePreparation prepared, ImageOrigin origin) {
    ImagePreparation made = ImagePreparation.of(normalisation).with(prepared).with(origin);
    made = duplicates.map(made::with).orElse(made);
    return binarisation.map(made::with).orElse(made);
  }

  void say(Path place, Console console) {
    console.line(
        "Pictures:   %d of %d sources from %s, as %s",
        images.rows(), sources.count(), Quoted.of(place.toString()), images.shape());
    for (SkippedFile one : skipped.subList(0, Math.min(SHOWN, skipped.size()))) {
      console.line("Skipped:    %s: %s", Quoted.of(one.file()), one.reason());
    }
    if (skipped.size() > SHOWN) {
      console.line("Skipped:    %d more", skipped.size() - SHOWN);
    }
    for (String source : emptied) {
      console.line("Left out:   %s, none of whose pictures can be read", Quoted.of(source));
    }
    if (!passedOver.isEmpty()) {
      console.line(
          "Not opened: %d files that are not named as pictures are, such as %s",
          passedOver.size(), Quoted.of(passedOver.get(0)));
    }
    duplicates.ifPresent(
        removal -> {
          int left = removal.images() - removal.kept().length;
          console.line("Duplicates: %d left out, in black and white equal to others", left);
          console.put("duplicates", left);
        });
    console.put("pictures", images.rows());
    console.put("sources", sources.count());
    console.put("skipped", skipped.stream().map(SkippedFile::file).toList());
    console.put("passedOver", passedOver.size());
  }
}
