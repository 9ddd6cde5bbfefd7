package org.abc4j.safetensors;

import java.io.IOException;
import java.nio.file.Path;

/** A safetensors file that is not what it must be: which file, which field, expected and found. */
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN_CHARACTERS = 200;

  private final String file;
  private final String field;
  private final String expected;
  private final String found;

  /**
   * A fault of one field.
   *
   * @param file the file
   * @param field what is wrong in it, such as {@code "header length"} or {@code "tensor 'w',
   *     shape"}
   * @param expected what should be there
   * @param found what is there
   */
  public SafetensorsException(Path file, String field, String expected, String found) {
    this(file, field, expected, found, null);
  }

  /**
   * A fault of one field that another exception showed.
   *
   * @param file the file
   * @param field what is wrong in it
   * @param expected what should be there
   * @param found what is there
   * @param cause the exception that showed it; may be null
   */
  public SafetensorsException(
      Path file, String field, String expected, String found, Throwable cause) {
    super(
        file + ": " + shown(field) + ": expected " + shown(expected) + ", found " + shown(found),
        cause);
    this.file = file.toString();
    this.field = shown(field);
    this.expected = shown(expected);
    this.found = shown(found);
  }

  /** A hostile file's names may be as long as its header; a message quotes their beginning. */
  private static String shown(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  /**
   * The file's path.
   *
   * @return the path as it was given
   */
  public String file() {
    return file;
  }

  /**
   * What is wrong in the file.
   *
   * @return the field, its beginning if it is long
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
   * @return the finding, its beginning if it is long
   */
  public String found() {
    return found;
  }
}
