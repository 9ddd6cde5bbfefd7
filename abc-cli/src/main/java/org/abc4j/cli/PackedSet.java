package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.CifarFormat;
import org.abc4j.data.CifarImages;
import org.abc4j.data.DataLayout;
import org.abc4j.data.DuplicateRemoval;
import org.abc4j.data.IdxImages;
import org.abc4j.data.IdxLabels;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImageSet;
import org.abc4j.data.KnownFile;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.Rgb;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/** Pictures of a public data set whose files hold thousands each: CIFAR's and MNIST's. */
final class PackedSet implements PictureSet {
  /** MNIST's digits have 28×28 pixels, to which the paper adds a black border. */
  private static final int BORDERED = 32;

  /** Pictures between two reports of progress. */
  private static final int BLOCK = 1024;

  private static final int HIGHEST = 255;

  private static final Rgb BLACK = new Rgb(0, 0, 0);

  private static final List<String> CIFAR_10 =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
  private static final List<String> FASHION =
      List.of(
          "t-shirt",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private final Path place;
  private final ImageOrigin origin;
  private final PicturePreparation preparation;
  private final Packed packed;
  private final Optional<BlackAndWhite> black;

  /** Which images are taken, in order. */
  private final List<Integer> taken;

  private final DataSources sources;

  private PackedSet(
      Path place,
      ImageOrigin origin,
      PicturePreparation preparation,
      Packed packed,
      Optional<BlackAndWhite> black,
      Map<Integer, String> owners) {
    this.place = place;
    this.origin = origin;
    this.preparation = preparation;
    this.packed = packed;
    this.black = black;
    this.taken = List.copyOf(owners.keySet());
    List<String> names = new ArrayList<>(owners.values());
    if (origin.mirrored()) {
      names.addAll(owners.values());
    }
    this.sources = DataSources.named(names);
  }

  /** The labels, and where the images are had. */
  private record Packed(List<Integer> labels, Images images) {}

  /** Reads images when they are asked for. */
  private interface Images {
    ImageSet read() throws IOException;
  }

  static PackedSet of(
      Path place,
      ImageOrigin origin,
      PicturePreparation preparation,
      Optional<BlackAndWhite> black,
      Set<String> without)
      throws IOException {
    if (origin.skippingUnreadable()) {
      throw new IllegalArgumentException(
          "--skip-unreadable is for pictures that are a file each, found it with --layout "
              + origin.layout());
    }
    Packed packed =
        switch (origin.layout()) {
          case MNIST, FASHION_MNIST -> idx(place, origin);
          default -> cifar(place, origin);
        };
    Map<Integer, String> owners = new LinkedHashMap<>();
    for (int i = 0; i < packed.labels().size(); i++) {
      owners.put(
          i, origin.eachItsOwn() ? "image " + i : name(origin.layout(), packed.labels().get(i)));
    }
    Selection.of(origin).keep(owners);
    black.ifPresent(how -> how.keep(owners));
    owners.values().removeAll(without);
    if (owners.isEmpty()) {
      throw new MalformedFileException(
          place.toString(), "pictures", "at least one of a source that was not removed", "none");
    }
    return new PackedSet(place, origin, preparation, packed, black, owners);
  }

  /** What a label is called. */
  private static String name(DataLayout layout, int label) {
    List<String> names =
        switch (layout) {
          case CIFAR_10 -> CIFAR_10;
          case FASHION_MNIST -> FASHION;
          default -> List.<String>of();
        };
    return label < names.size()
        ? names.get(label)
        : (layout == DataLayout.MNIST ? "digit " : "class ") + label;
  }

  private static Packed idx(Path folder, ImageOrigin origin) throws IOException {
    Path images = DataSetFiles.require(folder, origin.layout(), origin.part()).get(0);
    Path labels =
        IdxLabels.beside(images)
            .orElseThrow(
                () -> new UnusableInput(Quoted.of(images.toString()) + " has no labels beside it"));
    requireOf(origin, images);
    List<Integer> read = Arrays.stream(IdxLabels.read(labels)).boxed().toList();
    return new Packed(read, () -> IdxImages.readWithLabels(images, labels));
  }

  /** Both sets' files have the same names, and somebody may have given one that of the other. */
  private static void requireOf(ImageOrigin origin, Path images) throws IOException {
    Optional<KnownFile> known = KnownFile.of(images);
    if (known.isPresent() && known.get() != imagesOf(origin)) {
      throw new Refusal(
          Quoted.of(images.toString())
              + " is the public file "
              + known.get()
              + ", not that of --layout "
              + origin.layout()
              + " --part "
              + origin.part());
    }
  }

  private static KnownFile imagesOf(ImageOrigin origin) {
    boolean test = origin.part() == ImageOrigin.Part.TEST;
    if (origin.layout() == DataLayout.MNIST) {
      return test ? KnownFile.MNIST_TEST_IMAGES : KnownFile.MNIST_TRAIN_IMAGES;
    }
    return test ? KnownFile.FASHION_MNIST_TEST_IMAGES : KnownFile.FASHION_MNIST_TRAIN_IMAGES;
  }

  /** An archive, what it unpacks to, or a folder that has either. */
  private static Packed cifar(Path place, ImageOrigin origin) throws IOException {
    CifarFormat format = CifarFormat.valueOf(origin.layout().name());
    boolean test = origin.part() == ImageOrigin.Part.TEST;
    Path where = place;
    if (!Files.isRegularFile(place)) {
      Path found = DataSetFiles.require(place, origin.layout(), origin.part()).get(0);
      where = found.toString().endsWith(".tar.gz") ? found : found.getParent();
    }
    ImageSet images = test ? CifarImages.test(where, format) : CifarImages.train(where, format);
    List<Integer> labels = IntStream.range(0, images.count()).mapToObj(images::label).toList();
    return new Packed(labels, () -> images);
  }

  @Override
  public Path place() {
    return place;
  }

  @Override
  public ImageOrigin origin() {
    return origin;
  }

  @Override
  public DataSources sources() {
    return sources;
  }

  /** The class of each, mirrored copies left out. */
  int[] labels() {
    return taken.stream().mapToInt(packed.labels()::get).toArray();
  }

  @Override
  public Shape shape() {
    return preparation.shape();
  }

  @Override
  public boolean isCacheable() {
    return false;
  }

  @Override
  public TrainingPictures read(NormalisationForm form, Optional<Path> cache, Work work)
      throws IOException {
    ImageSet images = packed.images().read();
    int size = shape().size();
    int upright = taken.size();
    float[] values = new float[Math.multiplyExact(origin.mirrored() ? 2 * upright : upright, size)];
    try (Progress bar = work.progress("Pictures", 1)) {
      Execution execution = work.silent().reportingTo(bar.next(1));
      for (int begin = 0; begin < upright; begin += BLOCK) {
        int from = begin;
        int count = Math.min(BLOCK, upright - from);
        execution.forEach(
            count,
            k -> {
              execution.checkCancelled();
              Picture picture = prepared(images, taken.get(from + k));
              put(picture, values, (from + k) * size);
              if (origin.mirrored()) {
                put(picture.flippedHorizontally(), values, (upright + from + k) * size);
              }
            });
        execution.checkCancelled();
        execution.progress(from + count, upright);
      }
    }
    Batch read = Batch.of(shape(), values);
    return black.isPresent()
        ? blackAndWhite(read, black.get(), form, work)
        : TrainingPictures.of(read, sources, form, work);
  }

  /** Of values that are black or white already: without those that are equal to an earlier one. */
  private TrainingPictures blackAndWhite(
      Batch read, BlackAndWhite how, NormalisationForm form, Work work) {
    DuplicateRemoval removal =
        how.known().orElseGet(() -> DuplicateRemoval.of(ImageSet.of(read, 0, HIGHEST)));
    if (how.known().isPresent()) {
      return TrainingPictures.of(read, sources, form, work).binarised(how.how(), removal);
    }
    int[] kept = removal.kept();
    List<String> names =
        Arrays.stream(kept).mapToObj(item -> sources.name(sources.sourceOf(item))).toList();
    return TrainingPictures.of(read.select(kept), DataSources.named(names), form, work)
        .binarised(how.how(), removal);
  }

  private Picture prepared(ImageSet images, int index) {
    float[] pixels = images.image(index);
    byte[] bytes = new byte[pixels.length];
    for (int p = 0; p < pixels.length; p++) {
      bytes[p] = (byte) pixels[p];
    }
    Picture picture = Picture.of(images.shape(), bytes);
    if (picture.height() < BORDERED && picture.width() < BORDERED) {
      picture = picture.padTo(BORDERED, BORDERED, BLACK);
    }
    return preparation.apply(picture);
  }

  private void put(Picture picture, float[] values, int at) {
    byte[] bytes = picture.toBytes();
    for (int p = 0; p < bytes.length; p++) {
      values[at + p] = Byte.toUnsignedInt(bytes[p]);
    }
    black.ifPresent(
        how -> {
          float[] one = Arrays.copyOfRange(values, at, at + bytes.length);
          ImageSet gray = ImageSet.of(Batch.of(shape(), one), 0, HIGHEST);
          System.arraycopy(how.how().apply(gray).image(0), 0, values, at, bytes.length);
        });
  }
}
