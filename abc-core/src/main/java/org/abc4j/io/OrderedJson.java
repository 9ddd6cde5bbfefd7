package org.abc4j.io;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.io.JsonTokens.Token;

/**
 * A JSON object whose fields stand in a known order, taken one after another, so that a long file
 * is read in one pass and nothing of a wrong one is kept. Belongs to the call of {@link
 * StrictJson.Reader} that gets the tokens.
 */
public final class OrderedJson {
  private final Path file;
  private final JsonTokens json;

  private OrderedJson(Path file, JsonTokens json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Begins with a file's object.
   *
   * @param file what errors name
   * @param json its tokens, none of which was taken
   * @return the object
   * @throws MalformedFileException if it does not begin with one
   * @throws IOException if it cannot be read
   */
  public static OrderedJson begin(Path file, JsonTokens json) throws IOException {
    OrderedJson object = new OrderedJson(file, json);
    object.expect(json.next(), Token.START_OBJECT, "content", "a JSON object");
    return object;
  }

  /**
   * Makes sure that the object ends here, and the file with it.
   *
   * @throws MalformedFileException if more follows
   * @throws IOException if it cannot be read
   */
  public void end() throws IOException {
    expect(json.next(), Token.END_OBJECT, "content", "no further field");
    if (json.next() != Token.END) {
      throw fault("content", "nothing after the JSON object", found());
    }
  }

  /**
   * Takes the name of a field.
   *
   * @param name the field that comes next in a file of this format
   * @throws MalformedFileException if another one does
   * @throws IOException if it cannot be read
   */
  public void field(String name) throws IOException {
    if (json.next() != Token.FIELD_NAME || !name.equals(json.text())) {
      throw fault(name, "this field next", found());
    }
  }

  /**
   * Takes a field that is a text.
   *
   * @param name the field that comes next
   * @return the text
   * @throws MalformedFileException if there is none
   * @throws IOException if it cannot be read
   */
  public String text(String name) throws IOException {
    field(name);
    json.next();
    return textHere(name);
  }

  /**
   * Takes a field that is true or false.
   *
   * @param name the field that comes next
   * @return its value
   * @throws MalformedFileException if there is none
   * @throws IOException if it cannot be read
   */
  public boolean truth(String name) throws IOException {
    field(name);
    Token token = json.next();
    if (token != Token.VALUE_TRUE && token != Token.VALUE_FALSE) {
      throw fault(name, "true or false", found());
    }
    return token == Token.VALUE_TRUE;
  }

  /**
   * Takes a field that must have one value.
   *
   * @param name the field that comes next
   * @param value its value
   * @throws MalformedFileException if it is another one
   * @throws IOException if it cannot be read
   */
  public void require(String name, String value) throws IOException {
    String said = text(name);
    if (!said.equals(value)) {
      throw fault(name, value, quoted(said));
    }
  }

  /**
   * Takes a field that must have one value.
   *
   * @param name the field that comes next
   * @param value its value
   * @throws MalformedFileException if it is another one
   * @throws IOException if it cannot be read
   */
  public void require(String name, int value) throws IOException {
    field(name);
    json.next();
    if (!json.isInt() || json.intValue() != value) {
      throw fault(name, Integer.toString(value), found());
    }
  }

  /**
   * Begins a list that is a field.
   *
   * @param name the field that comes next
   * @throws MalformedFileException if there is none
   * @throws IOException if it cannot be read
   */
  public void list(String name) throws IOException {
    field(name);
    json.next();
    listHere(name);
  }

  /**
   * Whether the list that was begun last goes on; then its entry is read by the methods that end
   * with {@code Here}.
   *
   * @return false at its end, which is then taken
   * @throws IOException if it cannot be read
   */
  public boolean more() throws IOException {
    return json.next() != Token.END_ARRAY;
  }

  /**
   * Begins a list that is an entry.
   *
   * @param at what errors call it
   * @throws MalformedFileException if it is none
   * @throws IOException if it cannot be read
   */
  public void listHere(String at) throws IOException {
    expect(json.token(), Token.START_ARRAY, at, "a list");
  }

  /**
   * Takes an entry that is a text.
   *
   * @param at what errors call it
   * @return the text
   * @throws MalformedFileException if it is none
   * @throws IOException if it cannot be read
   */
  public String textHere(String at) throws IOException {
    expect(json.token(), Token.VALUE_STRING, at, "a text");
    return json.text();
  }

  /**
   * Takes an entry that is an integer.
   *
   * @param at what errors call it
   * @return its value
   * @throws MalformedFileException if it is none of 32 bits
   * @throws IOException if it cannot be read
   */
  public int integerHere(String at) throws IOException {
    if (!json.isInt()) {
      throw fault(at, "an integer", found());
    }
    return json.intValue();
  }

  private void expect(Token token, Token expected, String at, String described) throws IOException {
    if (token != expected) {
      throw fault(at, described, found());
    }
  }

  private String found() throws IOException {
    return switch (json.token()) {
      case END -> "the end";
      case FIELD_NAME -> "the field " + quoted(json.text());
      case VALUE_STRING -> quoted(json.text());
      default -> json.text();
    };
  }

  private static String quoted(String text) {
    return Quoted.of(text);
  }

  /**
   * An error of this file.
   *
   * @param field what is wrong
   * @param expected what should be there
   * @param found what is there
   * @return the error
   */
  public MalformedFileException fault(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
