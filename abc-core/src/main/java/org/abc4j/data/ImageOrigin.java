package org.abc4j.data;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;

/**
 * Which of a folder's pictures became images, and whose they are: all that somebody who has the
 * folder must be told to read the same images again. It names no place on a disk but that of a
 * table beside the folder or in it. Immutable and thread-safe.
 *
 * @param layout how files lie, and what tells whose an image is
 * @param eachItsOwn whether each picture is a source of its own, whatever the layout says
 * @param part which images, where a data set is divided
 * @param skippingUnreadable whether pictures that cannot be read were left out
 * @param mirrored whether a mirrored copy of each image is a further item of its source
 * @param first how many pictures were taken, the first ones; empty if all were
 * @param largest of how many sources pictures were taken, those with most of them; empty if of all
 * @param table the table of {@link DataLayout#TABLE}, and of no other layout
 * @param groups the groups that pictures were dealt to, each a source, whatever the layout says;
 *     empty if they were not. Pictures that are left out as duplicates are dealt too
 */
public record ImageOrigin(
    DataLayout layout,
    boolean eachItsOwn,
    Part part,
    boolean skippingUnreadable,
    boolean mirrored,
    OptionalInt first,
    OptionalInt largest,
    Optional<Table> table,
    Optional<RandomGroups> groups) {
  private static final String NAME = "origin";
  private static final String[] FIELDS = {
    "layout", "own", "part", "skipping", "mirrored", "first", "largest"
  };
  private static final String[] WITH_GROUPS =
      Stream.concat(Stream.of(FIELDS), Stream.of("groups", "dealt")).toArray(String[]::new);
  private static final String TABLE = " table=";
  private static final String GROUPS = "groups";
  private static final String SEED = "dealt";
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
  private static final String ALL = "all";

  /** A part of a data set that is distributed in parts. */
  public enum Part {
    /** For training. */
    TRAIN,
    /** CelebA has one. */
    VALIDATION,
    /** For tests. */
    TEST
  }

  /**
   * A table of files and sources.
   *
   * @param path where it lies, from the folder of pictures, {@code /} between parts: in it or
   *     beside it; empty if it lies elsewhere, which is nobody's business
   * @param fileColumn name of the column of files
   * @param sourceColumn name of the column of sources
   * @param sha256 digest of which file is whose, 64 hexadecimal digits
   */
  public record Table(
      Optional<String> path, String fileColumn, String sourceColumn, String sha256) {
    private static final String ABOVE = "../";
    private static final String ELSEWHERE = "?";

    /**
     * Checks path and digest.
     *
     * @param path where it lies, from the folder of pictures; empty if elsewhere
     * @param fileColumn name of the column of files
     * @param sourceColumn name of the column of sources
     * @param sha256 digest of which file is whose
     * @throws IllegalArgumentException if the path is absolute or leads further up than beside the
     *     folder, or the digest is none
     */
    public Table {
      Objects.requireNonNull(fileColumn, "column of files");
      Objects.requireNonNull(sourceColumn, "column of sources");
      path.ifPresent(Table::requireNear);
      if (!Sha256.isDigest(sha256)) {
        throw new IllegalArgumentException(
            "a SHA-256 digest has 64 hexadecimal digits, found " + Quoted.of(sha256));
      }
    }

    /**
     * Whether a path leads to the folder of pictures or to what lies beside it.
     *
     * @param path a path, {@code /} between parts
     * @return false if it is absolute or leads further up
     */
    public static boolean isNear(String path) {
      String within = path.startsWith(ABOVE) ? path.substring(ABOVE.length()) : path;
      for (String part : within.split("/", -1)) {
        if (part.isEmpty()
            || part.equals(".")
            || part.equals("..")
            || part.indexOf('\0') >= 0
            || part.indexOf('\\') >= 0) {
          return false;
        }
      }
      return true;
    }

    private static void requireNear(String path) {
      if (!isNear(path)) {
        throw new IllegalArgumentException(
            "a table lies in the folder of pictures or beside it, such as '../artists.csv', found "
                + Quoted.of(path));
      }
    }

    private String text() {
      return TABLE
          + path.map(Table::coded).orElse(ELSEWHERE)
          + " file="
          + coded(fileColumn)
          + " source="
          + coded(sourceColumn)
          + " sha256="
          + sha256;
    }

    /** Without blanks, equals signs and question marks. */
    private static String coded(String text) {
      return "/" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String whole, String coded) {
      if (!coded.startsWith("/")) {
        throw PreparationText.malformed(whole, "coded names, not " + Quoted.of(coded));
      }
      return URLDecoder.decode(coded.substring(1), StandardCharsets.UTF_8);
    }

    private static Table parse(String whole, String path, String file, String source, String sha) {
      return new Table(
          path.equals(ELSEWHERE) ? Optional.empty() : Optional.of(decoded(whole, path)),
          decoded(whole, file),
          decoded(whole, source),
          sha);
    }
  }

  /**
   * Checks that these fit together.
   *
   * @param layout how files lie, and what tells whose an image is
   * @param eachItsOwn whether each picture is a source of its own
   * @param part which images, where a data set is divided
   * @param skippingUnreadable whether pictures that cannot be read were left out
   * @param mirrored whether there are mirrored copies
   * @param first how many pictures were taken
   * @param largest of how many sources
   * @param table the table
   * @param groups the groups
   * @throws IllegalArgumentException if a number is less than 1, a table is there without its
   *     layout or the other way round, or pictures of subfolders are said to be their own sources,
   *     which is {@link DataLayout#OWN}
   */
  public ImageOrigin {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(groups, GROUPS);
    requireAtLeast1("pictures", first);
    requireAtLeast1("sources", largest);
    if (table.isPresent() != (layout == DataLayout.TABLE)) {
      throw new IllegalArgumentException(
          "a table belongs to the layout table, found layout "
              + layout
              + (table.isPresent() ? " with one" : " without"));
    }
    boolean named = layout == DataLayout.FOLDERS || layout == DataLayout.TABLE;
    if (layout == DataLayout.OWN && !eachItsOwn || named && eachItsOwn) {
      throw new IllegalArgumentException(
          "pictures are their own sources in the layout own, found layout "
              + layout
              + (eachItsOwn ? " with such" : " without"));
    }
  }

  /**
   * Pictures that are not dealt to groups.
   *
   * @param layout how files lie, and what tells whose an image is
   * @param eachItsOwn whether each picture is a source of its own
   * @param part which images, where a data set is divided
   * @param skippingUnreadable whether pictures that cannot be read were left out
   * @param mirrored whether there are mirrored copies
   * @param first how many pictures were taken
   * @param largest of how many sources
   * @param table the table
   * @throws IllegalArgumentException if these do not fit together
   */
  public ImageOrigin(
      DataLayout layout,
      boolean eachItsOwn,
      Part part,
      boolean skippingUnreadable,
      boolean mirrored,
      OptionalInt first,
      OptionalInt largest,
      Optional<Table> table) {
    this(
        layout,
        eachItsOwn,
        part,
        skippingUnreadable,
        mirrored,
        first,
        largest,
        table,
        Optional.empty());
  }

  private static void requireAtLeast1(String what, OptionalInt number) {
    if (number.isPresent() && number.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "at least 1 of the " + what + " is taken, found " + number.getAsInt());
    }
  }

  /**
   * All pictures of a layout without a table, as they lie.
   *
   * @param layout the layout
   * @return the training part of it, nothing skipped or mirrored
   */
  public static ImageOrigin of(DataLayout layout) {
    return new ImageOrigin(
        layout,
        layout == DataLayout.OWN,
        Part.TRAIN,
        false,
        false,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  /**
   * The same pictures, dealt to groups.
   *
   * @param dealt the groups
   * @return a copy
   */
  public ImageOrigin with(RandomGroups dealt) {
    return new ImageOrigin(
        layout,
        eachItsOwn,
        part,
        skippingUnreadable,
        mirrored,
        first,
        largest,
        table,
        Optional.of(dealt));
  }

  /**
   * All of this as one line.
   *
   * @return what {@link #parse} reads
   */
  public String text() {
    return textWithoutTable() + table.map(Table::text).orElse("");
  }

  /**
   * This without a word on the table, for readers who do not have it.
   *
   * @return a line
   */
  public String textWithoutTable() {
    return NAME
        + " layout="
        + layout.text()
        + " own="
        + eachItsOwn
        + " part="
        + part.name().toLowerCase(Locale.ROOT)
        + " skipping="
        + skippingUnreadable
        + " mirrored="
        + mirrored
        + " first="
        + number(first)
        + " largest="
        + number(largest)
        + groups
            .map(of -> " " + GROUPS + "=" + of.count() + " " + SEED + "=" + of.seed())
            .orElse("");
  }

  private static String number(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : ALL;
  }

  /**
   * The origin of a line.
   *
   * @param text as {@link #text} gives it
   * @return the origin
   * @throws IllegalArgumentException if it is none
   */
  public static ImageOrigin parse(String text) {
    int tabled = text.indexOf(TABLE);
    String own = tabled < 0 ? text : text.substring(0, tabled);
    // Only who deals says so: readers of before read all other lines.
    boolean dealt = own.contains(" " + GROUPS + "=");
    String[] fields = PreparationText.fields(own, NAME, dealt ? WITH_GROUPS : FIELDS);
    Optional<Table> table = Optional.empty();
    if (tabled >= 0) {
      String[] of =
          PreparationText.fields(
              NAME + text.substring(tabled), NAME, "table", "file", "source", "sha256");
      table = Optional.of(Table.parse(text, of[0], of[1], of[2], of[3]));
    }
    return new ImageOrigin(
        DataLayout.parse(fields[0]),
        truth(text, fields[1]),
        part(text, fields[2]),
        truth(text, fields[3]),
        truth(text, fields[4]),
        number(text, fields[5]),
        number(text, fields[6]),
        table,
        dealt ? Optional.of(groups(text, fields[7], fields[8])) : Optional.empty());
  }

  private static RandomGroups groups(String text, String count, String seed) {
    if (WHOLE.matcher(seed).matches()) {
      try {
        return new RandomGroups(
            PreparationText.index(text, count, Integer.MAX_VALUE), Long.parseLong(seed));
      } catch (NumberFormatException tooLarge) {
        // Told of below.
      }
    }
    throw PreparationText.malformed(text, "a seed of 64 bits, not " + Quoted.of(seed));
  }

  private static boolean truth(String text, String field) {
    return switch (field) {
      case "true" -> true;
      case "false" -> false;
      default -> throw PreparationText.malformed(text, "true or false, not " + Quoted.of(field));
    };
  }

  private static Part part(String text, String field) {
    for (Part part : Part.values()) {
      if (part.name().toLowerCase(Locale.ROOT).equals(field)) {
        return part;
      }
    }
    throw PreparationText.malformed(text, "a part of a data set, not " + Quoted.of(field));
  }

  private static OptionalInt number(String text, String field) {
    return field.equals(ALL)
        ? OptionalInt.empty()
        : OptionalInt.of(PreparationText.index(text, field, Integer.MAX_VALUE));
  }

  @Override
  public String toString() {
    return text();
  }
}
