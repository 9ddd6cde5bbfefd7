package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.abc4j.Rows;
import org.abc4j.codebook.DataSources;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;

/**
 * The pictures that an ensemble was trained on, read as they were then, and found to be those.
 * Without those of sources that were removed: where each is a file, not one byte of them is read.
 */
final class KnownPictures {
  private final PictureSet set;
  private final SourceOptions options;
  private final EnsembleFolder ensemble;
  private final CodecOptions codecs;
  private final Optional<NormalisedCodec> codec;

  private KnownPictures(
      PictureSet set,
      SourceOptions options,
      EnsembleFolder ensemble,
      CodecOptions codecs,
      Optional<NormalisedCodec> codec) {
    this.set = set;
    this.options = options;
    this.ensemble = ensemble;
    this.codecs = codecs;
    this.codec = codec;
  }

  /** Lists them, and refuses at once what cannot be those. */
  static KnownPictures of(
      Path pictures, SourceOptions options, EnsembleFolder ensemble, CodecOptions codecs)
      throws IOException {
    return of(pictures, options, ensemble, codecs, codecs.of(ensemble));
  }

  /** As above, with the ensemble's codec, which is open already. */
  static KnownPictures of(
      Path pictures,
      SourceOptions options,
      EnsembleFolder ensemble,
      CodecOptions codecs,
      Optional<NormalisedCodec> codec)
      throws IOException {
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
    Optional<ImageOrigin> origin = preparation.origin();
    Optional<BlackAndWhite> black = BlackAndWhite.of(preparation);
    PictureSet set =
        origin.isPresent()
            ? options.list(pictures, origin.get(), how, black, removed)
            : options.list(pictures, how, black, removed);
    KnownPictures known = new KnownPictures(set, options, ensemble, codecs, codec);
    if (!set.origin().skippingUnreadable()) {
      known.requireSources(set.sources());
    }
    return known;
  }

  PictureSet set() {
    return set;
  }

  /** Decodes them, into memory, or into a cache beside what is written. */
  TrainingPictures read(Path out, Console console, Work work) throws IOException {
    return read(PictureCache.choose(options.cache, out, set, console), work);
  }

  TrainingPictures read(Optional<Path> cache, Work work) throws IOException {
    ImagePreparation preparation = ensemble.manifest().preparation();
    TrainingPictures data =
        set.read(NormalisationForm.fixed(preparation.normalisation()), cache, work);
    requireSources(data.sources());
    if (codec.isPresent()) {
      data = data.trainedAs(codecs.latents(codec.get(), data.images(), work));
    }
    try (Progress bar = work.progress("Comparing", 1)) {
      Rows images = data.trained();
      ensemble.requireData(CountedRows.of(images, 1, bar.next(1)));
    } catch (IllegalArgumentException others) {
      throw another(others.getMessage());
    }
    return data;
  }

  /**
   * Each picture is of the source that it was of, as far as that is known: who trained without a
   * word on which pictures may have called sources otherwise.
   */
  private void requireSources(DataSources found) {
    DataSources expected = ensemble.code().sources();
    if (found.items() != expected.items()) {
      throw another(
          "these are not the images that the ensemble of "
              + ensemble.path()
              + " was trained on, less those of removed sources: "
              + expected.items()
              + " are left, found "
              + found.items());
    }
    if (ensemble.manifest().preparation().origin().isEmpty()) {
      return;
    }
    OptionalLong differs = PictureSet.firstOfAnother(expected, found);
    if (differs.isPresent()) {
      long item = differs.getAsLong();
      throw another(
          "picture "
              + item
              + " is of "
              + Quoted.of(expected.name(expected.sourceOf(item)))
              + ", found one of "
              + Quoted.of(found.name(found.sourceOf(item))));
    }
  }

  private Refusal another(String why) {
    return new Refusal(
        Quoted.of(set.place().toString())
            + " does not hold what "
            + Quoted.of(ensemble.path().toString())
            + " was trained on: "
            + why);
  }
}
