package org.abc4j.cli.experiment.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.StrictJson;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * The data of an experiment as they were prepared, in a file of its folder, so that a run is
 * checked without its data set. Of images alone, as latents need their autoencoder, and of no more
 * than fit into 64 MB.
 */
final class KeptData {
  private static final String FILE = "data.safetensors";
  private static final String ITEMS = "items";
  private static final String OWNERS = "owners";
  private static final String REFERENCES = "references";

  /** In place of the first of them. */
  private static final String ALL_REFERENCES = "allReferences";

  private static final String CLASSES = "classes";
  private static final String NAMES = "names";
  private static final String CLASS_NAMES = "classNames";
  private static final String PREPARATION = "preparation";
  private static final long MOST_BYTES = 64L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private KeptData() {}

  /** Keeps data, unless they are latents, too many, or kept already. */
  static void write(ExperimentPlan plan, WorldData data, Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    int most = DataWorld.referencesNeeded(plan);
    if (data.codec().isPresent() || isKept(file, most)) {
      return;
    }
    Optional<WorldData.Some> references =
        most > 0 ? Optional.of(data.references().some(most)) : Optional.empty();
    long rows =
        data.items().rows() + references.map(some -> (long) some.images().rows()).orElse(0L);
    if (rows * data.items().shape().size() * Float.BYTES > MOST_BYTES) {
      return;
    }
    DataSources sources = data.sources();
    SafetensorsWriter writer =
        SafetensorsWriter.create()
            .metadata(NAMES, JSON.writeValueAsString(names(sources)))
            .metadata(PREPARATION, JSON.writeValueAsString(data.preparation().texts()));
    put(writer, ITEMS, data.items());
    long[] owners = LongStream.range(0, sources.items()).map(sources::sourceOf).toArray();
    writer.put(OWNERS, new long[] {owners.length}, owners);
    if (references.isPresent()) {
      WorldData.Some some = references.get();
      put(writer, most == Integer.MAX_VALUE ? ALL_REFERENCES : REFERENCES, some.images());
      if (some.classes().isPresent()) {
        DataSources classes = DataSources.named(some.classes().get());
        long[] labels = LongStream.range(0, classes.items()).map(classes::sourceOf).toArray();
        writer.metadata(CLASS_NAMES, JSON.writeValueAsString(names(classes)));
        writer.put(CLASSES, new long[] {labels.length}, labels);
      }
    }
    Files.createDirectories(folder);
    writer.write(file);
  }

  /** Releases before kept no more references than there were samples. */
  private static boolean isKept(Path file, int most) throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && (most < Integer.MAX_VALUE
            || SafetensorsFile.read(file).names().contains(ALL_REFERENCES));
  }

  private static List<String> names(DataSources sources) {
    return LongStream.range(0, sources.count()).mapToObj(sources::name).toList();
  }

  private static void put(SafetensorsWriter writer, String name, Rows rows) {
    Shape shape = rows.shape();
    writer.put(
        name,
        new long[] {rows.rows(), shape.channels(), shape.height(), shape.width()},
        Memory.of(rows).toArray());
  }

  /**
   * What was kept in a folder, or in the one that it lies in, as that of a check does.
   *
   * @return empty if nothing was
   * @throws MalformedFileException if the file is damaged
   */
  static Optional<WorldData> read(Path folder) throws IOException {
    Optional<Path> file = file(folder);
    return file.isPresent() ? Optional.of(readFile(file.get())) : Optional.empty();
  }

  /** Whether something was kept there. */
  static boolean isIn(Path folder) {
    return file(folder).isPresent();
  }

  private static Optional<Path> file(Path folder) {
    Path above = folder.toAbsolutePath().getParent();
    return (above == null ? List.of(folder) : List.of(folder, above))
        .stream()
            .map(place -> place.resolve(FILE))
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .findFirst();
  }

  private static WorldData readFile(Path file) throws IOException {
    FileIdentity.requireInItsFolder(file);
    SafetensorsFile kept = SafetensorsFile.read(file);
    try {
      Batch items = images(kept, ITEMS);
      Map<String, String> texts = new LinkedHashMap<>();
      for (Map.Entry<String, JsonTree> text : json(kept, PREPARATION).fields().entrySet()) {
        texts.put(text.getKey(), text.getValue().text());
      }
      return new WorldData(
          items,
          items,
          DataSources.named(named(kept, OWNERS, NAMES, items.rows())),
          ImagePreparation.parse(texts),
          Optional.empty(),
          references(kept));
    } catch (IllegalArgumentException damaged) {
      throw new MalformedFileException(
          file.toString(), "content", "an experiment's data", damaged.getMessage(), damaged);
    }
  }

  private static WorldData.References references(SafetensorsFile kept) throws IOException {
    boolean all = kept.names().contains(ALL_REFERENCES);
    if (!all && !kept.names().contains(REFERENCES)) {
      return most -> {
        throw new MalformedFileException(
            kept.path().toString(), REFERENCES, "reference images", "none");
      };
    }
    Batch images = images(kept, all ? ALL_REFERENCES : REFERENCES);
    Optional<List<String>> classes =
        kept.names().contains(CLASSES)
            ? Optional.of(named(kept, CLASSES, CLASS_NAMES, images.rows()))
            : Optional.empty();
    return most -> {
      if (!all && most == Integer.MAX_VALUE) {
        throw new MalformedFileException(
            kept.path().toString(),
            REFERENCES,
            "all reference images, which a run with --data keeps anew",
            "the first " + images.rows());
      }
      int count = Math.min(most, images.rows());
      return new WorldData.Some(
          images.select(IntStream.range(0, count).toArray()),
          classes.map(names -> names.subList(0, count)));
    };
  }

  private static Batch images(SafetensorsFile kept, String name) throws IOException {
    long[] shape = kept.entry(name).shape();
    if (shape.length != 4) {
      throw new MalformedFileException(
          kept.path().toString(), name, "4 dimensions", shape.length + "");
    }
    return Batch.of(
        new Shape(Math.toIntExact(shape[1]), Math.toIntExact(shape[2]), Math.toIntExact(shape[3])),
        kept.floats(name));
  }

  /** The name of each row's owner. */
  private static List<String> named(SafetensorsFile kept, String owners, String names, int rows)
      throws IOException {
    List<String> all = new ArrayList<>();
    for (JsonTree name : json(kept, names).list()) {
      all.add(name.text());
    }
    List<String> of = new ArrayList<>();
    for (long owner : kept.longs(owners)) {
      if (owner < 0 || owner >= all.size()) {
        throw new MalformedFileException(
            kept.path().toString(), owners, "one of " + all.size() + " names", owner + "");
      }
      of.add(all.get((int) owner));
    }
    if (of.size() != rows) {
      throw new MalformedFileException(
          kept.path().toString(), owners, rows + " rows, as there are images", of.size() + "");
    }
    return of;
  }

  private static JsonTree json(SafetensorsFile kept, String name) throws IOException {
    byte[] text = kept.metadata().getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
    return StrictJson.nesting(2).tree(kept.path(), text).as(name);
  }
}
