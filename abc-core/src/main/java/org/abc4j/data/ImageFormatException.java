package org.abc4j.data;

import java.io.IOException;

/** An image file that is not what it must be: which file, which field, expected and found. */
public final class ImageFormatException extends IOException {
  private static final long serialVersionUID = 1;

  private final String file;
  private final String field;
  private final String expected;
  private final String found;

  /**
   * A fault of one field.
   *
   * @param file the file's path or the stream's name
   * @param field what is wrong in it, such as {@code "magic number"}
   * @param expected what should be there
   * @param found what is there
   */
  public ImageFormatException(String file, String field, String expected, String found) {
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
  public ImageFormatException(
      String file, String field, String expected, String found, Throwable cause) {
    super(file + ": " + field + ": expected " + expected + ", found " + found, cause);
    this.file = file;
    this.field = field;
    this.expected = expected;
    this.found = found;
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
   * @return the field
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
   * @return the finding
   */
  public String found() {
    return found;
  }
}
