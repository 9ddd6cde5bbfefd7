package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.data.Normalisation;
import org.abc4j.data.folder.FolderImages;
import org.abc4j.data.folder.FolderItems;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.folder.SkippedFile;
import org.abc4j.io.Quoted;

/** Pictures that were read, as networks take them. */
record TrainingPictures(ImageSet images, FolderItems items) {
  private static final int SHOWN = 3;

  /** How values of pictures become those of networks. */
  static final Normalisation NORMALISATION = Normalisation.plusMinusOne();

  static TrainingPictures read(ImageFolder folder, Normalisation normalisation, Work work)
      throws IOException {
    FolderImages read;
    try (Progress bar = work.progress("Pictures", 1)) {
      read = folder.read(work.silent().reportingTo(bar.next(1)));
    }
    return new TrainingPictures(normalisation.apply(read.images()), read.items());
  }

  DataSources sources() {
    return items.sources();
  }

  /** An ensemble of one source has nothing to compare. */
  void requireSources(Path folder) {
    if (sources().count() < 2) {
      throw new Refusal(
          Quoted.of(folder.toString())
              + " has pictures of one source, "
              + Quoted.of(sources().name(0))
              + ": what a picture would be without it needs at least 2, each in a subfolder of its"
              + " own, or named by --table, or --each-its-own");
    }
  }

  void say(Path folder, Console console) {
    console.line(
        "Pictures:   %d of %d sources from %s, as %s",
        images.count(), sources().count(), Quoted.of(folder.toString()), images.shape());
    List<SkippedFile> skipped = items.skipped();
    for (SkippedFile one : skipped.subList(0, Math.min(SHOWN, skipped.size()))) {
      console.line("Skipped:    %s: %s", Quoted.of(one.file()), one.reason());
    }
    if (skipped.size() > SHOWN) {
      console.line("Skipped:    %d more", skipped.size() - SHOWN);
    }
    for (String source : items.emptiedSources()) {
      console.line("Left out:   %s, none of whose pictures can be read", Quoted.of(source));
    }
    if (!items.passedOver().isEmpty()) {
      console.line(
          "Not opened: %d files that are not named as pictures are, such as %s",
          items.passedOver().size(), Quoted.of(items.passedOver().get(0)));
    }
    console.put("pictures", images.count());
    console.put("sources", sources().count());
    console.put("skipped", skipped.stream().map(SkippedFile::file).toList());
    console.put("passedOver", items.passedOver().size());
  }
}
