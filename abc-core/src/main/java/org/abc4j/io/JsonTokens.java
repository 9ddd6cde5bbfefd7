package org.abc4j.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * A JSON text, one token after another. Belongs to the call of {@link StrictJson.Reader} that gets
 * it.
 */
public final class JsonTokens {
  private final JsonParser parser;

  JsonTokens(JsonParser parser) {
    this.parser = parser;
  }

  /** Kinds of tokens, and the text's end. */
  public enum Token {
    /** <code>{</code>. */
    START_OBJECT,
    /** <code>}</code>. */
    END_OBJECT,
    /** <code>[</code>. */
    START_ARRAY,
    /** <code>]</code>. */
    END_ARRAY,
    /** A key of an object. */
    FIELD_NAME,
    /** A text. */
    VALUE_STRING,
    /** A number without fraction and exponent. */
    VALUE_NUMBER_INT,
    /** Another number. */
    VALUE_NUMBER_FLOAT,
    /** {@code true}. */
    VALUE_TRUE,
    /** {@code false}. */
    VALUE_FALSE,
    /** {@code null}. */
    VALUE_NULL,
    /** Nothing more. */
    END
  }

  private static Token of(JsonToken token) {
    return token == null ? Token.END : Token.valueOf(token.name());
  }

  /**
   * Goes on to the next token.
   *
   * @return its kind
   * @throws IOException if there is none, or the text cannot be read
   */
  public Token next() throws IOException {
    return of(parser.nextToken());
  }

  /**
   * The kind of the token that was read last.
   *
   * @return its kind
   */
  public Token token() {
    return of(parser.currentToken());
  }

  /**
   * The text of this token: a key or a text without quotes, a number as it was written, or the
   * token itself.
   *
   * @return the text
   * @throws IOException if it is longer than allowed, or cannot be read
   */
  public String text() throws IOException {
    return parser.getText();
  }

  /**
   * Whether this token is an integer of 32 bits.
   *
   * @return true if {@link #intValue} has a value
   * @throws IOException if the number is longer than allowed
   */
  public boolean isInt() throws IOException {
    return token() == Token.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT;
  }

  /**
   * This token's value.
   *
   * @return the integer
   * @throws IOException if it is none of 32 bits
   */
  public int intValue() throws IOException {
    return parser.getIntValue();
  }

  /**
   * Whether this token is an integer of 64 bits.
   *
   * @return true if {@link #longValue} has a value
   * @throws IOException if the number is longer than allowed
   */
  public boolean isLong() throws IOException {
    return token() == Token.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  /**
   * This token's value.
   *
   * @return the integer
   * @throws IOException if it is none of 64 bits
   */
  public long longValue() throws IOException {
    return parser.getLongValue();
  }
}
