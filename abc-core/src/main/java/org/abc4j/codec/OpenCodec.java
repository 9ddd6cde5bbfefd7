package org.abc4j.codec;

/**
 * A codec that holds something outside the heap until it is closed, such as networks in another
 * runtime. Thread-safe as any codec is; nothing is asked of it after {@link #close}.
 */
public interface OpenCodec extends Codec, AutoCloseable {

  /** Waits for what is under way and frees what is held. Closing again does nothing. */
  @Override
  void close();
}
