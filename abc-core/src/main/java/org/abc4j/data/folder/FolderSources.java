package org.abc4j.data.folder;

import java.util.Objects;
import java.util.Optional;
import org.abc4j.io.MalformedFileException;

/** How it is told from which source the files of a folder come. Immutable and thread-safe. */
public final class FolderSources {
  private enum Rule {
    SUBFOLDER,
    FILE,
    TABLE
  }

  private final Rule rule;
  private final SourceTable table;

  private FolderSources(Rule rule, SourceTable table) {
    this.rule = rule;
    this.table = table;
  }

  /**
   * Each subfolder is a source, with all that lies in it, however deep; its name is the source's.
   *
   * @return the rule
   */
  public static FolderSources bySubfolder() {
    return new FolderSources(Rule.SUBFOLDER, null);
  }

  /**
   * Each file is a source of its own, named as the file.
   *
   * @return the rule
   */
  public static FolderSources eachItsOwn() {
    return new FolderSources(Rule.FILE, null);
  }

  /**
   * A table says it; files that are not in it are left out.
   *
   * @param table files and sources
   * @return the rule
   */
  public static FolderSources of(SourceTable table) {
    return new FolderSources(Rule.TABLE, Objects.requireNonNull(table, "table"));
  }

  Optional<SourceTable> table() {
    return Optional.ofNullable(table);
  }

  String sourceOf(PictureFile file) throws MalformedFileException {
    String name = file.name();
    return switch (rule) {
      case FILE -> name;
      case TABLE -> table.sourceOf(name);
      case SUBFOLDER -> {
        int end = name.indexOf('/');
        if (end < 0) {
          throw new MalformedFileException(
              file.path().toString(),
              "file",
              "one in a subfolder, which is named after its source",
              "one in the folder itself");
        }
        yield name.substring(0, end);
      }
    };
  }
}
