package org.abc4j.unet.layer;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Workspace.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
  private static final Shape SHAPE = new Shape(2, 16, 16);
  private static final int SIZE = SHAPE.size();
  private static final UNetConfig CONFIG =
      UNetConfig.attendingOnce(SHAPE, List.of(16, 32, 32), 1, 8);

  private static int[] timesteps(int rows) {
    int[] timesteps = new int[rows];
    Arrays.setAll(timesteps, row -> 100 + row);
    return timesteps;
  }

  @Test
  void array_asked_growsAndIsKept() {
    Workspace workspace = new Workspace();
    float[] first = workspace.array(Use.VALUE, 3, 10);
    assertSame(first, workspace.array(Use.VALUE, 3, 7));
    assertNotSame(first, workspace.array(Use.TANGENT, 3, 7));
    assertEquals(4 * 17, workspace.bytes());
    assertEquals(12, workspace.array(Use.VALUE, 3, 12).length);
    assertEquals(4 * 19, workspace.bytes());
  }

  /** Arrays that an earlier pass left full of NaN, of another network even, change nothing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void passes_inAWorkspaceOfOthers_areTheSameBits(int rows) {
    Network network = Networks.random(CONFIG, 1);
    float[] x = Draws.gaussians(5, 0, rows * SIZE);
    float[] directions = Draws.gaussians(5, 1, 2 * rows * SIZE);
    float[] adjoints = Draws.gaussians(5, 2, rows * SIZE);
    NetworkPass alone = network.newPass(Kernels.get(), DerivedWeights.none());
    float[] value = alone.forward(rows, x, timesteps(rows));
    float[] tangents = alone.tangents(2, directions);
    float[] back = alone.backward(adjoints);

    Workspace workspace = new Workspace();
    spoil(workspace, new Shape(1, 24, 24), rows + 3);
    spoil(workspace, SHAPE, rows + 1);
    NetworkPass shared = network.newPass(Kernels.get(), DerivedWeights.none(), workspace);
    assertArrayEquals(value, shared.predict(rows, x, timesteps(rows)));
    assertArrayEquals(value, shared.forward(rows, x, timesteps(rows)));
    assertArrayEquals(tangents, shared.tangents(2, directions));
    assertArrayEquals(back, shared.backward(adjoints));
    assertArrayEquals(back, shared.backward(adjoints));
  }

  private static void spoil(Workspace workspace, Shape shape, int rows) {
    Network other = Networks.random(UNetConfig.attendingOnce(shape, List.of(16, 24), 2, 8), 2);
    NetworkPass pass = other.newPass(Kernels.get(), DerivedWeights.none(), workspace);
    float[] nan = new float[rows * shape.size()];
    Arrays.fill(nan, Float.NaN);
    pass.predict(rows, nan, timesteps(rows));
    pass.forward(rows, nan, timesteps(rows));
    pass.tangents(1, nan);
    pass.backward(nan);
  }

  @Test
  void afterPrediction_derivativesAndOutputs_areRefused() {
    NetworkPass pass = Networks.random(CONFIG, 1).newPass(Kernels.get(), DerivedWeights.none());
    pass.predict(1, new float[SIZE], new int[1]);
    for (var call :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> pass.tangents(1, new float[SIZE]),
            () -> pass.backward(new float[SIZE]),
            () -> pass.output("conv_in"))) {
      IllegalStateException error = assertThrows(IllegalStateException.class, call);
      assertTrue(error.getMessage().contains("was a prediction, which keeps nothing"));
    }
  }

  /** The formula that the documentation gives, against the arrays that there are. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void memory_ofPasses_isTheFormula(int side) {
    Shape shape = new Shape(1, side, side);
    Network network = Network.of(UNetConfig.attendingOnce(shape, List.of(32, 32, 64, 64), 2, 16));
    NetworkMemory memory = network.memory();
    for (int rows : new int[] {1, 8}) {
      Workspace workspace = new Workspace();
      NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.none(), workspace);
      pass.predict(rows, new float[rows * shape.size()], timesteps(rows));
      assertEquals(0, workspace.array(Use.SAVED, 0, 0).length, "kept for derivatives");
      double ratio = (double) workspace.bytes() / memory.prediction(rows);
      // One small image fills a product of tiles only in part.
      assertTrue(ratio > (rows == 1 ? 0.4 : 0.8) && ratio < 1.05, rows + " rows: " + ratio);
    }
    for (boolean predictedBefore : new boolean[] {false, true}) {
      Workspace workspace = new Workspace();
      NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.none(), workspace);
      if (predictedBefore) {
        pass.predict(8, new float[8 * shape.size()], timesteps(8));
      }
      pass.forward(1, new float[shape.size()], timesteps(1));
      pass.tangents(8, new float[8 * shape.size()]);
      long said = predictedBefore ? memory.workspace(8, 8) : memory.linearization(8);
      double ratio = (double) workspace.bytes() / said;
      assertTrue(
          ratio > 0.8 && ratio < 1.05, "predicted before: " + predictedBefore + ": " + ratio);
    }
  }

  @Test
  void pool_moreAtOnceThanKept_letsTheRestGo() {
    WorkspacePool pool = WorkspacePool.keeping(2);
    List<Workspace> lent = List.of(pool.take(), pool.take(), pool.take());
    lent.forEach(workspace -> workspace.array(Use.VALUE, 0, 100));
    lent.forEach(pool::give);
    assertEquals(2 * 400, pool.bytes());
    assertSame(lent.get(1), pool.take());
    assertSame(lent.get(0), pool.take());
    assertEquals(0, pool.take().bytes());
    pool.give(lent.get(0));
    pool.trim();
    assertEquals(0, pool.bytes());
    assertIllegal("a pool keeps at least 0 workspaces, found -1", () -> WorkspacePool.keeping(-1));
  }
}
