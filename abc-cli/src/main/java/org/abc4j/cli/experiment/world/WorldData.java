package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Rows;
import org.abc4j.codebook.DataSources;
import org.abc4j.codec.Codec;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;

/**
 * The data of an experiment.
 *
 * @param items what members are trained on, normalised
 * @param images the images behind them, normalised
 * @param sources whose each is
 * @param preparation how they were made, for a manifest
 * @param codec from normalised latents to images, where items are latents
 * @param references what Fréchet distances are to
 * @param closing frees what the codec holds
 */
record WorldData(
    Rows items,
    Rows images,
    DataSources sources,
    ImagePreparation preparation,
    Optional<Codec> codec,
    References references,
    Runnable closing)
    implements AutoCloseable {

  /** Of data with which nothing has to be closed. */
  WorldData(
      Rows items,
      Rows images,
      DataSources sources,
      ImagePreparation preparation,
      Optional<Codec> codec,
      References references) {
    this(items, images, sources, preparation, codec, references, () -> {});
  }

  WorldData {
    Objects.requireNonNull(closing, "closing");
    references =
        references instanceof Remembered
            ? references
            : new Remembered(Objects.requireNonNull(references, "references"));
    if (items.rows() != sources.items() || images.rows() != sources.items()) {
      throw new IllegalArgumentException(
          "each of "
              + sources.items()
              + " items has an image, found "
              + items.rows()
              + " items and "
              + images.rows()
              + " images");
    }
  }

  /** The same with something that is to be closed with it. */
  WorldData holding(Runnable held) {
    return new WorldData(items, images, sources, preparation, codec, references, held);
  }

  @Override
  public void close() {
    closing.run();
  }

  Normalisation normalisation() {
    return preparation.normalisation();
  }

  /** Images that generated ones are compared with, read when they are asked for. */
  interface References {
    /** The first ones, at most so many. */
    Some some(int most) throws IOException;
  }

  /**
   * Keeps what was read for as long as memory allows: of fewer than were read before the first are
   * given.
   */
  private static final class Remembered implements References {
    private final References from;
    private int asked = -1;
    private SoftReference<Some> read = new SoftReference<>(null);

    Remembered(References from) {
      this.from = from;
    }

    @Override
    public synchronized Some some(int most) throws IOException {
      Some found = read.get();
      if (found == null || most > asked) {
        found = from.some(most);
        read = new SoftReference<>(found);
        asked = most;
      }
      return found.first(most);
    }
  }

  /**
   * Some reference images.
   *
   * @param images normalised as the others
   * @param classes the name of each one's class; empty without classes
   */
  record Some(Rows images, Optional<List<String>> classes) {
    private Some first(int most) {
      return most >= images.rows()
          ? this
          : new Some(
              images.view(IntStream.range(0, most).toArray()),
              classes.map(all -> all.subList(0, most)));
    }
  }
}
