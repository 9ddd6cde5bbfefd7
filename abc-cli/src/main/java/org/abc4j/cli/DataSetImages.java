package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Quoted;

/**
 * Images of a data set as {@code abc train} reads them, for experiments: listed first, and decoded
 * when they are asked for.
 */
public final class DataSetImages {
  private static final int PART_OF_HEAP = 3;
  private static final String CACHE = "pictures.cache";

  private final PictureSet set;
  private final PicturePreparation preparation;

  private DataSetImages(PictureSet set, PicturePreparation preparation) {
    this.set = set;
    this.preparation = preparation;
  }

  /**
   * Images that were read.
   *
   * @param images as networks take them
   * @param sources whose each is
   * @param preparation how they were made, as a manifest keeps it
   */
  public record Read(Rows images, DataSources sources, ImagePreparation preparation) {}

  /**
   * Lists images.
   *
   * @param data a folder of data sets, each in a folder named after its layout; or that of this one
   * @param origin which images of it, and whose
   * @param table a file in the data set's folder that says of which images these are, in columns
   *     {@code file} and {@code source}; empty for those that the data set names
   * @param shape the shape that they are brought to
   * @param binary whether they are made black and white, without duplicates
   * @return what is listed
   * @throws UnusableInput if the data set is not there, saying which files go where and where they
   *     come from
   * @throws IOException if a file cannot be read
   */
  public static DataSetImages list(
      Path data, ImageOrigin origin, Optional<String> table, Shape shape, boolean binary)
      throws IOException {
    DataLayout layout = origin.layout();
    PicturePreparation preparation = new PreparationOptions().preparation(layout, shape);
    Path place = place(data, layout);
    Optional<BlackAndWhite> black = binary ? Optional.of(BlackAndWhite.atHalf()) : Optional.empty();
    return new DataSetImages(
        table.isPresent()
            ? tabled(place, origin, place.resolve(table.get()), preparation)
            : PictureSets.list(place, origin, Optional.empty(), preparation, black, Set.of()),
        preparation);
  }

  /**
   * Makes sure that the files of some parts of a public data set are there, and looks into none.
   *
   * @param data as {@link #list} takes it
   * @param layout which data set
   * @param parts which parts of it
   * @throws UnusableInput if files are missing: all that are, and where they come from
   */
  public static void requireFiles(Path data, DataLayout layout, Set<ImageOrigin.Part> parts) {
    Path place = place(data, layout);
    if (Files.isRegularFile(place)) {
      // An archive, which says itself what it lacks.
      return;
    }
    Set<List<String>> files = new LinkedHashSet<>();
    parts.forEach(part -> files.addAll(DataSetFiles.files(layout, part)));
    List<List<String>> lacking = DataSetFiles.lacking(place, files);
    if (!lacking.isEmpty()) {
      throw DataSetFiles.missing(own(data, layout), layout, lacking);
    }
  }

  private static Path own(Path data, DataLayout layout) {
    return data.resolve(layout.text());
  }

  private static Path place(Path data, DataLayout layout) {
    Path own = own(data, layout);
    return Files.exists(own) ? own : data;
  }

  private static PictureSet tabled(
      Path place, ImageOrigin origin, Path table, PicturePreparation preparation)
      throws IOException {
    if (!Files.isRegularFile(table)) {
      throw new UnusableInput(
          Quoted.of(table.toString())
              + " is to say in columns file and source which pictures are taken, and whose they"
              + " are: there is no such file");
    }
    SourceTableFile read = SourceTableFile.read(table, "file", "source");
    ImageOrigin named =
        new ImageOrigin(
            DataLayout.TABLE,
            false,
            ImageOrigin.Part.TRAIN,
            false,
            origin.mirrored(),
            origin.first(),
            origin.largest(),
            Optional.of(read.origin(place)));
    return PictureSets.list(
        place, named, Optional.of(read.table()), preparation, Optional.empty(), Set.of());
  }

  /**
   * Whose the images are, duplicates among them that will be left out.
   *
   * @return the sources
   */
  public DataSources sources() {
    return set.sources();
  }

  /**
   * Reads them, into memory, or where they would take much of it into a file.
   *
   * @param form how values become those of networks: {@code plus-minus-one}, {@code standard},
   *     {@code standard-channels} or {@code cifar}
   * @param folder where such a file lies
   * @param work the threads, and who hears of progress
   * @return the images
   * @throws IOException if they cannot be read
   */
  public Read read(String form, Path folder, Work work) throws IOException {
    return read(new NormalisationForm.Converter().convert(form), folder, work);
  }

  /**
   * Reads them, normalised as others are.
   *
   * @param normalisation how
   * @param folder where a file of pictures lies, if they would take much memory
   * @param work the threads, and who hears of progress
   * @return the images
   * @throws IOException if they cannot be read
   */
  public Read read(Normalisation normalisation, Path folder, Work work) throws IOException {
    return read(NormalisationForm.fixed(normalisation), folder, work);
  }

  private Read read(NormalisationForm form, Path folder, Work work) throws IOException {
    boolean many = set.bytes() > Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    Optional<Path> cache =
        many && set.isCacheable() ? Optional.of(folder.resolve(CACHE)) : Optional.empty();
    if (cache.isPresent()) {
      Files.createDirectories(folder);
    }
    TrainingPictures read = set.read(form, cache, work);
    return new Read(read.images(), read.sources(), read.preparation(preparation, set.origin()));
  }
}
