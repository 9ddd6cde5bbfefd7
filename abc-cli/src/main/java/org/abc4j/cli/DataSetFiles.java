package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.folder.CelebaSources;
import org.abc4j.data.folder.MetFacesSources;
import org.abc4j.data.folder.SourceTable;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/**
 * The pictures of a public data set, and whose they are, as it is distributed.
 *
 * @param root the folder that files of the table are named from
 * @param table files and sources
 */
record DataSetFiles(Path root, SourceTable table) {
  private static final String CELEBA_PICTURES = "img_align_celeba";
  private static final String METFACES_TABLE = "metfaces.json";
  private static final String ARTBENCH_TABLE = "ArtBench-10.csv";
  private static final String ARTBENCH_SPLIT = "artbench-10-imagefolder-split";
  private static final String ARTBENCH_WHOLE = "artbench-10-imagefolder";

  static DataSetFiles of(Path folder, ImageOrigin origin) throws IOException {
    return switch (origin.layout()) {
      case CELEBA -> celeba(folder, CelebaSources.Part.valueOf(origin.part().name()));
      case METFACES ->
          new DataSetFiles(
              folder,
              MetFacesSources.read(require(folder, DataLayout.METFACES, origin.part()).get(0)));
      case ARTBENCH -> artbench(folder, origin.part());
      default -> throw new IllegalArgumentException(origin.layout() + " is no folder of pictures");
    };
  }

  /** Its files lie in one folder, or in three as where they were put first. */
  private static DataSetFiles celeba(Path folder, CelebaSources.Part part) throws IOException {
    List<Path> files = require(folder, DataLayout.CELEBA, ImageOrigin.Part.valueOf(part.name()));
    return new DataSetFiles(files.get(0), CelebaSources.read(files.get(1), files.get(2), part));
  }

  /**
   * Rows have a picture's name, artist, style and part; pictures lie by style, or part and style.
   */
  private static DataSetFiles artbench(Path folder, ImageOrigin.Part part) throws IOException {
    List<Path> files = require(folder, DataLayout.ARTBENCH, part);
    Path csv = files.get(0);
    Path root = files.get(1);
    boolean split = root.endsWith(ARTBENCH_SPLIT);
    String wanted = part.name().toLowerCase(Locale.ROOT);
    Map<String, String> artists = new HashMap<>();
    for (Map<String, String> row :
        TableFile.rows(csv, List.of("name", "artist", "label", "split"))) {
      if (!row.get("split").equals(wanted)) {
        continue;
      }
      String file = row.get("label") + "/" + row.get("name");
      String artist = row.get("artist").strip();
      if (artists.put(split ? wanted + "/" + file : file, artist.isEmpty() ? file : artist)
          != null) {
        throw new MalformedFileException(
            csv.toString(), "rows", "each picture once", Quoted.of(file) + " again");
      }
    }
    if (artists.isEmpty()) {
      throw new MalformedFileException(
          csv.toString(), "rows", "at least one whose split is " + Quoted.of(wanted), "none");
    }
    try {
      return new DataSetFiles(root, SourceTable.of(artists));
    } catch (IllegalArgumentException outside) {
      throw new MalformedFileException(
          csv.toString(), "rows", "names inside the folder", outside.getMessage(), outside);
    }
  }

  /** Which files a part of a set needs, each by the places where it may lie. */
  static List<List<String>> files(DataLayout layout, ImageOrigin.Part part) {
    boolean test = part == ImageOrigin.Part.TEST;
    return switch (layout) {
      case CELEBA ->
          List.of(
              List.of(CELEBA_PICTURES, "Img/" + CELEBA_PICTURES),
              List.of("identity_CelebA.txt", "Anno/identity_CelebA.txt"),
              List.of("list_eval_partition.txt", "Eval/list_eval_partition.txt"));
      case METFACES -> List.of(List.of(METFACES_TABLE));
      case ARTBENCH -> List.of(List.of(ARTBENCH_TABLE), List.of(ARTBENCH_SPLIT, ARTBENCH_WHOLE));
      case MNIST, FASHION_MNIST ->
          List.of(
              packedOrNot((test ? "t10k" : "train") + "-images-idx3-ubyte"),
              packedOrNot((test ? "t10k" : "train") + "-labels-idx1-ubyte"));
      case CIFAR_10 ->
          cifar(layout, test ? "test_batch.bin" : "data_batch_1.bin", "10-batches-bin");
      case CIFAR_100 -> cifar(layout, test ? "test.bin" : "train.bin", "100-binary");
      case FOLDERS, TABLE, OWN -> List.of();
    };
  }

  private static List<String> packedOrNot(String name) {
    return List.of(name + ".gz", name);
  }

  /** A batch as it is, as an archive unpacks it, or the archive. */
  private static List<List<String>> cifar(DataLayout layout, String batch, String unpacked) {
    return List.of(List.of(batch, "cifar-" + unpacked + "/" + batch, layout + "-binary.tar.gz"));
  }

  /**
   * The first place of each file that is there.
   *
   * @throws UnusableInput if some are missing: all that are are named at once
   */
  static List<Path> require(Path folder, DataLayout layout, ImageOrigin.Part part) {
    List<List<String>> files = files(layout, part);
    List<List<String>> lacking = lacking(folder, files);
    if (!lacking.isEmpty()) {
      throw missing(folder, layout, lacking);
    }
    return files.stream().map(places -> find(folder, places).orElseThrow()).toList();
  }

  /** Those of some files that are not there. */
  static List<List<String>> lacking(Path folder, Collection<List<String>> files) {
    return files.stream().filter(places -> find(folder, places).isEmpty()).toList();
  }

  private static Optional<Path> find(Path folder, List<String> places) {
    return places.stream().map(folder::resolve).filter(Files::exists).findFirst();
  }

  /** What is missing, and where it is had. */
  static UnusableInput missing(Path folder, DataLayout layout, List<List<String>> files) {
    String wanted =
        files.stream()
            .map(places -> places.stream().map(Quoted::of).collect(Collectors.joining(" or ")))
            .collect(Collectors.joining(", and "));
    return new UnusableInput(
        Quoted.of(folder.toString())
            + " needs files of "
            + layout
            + ": "
            + wanted
            + ", as they are distributed at "
            + home(layout)
            + (Files.exists(folder) ? "" : "; there is no such folder"));
  }

  private static String home(DataLayout layout) {
    return switch (layout) {
      case CELEBA -> "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html";
      case METFACES -> "https://github.com/NVlabs/metfaces-dataset";
      case ARTBENCH -> "https://github.com/liaopeiyuan/artbench";
      case CIFAR_10, CIFAR_100 -> "https://www.cs.toronto.edu/~kriz/cifar.html (binary version)";
      case MNIST -> "https://ossci-datasets.s3.amazonaws.com/mnist/";
      case FASHION_MNIST -> "https://github.com/zalandoresearch/fashion-mnist";
      case FOLDERS, TABLE, OWN -> "nowhere";
    };
  }
}
