package org.abc4j.unet.layer;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Masks;
import org.abc4j.testing.Networks;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.Test;

/** What is derived from weights: never stale, never half made, never beyond its bound. */
class DerivedWeightsTest {
  private static final Shape SHAPE = new Shape(1, 8, 8);
  private static final int SIZE = SHAPE.size();
  private static final UNetConfig CONFIG = UNetConfig.attendingOnce(SHAPE, List.of(16, 16), 1, 8);
  private static final int ROWS = 2;
  private static final int TANGENTS = 3;
  private static final int[] TIMESTEPS = {7, 7};

  /** Fails at one allocation, as a full heap does. */
  private static final class Failing implements IntFunction<float[]> {
    private final int at;
    private int asked;

    Failing(int at) {
      this.at = at;
    }

    @Override
    public float[] apply(int size) {
      if (asked++ == at) {
        throw new OutOfMemoryError("allocation " + at);
      }
      return new float[size];
    }
  }

  private static Network network() {
    return Networks.random(CONFIG, 1);
  }

  private static float[] images() {
    return Draws.gaussians(3, 0, ROWS * SIZE);
  }

  /** A prediction, tangents and the way back, one after another. */
  private static float[] everything(NetworkPass pass) {
    float[] predicted = pass.predict(ROWS, images(), TIMESTEPS);
    float[] value = pass.forward(ROWS, images(), TIMESTEPS);
    float[] tangents = pass.tangents(TANGENTS, Draws.gaussians(3, 1, ROWS * TANGENTS * SIZE));
    float[] back = pass.backward(Draws.gaussians(3, 2, ROWS * SIZE));
    float[] all = Arrays.copyOf(predicted, 3 * predicted.length + tangents.length);
    System.arraycopy(value, 0, all, predicted.length, value.length);
    System.arraycopy(back, 0, all, 2 * predicted.length, back.length);
    System.arraycopy(tangents, 0, all, 3 * predicted.length, tangents.length);
    return all;
  }

  private static float[] expected() {
    return everything(network().newPass(Kernels.get(), DerivedWeights.none()));
  }

  @Test
  void pass_derivedWeightsKeptOrNot_isTheSameBits() {
    assertArrayEquals(
        expected(), everything(network().newPass(Kernels.get(), DerivedWeights.unbounded())));
  }

  @Test
  void pass_heapIsFull_goesWithoutKeepingMore() {
    float[] expected = expected();
    Network whole = network();
    DerivedWeights all = DerivedWeights.unbounded();
    everything(whole.newPass(Kernels.get(), all));
    long before = -1;
    for (int at = 0; before < all.bytes(); at++) {
      Network network = network();
      DerivedWeights derived = DerivedWeights.upTo(Long.MAX_VALUE, new Failing(at));
      NetworkPass pass = network.newPass(Kernels.get(), derived);
      assertArrayEquals(expected, everything(pass), "failure at allocation " + at);
      assertArrayEquals(expected, everything(pass), "after failure at allocation " + at);
      assertTrue(derived.bytes() > before, "kept with failure at allocation " + at);
      before = derived.bytes();
      if (before < all.bytes()) {
        derived.trim();
        assertArrayEquals(expected, everything(pass), "after room was made");
        assertEquals(all.bytes(), derived.bytes());
      }
      Reference.reachabilityFence(network);
    }
    Reference.reachabilityFence(whole);
  }

  /** First idle workspaces go, then half of what is kept, then the rest; then it cannot be had. */
  @Test
  void makingRoom_heapIsFull_letsGoOfWhatIsKeptStepByStep() {
    Network network = network();
    DerivedWeights derived = DerivedWeights.unbounded();
    NetworkPass pass = network.newPass(Kernels.get(), derived);
    float[] expected = everything(pass);
    long all = derived.bytes();
    List<Long> kept = new ArrayList<>();
    List<Long> idle = new ArrayList<>();
    Workspace workspace = new Workspace();
    workspace.array(Workspace.Use.VALUE, 0, 100);
    for (int failures = 0; failures < 4; failures++) {
      int most = failures;
      derived.trim();
      everything(pass);
      kept.clear();
      idle.clear();
      WorkspacePool.shared().give(workspace);
      assertArrayEquals(
          expected,
          derived.makingRoom(
              () -> {
                kept.add(derived.bytes());
                idle.add(WorkspacePool.shared().bytes());
                if (kept.size() <= most) {
                  everything(pass);
                  throw new OutOfMemoryError("try " + kept.size());
                }
                return everything(pass);
              }));
      assertEquals(List.of(all, all, 0L, 0L).subList(0, failures + 1), kept);
      assertTrue(idle.get(0) > 0);
      assertEquals(List.of(0L, 0L, 0L).subList(0, failures), idle.subList(1, idle.size()));
      long now = derived.bytes();
      assertTrue(failures < 2 ? now == all : failures > 2 ? now == 0 : now > 0 && now <= all / 2);
    }
    OutOfMemoryError last = new OutOfMemoryError("always");
    assertSame(
        last,
        assertThrows(
            OutOfMemoryError.class,
            () ->
                derived.makingRoom(
                    () -> {
                      throw last;
                    })));
    derived.trim();
    everything(pass);
    assertEquals(all, derived.bytes());
    Reference.reachabilityFence(network);
  }

  /** What another thread lets go of while a try is under way is room too, and not its end. */
  @Test
  void makingRoom_anotherThreadLetGoMeanwhile_isTriedAgain() {
    Network network = network();
    DerivedWeights derived = DerivedWeights.unbounded();
    NetworkPass pass = network.newPass(Kernels.get(), derived);
    float[] expected = everything(pass);
    Workspace workspace = new Workspace();
    workspace.array(Workspace.Use.VALUE, 0, 100);
    WorkspacePool.shared().give(workspace);
    int[] tries = new int[2];
    Runnable other =
        () ->
            derived.makingRoom(
                () -> {
                  if (tries[1]++ == 0 || derived.bytes() > 0) {
                    throw new OutOfMemoryError("the other's try " + tries[1]);
                  }
                  return 0;
                });
    assertArrayEquals(
        expected,
        derived.makingRoom(
            () -> {
              int mine = ++tries[0];
              if (mine == 2) {
                // Both have begun when the heap is full; the other one is first to make room.
                assertTrue(derived.bytes() > 0);
                join(other);
                assertEquals(0, derived.bytes());
              }
              if (mine <= 2) {
                throw new OutOfMemoryError("try " + mine);
              }
              return everything(pass);
            }));
    assertEquals(3, tries[0]);
    Reference.reachabilityFence(network);
  }

  /** With no idle workspace, the first failure lets go of what is kept, and the second is last. */
  @Test
  void makingRoom_noIdleWorkspace_isNotTriedInVain() {
    Network network = network();
    DerivedWeights derived = DerivedWeights.unbounded();
    everything(network.newPass(Kernels.get(), derived));
    WorkspacePool.shared().trim();
    int[] tries = new int[1];
    assertThrows(
        OutOfMemoryError.class,
        () ->
            derived.makingRoom(
                () -> {
                  throw new OutOfMemoryError("try " + ++tries[0]);
                }));
    assertEquals(2, tries[0]);
    Reference.reachabilityFence(network);
  }

  private static void join(Runnable task) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(task);
    thread.setUncaughtExceptionHandler((which, thrown) -> failure.set(thrown));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertEquals(null, failure.get());
  }

  @Test
  void pass_allocationInTheWorkspaceFails_laterCallsAreRight() {
    float[] expected = expected();
    int failures = 0;
    while (true) {
      Workspace workspace = new Workspace(new Failing(failures));
      NetworkPass pass = network().newPass(Kernels.get(), DerivedWeights.unbounded(), workspace);
      try {
        everything(pass);
        break;
      } catch (OutOfMemoryError full) {
        failures++;
      }
      assertArrayEquals(expected, everything(pass), "after failure " + failures);
    }
    assertTrue(failures > 100, "only " + failures + " allocations");
  }

  @Test
  void train_allocationFails_leavesTheWeights() {
    Network network = network();
    float[] before = weights(network);
    for (int at = 0; at < 150; at += 7) {
      Workspace workspace = new Workspace(new Failing(at));
      NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.unbounded(), workspace);
      assertThrows(OutOfMemoryError.class, () -> step(network, pass));
      assertArrayEquals(before, weights(network), "failure at allocation " + at);
    }
    Network other = network();
    step(other, other.newPass(Kernels.get(), DerivedWeights.unbounded()));
    step(network, network.newPass(Kernels.get(), DerivedWeights.unbounded()));
    assertArrayEquals(weights(other), weights(network));
  }

  private static void step(Network network, NetworkPass pass) {
    pass.train(
        new Adam(AdamConfig.pytorch(1e-2), network.parameters().values()),
        ROWS,
        1,
        images(),
        TIMESTEPS,
        Draws.gaussians(3, 4, ROWS * SIZE),
        Masks.keepAll());
  }

  private static float[] weights(Network network) {
    float[] all = new float[0];
    for (Parameter parameter : network.parameters().values()) {
      float[] values = parameter.toArray();
      int from = all.length;
      all = Arrays.copyOf(all, from + values.length);
      System.arraycopy(values, 0, all, from, values.length);
    }
    return all;
  }

  @Test
  void pass_changedWeights_usesTheNewOnes() {
    for (DerivedWeights derived :
        List.of(DerivedWeights.none(), DerivedWeights.unbounded(), DerivedWeights.upTo(50_000))) {
      Network network = network();
      NetworkPass pass = network.newPass(Kernels.get(), derived);
      everything(pass);
      Network other = Networks.random(CONFIG, 2);
      network
          .parameters()
          .forEach((name, parameter) -> parameter.set(other.parameters().get(name).toArray()));
      assertArrayEquals(
          everything(other.newPass(Kernels.get(), DerivedWeights.none())), everything(pass));
    }
  }

  @Test
  void bytes_manyNetworks_neverExceedTheBound() {
    Network first = network();
    Network second = network();
    long each = first.memory().derivedInTraining();
    DerivedWeights derived = DerivedWeights.upTo(each + each / 3);
    everything(first.newPass(Kernels.get(), derived));
    assertEquals(each, derived.bytes());
    float[] found = everything(second.newPass(Kernels.get(), derived));
    assertTrue(derived.bytes() > each && derived.bytes() <= derived.bound(), derived::toString);
    assertArrayEquals(expected(), found);
    Reference.reachabilityFence(first);
  }

  @Test
  void trim_kept_isGoneAndMadeAgain() {
    Network network = network();
    DerivedWeights derived = DerivedWeights.unbounded();
    NetworkPass pass = network.newPass(Kernels.get(), derived);
    float[] expected = everything(pass);
    assertEquals(network.memory().derivedInTraining(), derived.bytes());
    derived.trim();
    assertEquals(0, derived.bytes());
    assertArrayEquals(expected, everything(pass));
    assertEquals(network.memory().derivedInTraining(), derived.bytes());
  }

  @Test
  void bytes_networkIsGarbage_areFreeAgain() throws InterruptedException {
    DerivedWeights derived = DerivedWeights.unbounded();
    everything(network().newPass(Kernels.get(), derived));
    for (int i = 0; i < 100 && derived.bytes() > 0; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(0, derived.bytes());
  }

  @Test
  void predict_keepsLessThanDerivatives() {
    Network network = network();
    DerivedWeights derived = DerivedWeights.unbounded();
    network.newPass(Kernels.get(), derived).predict(ROWS, images(), TIMESTEPS);
    assertEquals(network.memory().derived(), derived.bytes());
    assertFalse(network.memory().derived() == network.memory().derivedInTraining());
  }

  @Test
  void upTo_negative_isRefused() {
    assertIllegal(
        "derived weights are kept up to at least 0 bytes, found -1", () -> DerivedWeights.upTo(-1));
  }
}
