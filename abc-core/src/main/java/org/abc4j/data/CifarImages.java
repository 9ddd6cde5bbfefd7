package org.abc4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Uninterrupted;

/**
 * Reads CIFAR-10 and CIFAR-100 as they are distributed for C programs: the {@code .tar.gz} archive,
 * the folder that it unpacks to, or single batches of it.
 *
 * <p>The result has shape 3×32×32, values from 0 to 255 and a label for each image. Stateless and
 * thread-safe.
 */
public final class CifarImages {
  private static final Shape SHAPE = new Shape(3, 32, 32);
  private static final int HIGHEST = 255;

  /** Some 85,000 images, and 1 GiB as floats, as for IDX. */
  private static final int MOST_IMAGES = IdxReader.DEFAULT_MOST_VALUES / SHAPE.size();

  private CifarImages() {}

  /**
   * Reads the training images.
   *
   * @param archiveOrFolder the {@code .tar.gz} archive, or the folder with its files
   * @param format which set, and which labels
   * @return the images in the order of the batches
   * @throws MalformedFileException if a file is missing or not of this format
   * @throws IOException if it cannot be read
   */
  public static ImageSet train(Path archiveOrFolder, CifarFormat format) throws IOException {
    return read(archiveOrFolder, format, format.trainFiles);
  }

  /**
   * Reads the test images.
   *
   * @param archiveOrFolder the {@code .tar.gz} archive, or the folder with its files
   * @param format which set, and which labels
   * @return the images
   * @throws MalformedFileException if a file is missing or not of this format
   * @throws IOException if it cannot be read
   */
  public static ImageSet test(Path archiveOrFolder, CifarFormat format) throws IOException {
    return read(archiveOrFolder, format, format.testFiles);
  }

  /**
   * Reads batches that are files of their own.
   *
   * @param format which set, and which labels
   * @param batches at least one file
   * @return the images of all, in this order
   * @throws MalformedFileException if a file is not of this format, or all together have more than
   *     some 85,000 images
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if there is no file
   */
  public static ImageSet batches(CifarFormat format, List<Path> batches) throws IOException {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("there must be at least 1 batch, found none");
    }
    Records records = new Records(format);
    for (Path file : batches) {
      FileIdentity identity = FileIdentity.of(file);
      records.requireSize(file.toString(), identity.size());
      byte[] content =
          Uninterrupted.run(
              () -> {
                try (InputStream in = Files.newInputStream(file)) {
                  return in.readNBytes((int) identity.size());
                }
              });
      identity.requireUnchanged("images");
      records.add(file.toString(), content);
    }
    return records.images();
  }

  private static ImageSet read(Path place, CifarFormat format, List<String> names)
      throws IOException {
    if (Files.isDirectory(place)) {
      List<Path> files = new ArrayList<>();
      for (String name : names) {
        Path file = place.resolve(name);
        if (Files.notExists(file)) {
          throw new MalformedFileException(
              place.toString(), "files", String.join(", ", names), "no " + name);
        }
        FileIdentity.requireInItsFolder(file);
        files.add(file);
      }
      return batches(format, files);
    }
    FileIdentity identity = FileIdentity.of(place);
    Records records = new Records(format);
    Map<String, byte[]> contents = Uninterrupted.run(() -> contents(place, records, names));
    identity.requireUnchanged("archive");
    for (String name : names) {
      byte[] content = contents.get(name);
      if (content == null) {
        throw new MalformedFileException(
            place.toString(), "archive", "files " + String.join(", ", names), "no " + name);
      }
      records.add(place + ", " + name, content);
    }
    return records.images();
  }

  private static Map<String, byte[]> contents(Path archive, Records records, List<String> names)
      throws IOException {
    String file = archive.toString();
    Map<String, byte[]> contents = new HashMap<>();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive))) {
      raw.mark(FileKind.BEGINNING);
      byte[] beginning = raw.readNBytes(FileKind.BEGINNING);
      raw.reset();
      if (beginning.length < 2 || beginning[0] != 0x1f || beginning[1] != (byte) 0x8b) {
        throw FileKind.GZIP.insteadIn(
            new MalformedFileException(file, "archive", "a .tar.gz file", "no gzip stream"),
            beginning);
      }
      try (Gunzip unpacked = new Gunzip(raw, file)) {
        TarReader tar = new TarReader(unpacked, file);
        while (tar.next()) {
          String name = tar.name().substring(tar.name().lastIndexOf('/') + 1);
          if (!names.contains(name) || !tar.isFile()) {
            continue;
          }
          records.requireSize(file + ", " + name, tar.size());
          if (contents.put(name, tar.content()) != null) {
            throw new MalformedFileException(file, "archive", "one file " + name, "two");
          }
        }
      }
    }
    return contents;
  }

  /** Images as they come, from one batch after another. */
  private static final class Records {
    private final CifarFormat format;
    private final int recordBytes;
    private final List<byte[]> batches = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private long announced;

    Records(CifarFormat format) {
      this.format = format;
      this.recordBytes = format.labelBytes + SHAPE.size();
    }

    /** Before a batch is read. */
    void requireSize(String name, long size) throws MalformedFileException {
      if (size < recordBytes || size % recordBytes != 0) {
        throw new MalformedFileException(
            name,
            "file size",
            "a multiple of " + recordBytes + " bytes, " + format + "'s records",
            size + " bytes");
      }
      announced += size / recordBytes;
      if (announced > MOST_IMAGES) {
        throw new MalformedFileException(
            name, "images", "at most " + MOST_IMAGES + " in all", announced + " or more");
      }
    }

    void add(String name, byte[] content) throws MalformedFileException {
      for (int at = 0; at < content.length; at += recordBytes) {
        int label = Byte.toUnsignedInt(content[at + format.labelByte]);
        if (label >= format.classes) {
          throw new MalformedFileException(
              name,
              "label of image " + at / recordBytes,
              "0 to " + (format.classes - 1),
              Integer.toString(label));
        }
        labels.add(label);
      }
      batches.add(content);
    }

    ImageSet images() {
      int size = SHAPE.size();
      float[] values = new float[labels.size() * size];
      int next = 0;
      for (byte[] content : batches) {
        for (int at = format.labelBytes; at < content.length; at += recordBytes) {
          for (int p = 0; p < size; p++) {
            values[next++] = Byte.toUnsignedInt(content[at + p]);
          }
        }
      }
      return ImageSet.of(Batch.of(SHAPE, values), 0, HIGHEST)
          .withLabels(labels.stream().mapToInt(Integer::intValue).toArray());
    }
  }
}
