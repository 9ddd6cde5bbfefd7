package org.abc4j.unet.layer;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.abc4j.kernel.Kernels;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class ParameterTest {
  @Test
  void set_thenToArray_isTheSame() {
    for (Parameter parameter :
        new Parameter[] {
          Parameter.kernel("k", 5, 3, 3), Parameter.matrix("m", 17, 4), Parameter.vector("v", 16)
        }) {
      float[] values = Draws.gaussians(1, 0, parameter.toArray().length);
      parameter.set(values);
      assertArrayEquals(values, parameter.toArray(), parameter.name());
    }
  }

  @Test
  void values_ofAKernel_standAsTheKernelsReadThem() {
    Parameter parameter = Parameter.kernel("k", 2, 3, 3);
    float[] values = new float[2 * 3 * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    parameter.set(values);
    int columns = Kernels.COLUMN_GROUP;
    assertEquals(9 * 3 * columns, parameter.values().length);
    assertEquals(columns, parameter.paddedOutputs());
    for (int tap = 0; tap < 9; tap++) {
      for (int input = 0; input < 3; input++) {
        for (int output = 0; output < columns; output++) {
          float expected = output < 2 ? (output * 3 + input) * 9 + tap + 1 : 0;
          assertEquals(expected, parameter.values()[(tap * 3 + input) * columns + output]);
        }
      }
    }
  }

  @Test
  void shape_isDiffusersAndACopy() {
    Parameter parameter = Parameter.kernel("k", 5, 3, 3);
    parameter.shape()[0] = 9;
    assertArrayEquals(new int[] {5, 3, 3, 3}, parameter.shape());
    assertArrayEquals(new int[] {17, 4}, Parameter.matrix("m", 17, 4).shape());
    assertArrayEquals(new int[] {16}, Parameter.vector("v", 16).shape());
  }

  @Test
  void toArray_changed_leavesTheWeights() {
    Parameter parameter = Parameter.vector("v", 3);
    float[] given = {1, 2, 3};
    parameter.set(given);
    given[0] = 9;
    parameter.toArray()[1] = 9;
    assertArrayEquals(new float[] {1, 2, 3}, parameter.toArray());
  }

  @Test
  void set_otherCount_namesTheWeight() {
    assertIllegal(
        "weight k of shape [5, 3, 3, 3] has 135 values, found 134",
        () -> Parameter.kernel("k", 5, 3, 3).set(new float[134]));
  }

  @Test
  void padded_anyChannels_isTheNextMultipleOf16() {
    assertEquals(16, Parameter.padded(1));
    assertEquals(16, Parameter.padded(16));
    assertEquals(32, Parameter.padded(17));
    assertEquals(48, Parameter.padded(40));
  }

  @Test
  void adjoint_ofAKernel_exchangesEndsAndTurnsTaps() {
    Parameter parameter = Parameter.kernel("k", 2, 3, 3);
    float[] values = Draws.gaussians(2, 0, 2 * 3 * 9);
    parameter.set(values);
    float[] adjoint = parameter.adjoint(new Pass(Kernels.scalar(), 0));
    assertEquals(9 * 2 * 16, adjoint.length);
    for (int tap = 0; tap < 9; tap++) {
      for (int output = 0; output < 2; output++) {
        for (int input = 0; input < 16; input++) {
          float expected = input < 3 ? values[(output * 3 + input) * 9 + 8 - tap] : 0;
          assertEquals(expected, adjoint[(tap * 2 + output) * 16 + input]);
        }
      }
    }
  }
}
