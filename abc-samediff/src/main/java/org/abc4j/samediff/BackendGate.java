package org.abc4j.samediff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at the machine before ND4J does.
 *
 * <p>ND4J takes the CUDA backend wherever its jar is, and dies at the first kernel on a GPU that
 * its machine code was not made for; and a CPU library for instructions that the processor has not
 * ends the process. So the first use of SameDiff in this package passes here: on a GPU the compute
 * capability must lie in a range, on a CPU there must be a library that the processor can run.
 */
public final class BackendGate {
  /** Least and largest compute capability that this release has machine code for. */
  private static final int LEAST = 37;

  private static final int LARGEST = 89;

  private static final String CUDA_CLASS = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final String INSTEAD =
      ". To run on the CPU, leave out -Pcuda: have nd4j-native in place of nd4j-cuda-11.6 on the"
          + " class path. See docs/gpu.md";

  private BackendGate() {}

  /**
   * Checks that the backend on the class path can run on this machine. Touches neither ND4J nor
   * CUDA.
   *
   * @return what it will run on, in words
   * @throws UnusableBackendException if it cannot, saying what was found and what to do
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it asks
   *     for GPUs; it stays so
   */
  public static String check() {
    return isCuda()
        ? checkGpus(NvidiaSmi::gpus, System.getenv("CUDA_VISIBLE_DEVICES"))
        : cpuLibrary().toString();
  }

  /** The library that the processor is to run. */
  static CpuLibrary cpuLibrary() {
    return CpuLibrary.choose(
        Processor.ofThisMachine(),
        System.getProperty(CpuLibrary.EXTENSION_PROPERTY),
        BackendGate::isPresent);
  }

  /** Whether ND4J will take the CUDA backend. */
  static boolean isCuda() {
    return isPresent(CUDA_CLASS);
  }

  private static boolean isPresent(String resource) {
    return BackendGate.class.getClassLoader().getResource(resource) != null;
  }

  /**
   * Checks GPUs.
   *
   * @param gpus asks for them
   * @param visible CUDA's list of devices to be used, or null
   */
  static String checkGpus(Supplier<List<Gpu>> gpus, String visible) {
    List<Gpu> all;
    try {
      all = gpus.get();
    } catch (UnusableBackendException none) {
      throw new UnusableBackendException(
          "the class path has ND4J's CUDA backend, but " + none.getMessage() + INSTEAD);
    }
    List<Gpu> used = visible(all, visible);
    if (used.isEmpty()) {
      throw new UnusableBackendException(
          "the class path has ND4J's CUDA backend, but CUDA_VISIBLE_DEVICES="
              + visible
              + " hides all of "
              + all
              + INSTEAD);
    }
    for (Gpu gpu : used) {
      if (!isCovered(gpu)) {
        throw new UnusableBackendException(
            "ND4J 1.0.0-M2.1 for CUDA 11.6 has machine code for compute capability "
                + capability(LEAST)
                + " to "
                + capability(LARGEST)
                + ", found "
                + gpu
                + (gpu.level() > LARGEST
                    ? "; GPUs from Hopper on need a newer release"
                    : "; it is too old")
                + others(used)
                + INSTEAD);
      }
    }
    return used.toString();
  }

  /** Whether this release has machine code for a GPU. */
  private static boolean isCovered(Gpu gpu) {
    return gpu.level() >= LEAST && gpu.level() <= LARGEST;
  }

  /** How to be left with those that can be used, if there are any. */
  private static String others(List<Gpu> gpus) {
    String usable =
        gpus.stream()
            .filter(BackendGate::isCovered)
            .map(Gpu::uuid)
            .collect(Collectors.joining(","));
    return usable.isEmpty()
        ? ""
        : ". CUDA_VISIBLE_DEVICES=" + usable + " leaves those that it has code for";
  }

  /**
   * Those that CUDA will see. Indices in the variable count only where CUDA numbers as the driver's
   * tool does; where that is not said, all GPUs may be meant.
   */
  private static List<Gpu> visible(List<Gpu> all, String visible) {
    if (visible == null) {
      return all;
    }
    List<Gpu> some = new ArrayList<>();
    for (String entry : visible.split(",")) {
      String wanted = entry.strip();
      if (wanted.matches("\\d+")) {
        return all;
      }
      all.stream()
          .filter(gpu -> !wanted.isEmpty() && gpu.uuid().startsWith(wanted))
          .forEach(some::add);
    }
    return some;
  }

  private static String capability(int level) {
    return level / 10 + "." + level % 10;
  }
}
