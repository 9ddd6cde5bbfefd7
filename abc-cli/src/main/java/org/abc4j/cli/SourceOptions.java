package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.folder.SourceTable;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Quoted;
import picocli.CommandLine.Option;

/**
 * Which pictures of a folder are taken, and whose they are. What is not given is as usual when an
 * ensemble is trained, and afterwards as it was then, which its manifest says.
 */
final class SourceOptions {
  private static final String FILE = "file";
  private static final String SOURCE = "source";

  @Option(
      names = "--layout",
      description =
          "How the pictures lie: ${COMPLETION-CANDIDATES}. A data set is read as it is distributed."
              + " Default: folders, a source in each subfolder.")
  private DataLayout layout;

  @Option(
      names = "--table",
      paramLabel = "CSV",
      description =
          "A table of files, named from the folder of pictures, and their sources; files that are"
              + " not in it are left out.")
  private Path table;

  @Option(
      names = "--file-column",
      paramLabel = "NAME",
      description = "The table's column of files. Default: file.")
  private String fileColumn;

  @Option(
      names = "--source-column",
      paramLabel = "NAME",
      description = "The table's column of sources. Default: source.")
  private String sourceColumn;

  @Option(names = "--each-its-own", description = "Each picture is a source of its own.")
  private Boolean eachItsOwn;

  @Option(
      names = "--part",
      description =
          "Which part of a data set that has parts: ${COMPLETION-CANDIDATES}. Default: TRAIN.")
  private ImageOrigin.Part part;

  @Option(
      names = "--sources",
      paramLabel = "N",
      description = "Takes the N sources with most pictures alone.")
  private Integer largest;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "Takes the first N pictures alone, of these sources.")
  private Integer first;

  @Option(
      names = "--groups",
      paramLabel = "N",
      description =
          "Deals pictures at random and evenly to N groups, each a source, whatever the layout"
              + " says: fewer sources, fewer counterfactuals.")
  private Integer groups;

  @Option(
      names = "--group-seed",
      paramLabel = "SEED",
      description = "Seed by which --groups deals. Default: 1.")
  private Long groupSeed;

  @Option(
      names = "--binarise",
      description =
          "Makes each value black or white, at half of the range, and leaves out pictures that then"
              + " are equal to an earlier one.")
  private Boolean binarise;

  @Option(
      names = "--skip-unreadable",
      description = "Leaves out pictures that cannot be read, and says which.")
  private Boolean skipUnreadable;

  @Option(
      names = "--flips",
      description = "Takes a mirrored copy of each picture as a further one of the same source.")
  private Boolean flips;

  @Option(
      names = "--cache",
      paramLabel = "FILE",
      description =
          "Reads pictures into this file, or into a file in this folder, and trains from there;"
              + " another day they are not decoded again. Default: in memory, or beside the output"
              + " if they would take more than a third of it.")
  Path cache;

  /** How the pictures lie that are read for the first time. */
  DataLayout layout() {
    if (table != null && Boolean.TRUE.equals(eachItsOwn)) {
      throw new IllegalArgumentException("--table and --each-its-own exclude each other");
    }
    DataLayout plain =
        table != null
            ? DataLayout.TABLE
            : Boolean.TRUE.equals(eachItsOwn) ? DataLayout.OWN : DataLayout.FOLDERS;
    if (layout == null || layout == DataLayout.FOLDERS && plain == DataLayout.OWN) {
      return plain;
    }
    if (table != null && layout != DataLayout.TABLE) {
      throw new IllegalArgumentException(
          "--table is of --layout table, found it with --layout " + layout);
    }
    if (table == null && layout == DataLayout.TABLE) {
      throw new IllegalArgumentException("--layout table needs --table, found none");
    }
    return layout;
  }

  /** Refuses what would say which pictures are taken, where none are. */
  void requireNone() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("--layout", layout);
    given.put("--table", table);
    given.put("--file-column", fileColumn);
    given.put("--source-column", sourceColumn);
    given.put("--each-its-own", eachItsOwn);
    given.put("--part", part);
    given.put("--sources", largest);
    given.put("--first", first);
    given.put("--groups", groups);
    given.put("--group-seed", groupSeed);
    given.put("--binarise", binarise);
    given.put("--skip-unreadable", skipUnreadable);
    given.put("--flips", flips);
    given.put("--cache", cache);
    given.forEach(
        (option, value) -> {
          if (value != null) {
            throw new IllegalArgumentException(option + " is of --pictures, found none");
          }
        });
  }

  /** Refuses names of columns where there is no table to have them. */
  private void requireNoColumns(String why) {
    if (fileColumn != null || sourceColumn != null) {
      throw new IllegalArgumentException(
          (fileColumn == null ? "--source-column" : "--file-column")
              + " names a column of a table, "
              + why);
    }
  }

  /** What is asked for, and the table, if one is. */
  private record Asked(ImageOrigin origin, Optional<SourceTable> table) {}

  private Asked asked(Path pictures) throws IOException {
    DataLayout chosen = layout();
    if (chosen != DataLayout.TABLE) {
      requireNoColumns("found no --table");
    }
    Optional<SourceTableFile> named =
        chosen == DataLayout.TABLE
            ? Optional.of(
                SourceTableFile.read(
                    table,
                    Objects.requireNonNullElse(fileColumn, FILE),
                    Objects.requireNonNullElse(sourceColumn, SOURCE)))
            : Optional.empty();
    ImageOrigin origin =
        new ImageOrigin(
            chosen,
            chosen == DataLayout.OWN || Boolean.TRUE.equals(eachItsOwn),
            Objects.requireNonNullElse(part, ImageOrigin.Part.TRAIN),
            Boolean.TRUE.equals(skipUnreadable),
            Boolean.TRUE.equals(flips),
            number("--first", first),
            number("--sources", largest),
            named.map(one -> one.origin(pictures)),
            groups());
    return new Asked(origin, named.map(SourceTableFile::table));
  }

  private Optional<RandomGroups> groups() {
    if (groups == null) {
      if (groupSeed != null) {
        throw new IllegalArgumentException("--group-seed is of --groups, found none");
      }
      return Optional.empty();
    }
    Limits.atLeast("--groups", 1, groups);
    return Optional.of(new RandomGroups(groups, Objects.requireNonNullElse(groupSeed, 1L)));
  }

  /** Pictures as the options say. */
  PictureSet list(Path pictures, PicturePreparation preparation) throws IOException {
    Optional<BlackAndWhite> black =
        Boolean.TRUE.equals(binarise) ? Optional.of(BlackAndWhite.atHalf()) : Optional.empty();
    return list(pictures, preparation, black, Set.of());
  }

  /** Pictures as the options say, made black and white as is known, without some sources' ones. */
  PictureSet list(
      Path pictures,
      PicturePreparation preparation,
      Optional<BlackAndWhite> black,
      Set<String> without)
      throws IOException {
    Asked asked = asked(pictures);
    return PictureSets.list(pictures, asked.origin(), asked.table(), preparation, black, without);
  }

  /** Pictures as a manifest says, with which the options must agree. */
  PictureSet list(
      Path pictures,
      ImageOrigin kept,
      PicturePreparation preparation,
      Optional<BlackAndWhite> black,
      Set<String> without)
      throws IOException {
    requireSame("--layout", layout, kept.layout());
    requireSame("--each-its-own", eachItsOwn, kept.eachItsOwn());
    requireSame("--part", part, kept.part());
    requireSame("--skip-unreadable", skipUnreadable, kept.skippingUnreadable());
    requireSame("--flips", flips, kept.mirrored());
    requireSame("--first", first, shown(kept.first()));
    requireSame("--sources", largest, shown(kept.largest()));
    requireSame("--groups", groups, kept.groups().map(of -> (Object) of.count()).orElse("none"));
    requireSame(
        "--group-seed", groupSeed, kept.groups().map(of -> (Object) of.seed()).orElse("none"));
    requireSame("--binarise", binarise, black.isPresent());
    if (table != null && kept.table().isEmpty()) {
      requireSame("--layout", DataLayout.TABLE, kept.layout());
    }
    if (kept.table().isEmpty()) {
      requireNoColumns("the ensemble was trained without one");
    }
    Optional<SourceTableFile> named = Optional.empty();
    if (kept.table().isPresent()) {
      ImageOrigin.Table of = kept.table().get();
      requireSame("--file-column", fileColumn, of.fileColumn());
      requireSame("--source-column", sourceColumn, of.sourceColumn());
      named = Optional.of(SourceTableFile.again(table, pictures, of, !without.isEmpty()));
    }
    return PictureSets.list(
        pictures, kept, named.map(SourceTableFile::table), preparation, black, without);
  }

  private static Object shown(OptionalInt number) {
    return number.isPresent() ? (Object) number.getAsInt() : "all";
  }

  private static OptionalInt number(String option, Integer number) {
    if (number == null) {
      return OptionalInt.empty();
    }
    Limits.atLeast(option, 1, number);
    return OptionalInt.of(number);
  }

  private static void requireSame(String option, Object given, Object kept) {
    if (given != null && !given.equals(kept)) {
      throw new Refusal(
          "the ensemble was trained with "
              + option
              + " "
              + Quoted.of(kept.toString())
              + ", found "
              + option
              + " "
              + Quoted.of(given.toString())
              + ": leave it out, its manifest has it");
    }
  }
}
