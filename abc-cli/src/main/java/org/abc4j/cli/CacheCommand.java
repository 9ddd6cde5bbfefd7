package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Quoted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** From a folder of pictures to a cache of them. */
@Command(
    name = "cache",
    description =
        "Reads pictures into the file of --cache, which abc train with the same --cache and the same"
            + " pictures trains from without decoding them again, and which a cluster trains from"
            + " alone. Stopped or killed, the same command begins again; of a cache that is there"
            + " it makes sure that it is of these pictures.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc cache pictures --size 16 --gray --cache /shared/pictures.cache",
      "  abc cache celeba --layout celeba --sources 512 --cache /shared/celeba.cache"
    })
final class CacheCommand extends Task {
  @Parameters(
      paramLabel = "PICTURES",
      description = "Folder of pictures, or of a data set as it is distributed (--layout).")
  private Path pictures;

  @Mixin private SourceOptions sources;
  @Mixin private PreparationOptions preparation;

  @Override
  void run(Console console, Work work) throws IOException {
    if (sources.cache == null) {
      throw new IllegalArgumentException(
          "--cache names the file that pictures are read into, found none");
    }
    PictureSet set = sources.list(pictures, preparation.preparation(sources.layout()));
    set.requireSources();
    Path cache = PictureCache.asked(sources.cache, set, console);
    TrainingPictures data =
        set.read(NormalisationForm.fixed(Normalisation.plusMinusOne()), Optional.of(cache), work);
    data.say(pictures, console);
    console.line("Cache:      %s", Quoted.of(cache.toAbsolutePath().normalize().toString()));
  }
}
