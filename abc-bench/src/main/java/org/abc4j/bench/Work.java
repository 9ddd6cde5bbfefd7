package org.abc4j.bench;

/** Something whose floating-point operations are counted, so that its time has a rate. */
interface Work {
  /** What it is called in the table. */
  String title();

  /**
   * Floating-point operations of one run: a fused multiply-add is two, an addition, multiplication
   * or division one; comparisons, moves and conversions are none.
   */
  double operations();
}
