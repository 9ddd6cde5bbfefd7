package org.abc4j.io;

import java.io.IOException;
import java.util.Optional;

/**
 * A file that is not what it must be: which file, which field, expected and found.
 *
 * <p>What is quoted from the file may be anything: long texts are cut, and characters that would
 * break a line or its order are escaped.
 */
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN_CHARACTERS = 200;

  /** Path of the file or name of the stream. */
  private final String file;

  /** What is wrong in it. */
  private final String field;

  /** What should be there. */
  private final String expected;

  /** What is there. */
  private final String found;

  /** What the file looks like instead; null if that is not known. */
  private final String looksLike;

  /**
   * A fault of one field.
   *
   * @param file the file's path or the stream's name
   * @param field what is wrong in it, such as {@code "header length"} or {@code "tensor 'w',
   *     shape"}
   * @param expected what should be there
   * @param found what is there
   */
  public MalformedFileException(String file, String field, String expected, String found) {
    this(file, field, expected, found, null);
  }

  /**
   * A fault of one field that another exception showed.
   *
   * @param file the file's path or the stream's name
   * @param field what is wrong in it
   * @param expected what should be there
   * @param found what is there
   * @param cause the exception that showed it; may be null
   */
  public MalformedFileException(
      String file, String field, String expected, String found, Throwable cause) {
    this(file, shown(field), shown(expected), shown(found), null, cause);
  }

  private MalformedFileException(
      String file, String field, String expected, String found, String looksLike, Throwable cause) {
    super(
        Quoted.plain(file, Integer.MAX_VALUE)
            + ": "
            + field
            + ": expected "
            + expected
            + ", found "
            + found
            + (looksLike == null ? "" : "; " + looksLike),
        cause);
    this.file = file;
    this.field = field;
    this.expected = expected;
    this.found = found;
    this.looksLike = looksLike;
  }

  /** The same fault of a file that looks like something else. */
  MalformedFileException lookingLike(String something) {
    MalformedFileException copy =
        new MalformedFileException(file, field, expected, found, something, getCause());
    copy.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }

  /** A hostile file's names may be as long as its header; a message quotes their beginning. */
  private static String shown(String text) {
    return Quoted.plain(text, SHOWN_CHARACTERS);
  }

  /**
   * Which file it is.
   *
   * @return the file's path or the stream's name
   */
  public String file() {
    return file;
  }

  /**
   * What is wrong in the file.
   *
   * @return the field, its beginning if it is long, control characters escaped
   */
  public String field() {
    return field;
  }

  /**
   * What should be there.
   *
   * @return the expectation
   */
  public String expected() {
    return expected;
  }

  /**
   * What is there.
   *
   * @return the finding, its beginning if it is long, control characters escaped
   */
  public String found() {
    return found;
  }

  /**
   * What the whole file looks like, if that is something else than was asked for: a pointer of Git
   * LFS, an archive, a page.
   *
   * @return the end of the message, such as {@code "it looks like a PNG picture"}; empty if nothing
   *     is known
   */
  public Optional<String> looksLike() {
    return Optional.ofNullable(looksLike);
  }
}
