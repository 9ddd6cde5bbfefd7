package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.abc4j.kernel.Kernels;
import org.junit.jupiter.api.Test;

class KernelCallTest {

  @Test
  void requireSameBits_inPlace_beginsBothAtTheSameStateAndReturnsToIt() {
    float[] state = {1, 2};
    KernelCall call = new KernelCall(1, kernels -> state[0] += state[1], state);
    call.requireSameBits("sum", Kernels.get(), Kernels.scalar());
    assertArrayEquals(new float[] {1, 2}, state);
    call.run(Kernels.scalar());
    assertArrayEquals(new float[] {3, 2}, state);
  }

  @Test
  void requireSameBits_otherBit_namesTheArrayAndThePlace() {
    float[] same = new float[1];
    float[] other = new float[3];
    KernelCall call =
        new KernelCall(
            1, kernels -> other[2] = kernels == Kernels.scalar() ? 0f : -0f, same, other);
    assertEquals(
        "zero, array 1 has -0.0 at 2, its slow twin says 0.0",
        assertThrows(
                IllegalStateException.class,
                () -> call.requireSameBits("zero", Kernels.get(), Kernels.scalar()))
            .getMessage());
  }
}
