package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
              folder, MetFacesSources.read(require(folder, DataLayout.METFACES, METFACES_TABLE)));
      case ARTBENCH -> artbench(folder, origin.part());
      default -> throw new IllegalArgumentException(origin.layout() + " is no folder of pictures");
    };
  }

  /** Its files lie in one folder, or in three as where they were put first. */
  private static DataSetFiles celeba(Path folder, CelebaSources.Part part) throws IOException {
    DataLayout celeba = DataLayout.CELEBA;
    Path pictures = require(folder, celeba, CELEBA_PICTURES, "Img/" + CELEBA_PICTURES);
    Path identities = require(folder, celeba, "identity_CelebA.txt", "Anno/identity_CelebA.txt");
    Path partition =
        require(folder, celeba, "list_eval_partition.txt", "Eval/list_eval_partition.txt");
    return new DataSetFiles(pictures, CelebaSources.read(identities, partition, part));
  }

  /**
   * Rows have a picture's name, artist, style and part; pictures lie by style, or part and style.
   */
  private static DataSetFiles artbench(Path folder, ImageOrigin.Part part) throws IOException {
    Path csv = require(folder, DataLayout.ARTBENCH, ARTBENCH_TABLE);
    Path root = require(folder, DataLayout.ARTBENCH, ARTBENCH_SPLIT, ARTBENCH_WHOLE);
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

  /** The first place that is there. */
  static Path require(Path folder, DataLayout layout, String... places) throws IOException {
    return find(folder, places).orElseThrow(() -> missing(folder, layout, places));
  }

  static Optional<Path> find(Path folder, String... places) {
    return Arrays.stream(places).map(folder::resolve).filter(Files::exists).findFirst();
  }

  /** What is missing, and where it is had. */
  static MalformedFileException missing(Path folder, DataLayout layout, String... places) {
    String wanted = Arrays.stream(places).map(Quoted::of).collect(Collectors.joining(" or "));
    return new MalformedFileException(
        folder.toString(),
        what(layout),
        wanted + ", as they are distributed at " + home(layout),
        Files.exists(folder) ? "none" : "no such folder");
  }

  /** What an error calls the files of a data set. */
  static String what(DataLayout layout) {
    return "files of " + layout;
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
