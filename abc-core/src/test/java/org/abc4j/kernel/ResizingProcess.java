package org.abc4j.kernel;

import java.util.Random;

/** Says which vectors resize pictures, and whether they give the reference's bytes. */
final class ResizingProcess {
  private static final int PICTURES = 200;

  private ResizingProcess() {}

  public static void main(String[] arguments) {
    ResizingKernels fast = Kernels.get().resizing();
    Random random = new Random(1);
    int differences = 0;
    for (int i = 0; i < PICTURES; i++) {
      int rows = 1 + random.nextInt(12);
      int width = 1 + random.nextInt(60);
      int channels = random.nextBoolean() ? 1 : 3;
      ResizingLines by = new ResizingLines(random, 1 + random.nextInt(20), width, 40);
      byte[] values = new byte[rows * width * channels];
      random.nextBytes(values);
      differences += by.across(fast, rows, width, channels, values) ? 0 : 1;
      by = new ResizingLines(random, 1 + random.nextInt(20), rows, 40);
      differences += by.down(fast, width * channels, values) ? 0 : 1;
    }
    System.out.println(
        fast.getClass().getSimpleName()
            + " of "
            + Integer.getInteger("abc.vector.bits")
            + " bits: "
            + differences
            + " differences");
  }
}
