package org.abc4j.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.PicturePreparation;

/**
 * How the images that networks were trained on were made: what a manifest keeps of it, and what
 * undoes it when a sample is shown.
 *
 * <p>In this order: pictures were brought to one shape, binarised, duplicates among them removed,
 * all normalised, and then perhaps encoded by a codec. Where they came from is no part of what was
 * done to them: images of the same bits may have come from elsewhere. Immutable and thread-safe.
 *
 * @param picture how pictures of any size were brought to one shape, if they were
 * @param duplicates which images were removed as duplicates, if any were sought
 * @param binarisation how images became black and white, if they did
 * @param normalisation how values became those that networks take
 * @param latents how images became latents, if they did: networks were then trained on these, and
 *     the normalisation is that of images beside them
 * @param origin which pictures of a folder they were, if that was said
 */
public record ImagePreparation(
    Optional<PicturePreparation> picture,
    Optional<DuplicateRemoval> duplicates,
    Optional<Binarisation> binarisation,
    Normalisation normalisation,
    Optional<LatentPreparation> latents,
    Optional<ImageOrigin> origin) {
  private static final String PICTURE = "picture";
  private static final String DUPLICATES = "duplicates";
  private static final String BINARISATION = "binarisation";
  private static final String NORMALISATION = "normalisation";
  private static final String LATENTS = "latents";
  private static final String ORIGIN = "origin";

  /**
   * Checks that nothing is null.
   *
   * @param picture how pictures of any size were brought to one shape, if they were
   * @param duplicates which images were removed as duplicates, if any were sought
   * @param binarisation how images became black and white, if they did
   * @param normalisation how values became those that networks take
   * @param latents how images became latents, if they did
   * @param origin which pictures of a folder they were, if that was said
   * @throws IllegalArgumentException if there are latents, and the values of images are other than
   *     from −1 to 1
   */
  public ImagePreparation {
    Objects.requireNonNull(picture, PICTURE);
    Objects.requireNonNull(duplicates, DUPLICATES);
    Objects.requireNonNull(binarisation, BINARISATION);
    Objects.requireNonNull(normalisation, NORMALISATION);
    Objects.requireNonNull(latents, LATENTS);
    Objects.requireNonNull(origin, ORIGIN);
    if (latents.isPresent() && !normalisation.equals(Normalisation.plusMinusOne())) {
      throw new IllegalArgumentException(
          "a codec takes images normalised by "
              + Normalisation.plusMinusOne()
              + ", found "
              + normalisation);
    }
  }

  /**
   * Images that were normalised and nothing else.
   *
   * @param normalisation how values became those that networks take
   * @return the preparation
   */
  public static ImagePreparation of(Normalisation normalisation) {
    return new ImagePreparation(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        normalisation,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * With pictures of any size brought to one shape.
   *
   * @param how how
   * @return a copy
   */
  public ImagePreparation with(PicturePreparation how) {
    return new ImagePreparation(
        Optional.of(how), duplicates, binarisation, normalisation, latents, origin);
  }

  /**
   * With duplicates removed.
   *
   * @param which which images were removed
   * @return a copy
   */
  public ImagePreparation with(DuplicateRemoval which) {
    return new ImagePreparation(
        picture, Optional.of(which), binarisation, normalisation, latents, origin);
  }

  /**
   * With images made black and white.
   *
   * @param how how
   * @return a copy
   */
  public ImagePreparation with(Binarisation how) {
    return new ImagePreparation(
        picture, duplicates, Optional.of(how), normalisation, latents, origin);
  }

  /**
   * With images encoded to latents.
   *
   * @param how how
   * @return a copy
   */
  public ImagePreparation with(LatentPreparation how) {
    return new ImagePreparation(
        picture, duplicates, binarisation, normalisation, Optional.of(how), origin);
  }

  /**
   * With a word on which pictures they were.
   *
   * @param where which
   * @return a copy
   */
  public ImagePreparation with(ImageOrigin where) {
    return new ImagePreparation(
        picture, duplicates, binarisation, normalisation, latents, Optional.of(where));
  }

  /**
   * What was done, without a word on which pictures they were.
   *
   * @return a copy
   */
  public ImagePreparation withoutOrigin() {
    return new ImagePreparation(
        picture, duplicates, binarisation, normalisation, latents, Optional.empty());
  }

  /**
   * Fails if images of a shape cannot have been made so.
   *
   * @param shape the shape that networks take
   * @throws IllegalArgumentException if pictures were brought to another shape, latents have
   *     another, or values are normalised for another number of channels
   */
  public void requireShape(Shape shape) {
    if (latents.isPresent()) {
      if (!latents.get().shape().equals(shape)) {
        throw new IllegalArgumentException(
            "latents have shape " + latents.get().shape() + ", the network takes " + shape);
      }
      return;
    }
    if (picture.isPresent() && !picture.get().shape().equals(shape)) {
      throw new IllegalArgumentException(
          "pictures were brought to shape "
              + picture.get().shape()
              + ", the images have shape "
              + shape);
    }
    normalisation.undo(Batch.of(shape, new float[shape.size()]));
  }

  /**
   * A sample as a picture of 8 bits: what was done to values is undone, the rest cut to the range
   * and rounded ({@link Normalisation#picture}). Black and white, cut and resized it stays. Of
   * latents it takes decoded ones.
   *
   * @param samples samples of 1 or 3 channels, or images that were trained on
   * @param row which one
   * @return the picture
   * @throws IllegalArgumentException if there are neither 1 nor 3 channels or another number than
   *     the normalisation is for, or a value is NaN
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Picture toPixels(Batch samples, int row) {
    return normalisation.picture(samples, row);
  }

  /**
   * All of this in texts of one line, by name.
   *
   * @return what {@link #parse} reads, in order
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    picture.ifPresent(how -> texts.put(PICTURE, how.text()));
    duplicates.ifPresent(which -> texts.put(DUPLICATES, which.text()));
    binarisation.ifPresent(how -> texts.put(BINARISATION, how.text()));
    texts.put(NORMALISATION, normalisation.text());
    latents.ifPresent(how -> texts.put(LATENTS, how.text()));
    origin.ifPresent(where -> texts.put(ORIGIN, where.text()));
    return Collections.unmodifiableMap(texts);
  }

  /**
   * The preparation of texts.
   *
   * @param texts as {@link #texts} gives them, in any order
   * @return the preparation
   * @throws IllegalArgumentException if a text is none of these, a name is unknown, or there is no
   *     normalisation
   */
  public static ImagePreparation parse(Map<String, String> texts) {
    Map<String, String> left = new LinkedHashMap<>(texts);
    String normalisation = left.remove(NORMALISATION);
    if (normalisation == null) {
      throw new IllegalArgumentException("a preparation of images has a normalisation, found none");
    }
    ImagePreparation preparation =
        new ImagePreparation(
            Optional.ofNullable(left.remove(PICTURE)).map(PicturePreparation::parse),
            Optional.ofNullable(left.remove(DUPLICATES)).map(DuplicateRemoval::parse),
            Optional.ofNullable(left.remove(BINARISATION)).map(Binarisation::parse),
            Normalisation.parse(normalisation),
            Optional.ofNullable(left.remove(LATENTS)).map(LatentPreparation::parse),
            Optional.ofNullable(left.remove(ORIGIN)).map(ImageOrigin::parse));
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "a preparation of images has "
              + String.join(", ", PICTURE, DUPLICATES, BINARISATION, LATENTS, NORMALISATION, ORIGIN)
              + ", found "
              + left.keySet());
    }
    return preparation;
  }
}
