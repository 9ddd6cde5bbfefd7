package org.abc4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Assertions on what an error says. */
public final class Messages {
  private Messages() {}

  /**
   * Asserts that an action fails with a type and an exact message.
   *
   * @param type what is thrown
   * @param message its whole message
   * @param action what throws it
   */
  public static void assertFails(
      Class<? extends Throwable> type, String message, Executable action) {
    assertEquals(message, assertThrows(type, action).getMessage());
  }

  /**
   * Asserts that an action fails with an {@link IllegalArgumentException} of an exact message.
   *
   * @param message its whole message
   * @param action what throws it
   */
  public static void assertIllegal(String message, Executable action) {
    assertFails(IllegalArgumentException.class, message, action);
  }
}
