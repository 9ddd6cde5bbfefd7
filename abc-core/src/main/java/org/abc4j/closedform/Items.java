package org.abc4j.closedform;

import org.abc4j.Batch;

/** Checks that the closed-form models share. */
final class Items {
  private Items() {}

  static void requireSome(Batch items) {
    if (items.rows() < 1) {
      throw new IllegalArgumentException("a denoiser is made from at least 1 item, found none");
    }
  }
}
