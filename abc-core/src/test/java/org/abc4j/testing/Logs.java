package org.abc4j.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** What the library says in the log. */
public final class Logs {
  private Logs() {}

  /** The messages of a class, with their levels, while some work is done. */
  public static List<String> of(Class<?> type, ThrowingSupplier<?> work) throws Exception {
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            said.add(message.getLevel() + ": " + message.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(type.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      work.get();
    } catch (Exception e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
    return said;
  }
}
