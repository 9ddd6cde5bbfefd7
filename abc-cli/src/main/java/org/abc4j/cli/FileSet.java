package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.folder.CachedFolder;
import org.abc4j.data.folder.FolderImages;
import org.abc4j.data.folder.FolderSources;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.folder.SourceTable;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.MalformedFileException;

/** Pictures that are a file each. */
final class FileSet implements PictureSet {
  private final Path place;
  private final Path root;
  private final ImageOrigin origin;
  private final PicturePreparation preparation;
  private final ImageFolder folder;
  private final Map<String, String> owners;
  private final DataSources sources;

  private FileSet(
      Path place,
      Path root,
      ImageOrigin origin,
      PicturePreparation preparation,
      ImageFolder folder,
      Map<String, String> owners) {
    this.place = place;
    this.root = root;
    this.origin = origin;
    this.preparation = preparation;
    this.folder = folder;
    this.owners = owners;
    List<String> names = new ArrayList<>(owners.values());
    if (origin.mirrored()) {
      names.addAll(owners.values());
    }
    this.sources = DataSources.named(names);
  }

  /**
   * Lists the pictures of a folder.
   *
   * @param place what the user named
   * @param root where the files are named from
   * @param table whose they are, if a table says it
   * @param without sources none of whose files is opened
   */
  static FileSet of(
      Path place,
      Path root,
      ImageOrigin origin,
      Optional<SourceTable> table,
      PicturePreparation preparation,
      Set<String> without)
      throws IOException {
    ImageFolder all = ImageFolder.of(root, preparation);
    Map<String, String> owners = new LinkedHashMap<>();
    Map<String, String> unreachable = new LinkedHashMap<>();
    if (table.isPresent()) {
      owners.putAll(owners(table.get(), origin));
    } else {
      all.unreachable().forEach(file -> unreachable.put(file, owner(file, origin)));
      owners.putAll(owners(all.files(), unreachable.keySet(), root, origin));
    }
    int before = owners.size() + unreachable.size();
    Selection.of(origin).keep(owners);
    owners.values().removeAll(without);
    unreachable.values().removeAll(without);
    if (owners.isEmpty()) {
      throw new MalformedFileException(
          place.toString(), "pictures", "at least one of a source that was not removed", "none");
    }
    boolean named =
        table.isPresent()
            || origin.groups().isPresent()
            || owners.size() + unreachable.size() < before;
    Map<String, String> read = new LinkedHashMap<>(owners);
    // Whoever reads finds that these cannot be, and says so.
    read.putAll(unreachable);
    FolderSources rule =
        named
            ? FolderSources.of(SourceTable.of(read))
            : origin.eachItsOwn() ? FolderSources.eachItsOwn() : FolderSources.bySubfolder();
    ImageFolder folder = all.withSources(rule);
    if (named) {
      // All that a table names must be there, and is found to be before anything else is done.
      folder.files();
    }
    folder = origin.skippingUnreadable() ? folder.skippingUnreadable() : folder;
    folder = origin.mirrored() ? folder.withMirroredCopies() : folder;
    return new FileSet(
        place, root, origin, preparation, folder, Collections.unmodifiableMap(owners));
  }

  private static Map<String, String> owners(SourceTable table, ImageOrigin origin) {
    Map<String, String> owners = new LinkedHashMap<>();
    for (String file : table.files()) {
      owners.put(file, origin.eachItsOwn() ? file : table.sourceOf(file));
    }
    return owners;
  }

  /** Of what can be reached: what cannot may be a folder of who knows how many pictures. */
  private static Map<String, String> owners(
      List<String> files, Set<String> unreachable, Path root, ImageOrigin origin)
      throws IOException {
    Map<String, String> owners = new LinkedHashMap<>();
    for (String file : files) {
      if (unreachable.contains(file)) {
        continue;
      }
      if (!origin.eachItsOwn() && file.indexOf('/') < 0) {
        throw new MalformedFileException(
            root.resolve(file).toString(),
            "file",
            "one in a subfolder, which is named after its source",
            "one in the folder itself");
      }
      owners.put(file, owner(file, origin));
    }
    if (owners.isEmpty()) {
      throw new MalformedFileException(
          root.toString(), "pictures", "at least one that can be reached", "none");
    }
    return owners;
  }

  private static String owner(String file, ImageOrigin origin) {
    return origin.eachItsOwn() ? file : file.split("/", 2)[0];
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

  @Override
  public Shape shape() {
    return preparation.shape();
  }

  @Override
  public boolean isCacheable() {
    return true;
  }

  PicturePreparation preparation() {
    return preparation;
  }

  /** The folder, whose pictures can be read. */
  ImageFolder folder() {
    return folder;
  }

  /** Whose each file is, in the order of the items. */
  Map<String, String> owners() {
    return owners;
  }

  /** Where the files are named from. */
  Path root() {
    return root;
  }

  @Override
  public TrainingPictures read(NormalisationForm form, Optional<Path> cache, Work work)
      throws IOException {
    if (cache.isPresent()) {
      CachedFolder cached = PictureCache.read(cache.get(), this, work);
      CachedSelection.write(cache.get(), origin());
      return TrainingPictures.of(cached, cached.items(), form, work);
    }
    FolderImages read;
    try (Progress bar = work.progress("Pictures", 1)) {
      read = folder.read(work.silent().reportingTo(bar.next(1)));
    }
    return TrainingPictures.of(read.images().batch(), read.items(), form, work);
  }
}
