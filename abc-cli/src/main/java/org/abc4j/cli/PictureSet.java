package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageOrigin;
import org.abc4j.io.Quoted;

/** Pictures that are listed and not decoded yet: how many there are, and whose. */
interface PictureSet {
  /** Bytes of a value that is read, while images are put together. */
  int BYTES_WHILE_READING = 9;

  /** Where they lie, for people. */
  Path place();

  /** What a manifest keeps of it. */
  ImageOrigin origin();

  /** Whose each is, mirrored copies among them, and those that may turn out to be unreadable. */
  DataSources sources();

  /** The shape that they will have. */
  Shape shape();

  /** Whether they can be read into a cache instead of memory. */
  boolean isCacheable();

  /** Decodes them, into memory or a cache. */
  TrainingPictures read(NormalisationForm form, Optional<Path> cache, Work work) throws IOException;

  /** Their values in memory, as they are trained on. */
  default long bytes() {
    return sources().items() * shape().size() * Float.BYTES;
  }

  /** What is listed, for people and programs. */
  default void say(Console console) {
    console.line(
        "Pictures:   %d of %d sources from %s, as %s",
        sources().items(), sources().count(), Quoted.of(place().toString()), shape());
    console.put("pictures", sources().items());
    console.put("sources", sources().count());
  }

  /** What of that is held in memory. */
  default long bytes(Optional<Path> cache) {
    return cache.isPresent() ? 0 : bytes();
  }

  /** An ensemble of one source has nothing to compare. */
  default void requireSources() {
    requireSources(sources(), place());
  }

  /** The first item whose source is called otherwise, of as many items; empty if there is none. */
  static OptionalLong firstOfAnother(DataSources sources, DataSources others) {
    return LongStream.range(0, sources.items())
        .filter(
            item ->
                !sources.name(sources.sourceOf(item)).equals(others.name(others.sourceOf(item))))
        .findFirst();
  }

  static void requireSources(DataSources sources, Path place) {
    if (sources.count() < 2) {
      throw new Refusal(
          Quoted.of(place.toString())
              + " has pictures of one source, "
              + Quoted.of(sources.name(0))
              + ": what a picture would be without it needs at least 2, each in a subfolder of its"
              + " own, or named by --table, or --each-its-own");
    }
  }
}
