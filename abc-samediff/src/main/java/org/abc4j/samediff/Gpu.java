package org.abc4j.samediff;

/**
 * A GPU as its driver tells of it.
 *
 * @param index its number in the order of the bus
 * @param uuid its identity, "GPU-…"
 * @param name such as "NVIDIA H100 80GB HBM3"
 * @param major first part of its compute capability
 * @param minor second part
 * @param driver version of the driver
 */
record Gpu(int index, String uuid, String name, int major, int minor, String driver) {
  private static final int TENTH = 10;

  String capability() {
    return major + "." + minor;
  }

  /** The capability as a number that grows with it, 86 for 8.6. */
  int level() {
    return TENTH * major + minor;
  }

  @Override
  public String toString() {
    return "GPU "
        + index
        + ", "
        + name
        + ", compute capability "
        + capability()
        + ", driver "
        + driver;
  }
}
