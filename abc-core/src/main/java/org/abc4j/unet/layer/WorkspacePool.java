package org.abc4j.unet.layer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Workspaces for threads that come and go: as many are lent as are asked for at once, and a bounded
 * number is kept for the next. Thread-safe.
 *
 * <p>Nothing that is computed depends on who had a workspace before.
 */
public final class WorkspacePool {
  private static final WorkspacePool SHARED = keeping(Runtime.getRuntime().availableProcessors());

  private final int most;
  private final Deque<Workspace> idle = new ArrayDeque<>();

  private WorkspacePool(int most) {
    this.most = most;
  }

  /**
   * A pool of its own.
   *
   * @param most idle workspaces that are kept, at least 0
   * @return the pool
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public static WorkspacePool keeping(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("a pool keeps at least 0 workspaces, found " + most);
    }
    return new WorkspacePool(most);
  }

  /**
   * The pool of all models, which keeps a workspace for each processor.
   *
   * @return the same pool each time
   */
  public static WorkspacePool shared() {
    return SHARED;
  }

  /**
   * Takes a workspace, to be given back.
   *
   * @return one that was used last, or a new one
   */
  public synchronized Workspace take() {
    return idle.isEmpty() ? new Workspace() : idle.pop();
  }

  /**
   * Gives a workspace back, after a failure too: the next pass does not care what is in it.
   *
   * @param workspace the workspace, which the caller uses no more
   */
  public synchronized void give(Workspace workspace) {
    if (idle.size() < most) {
      idle.push(workspace);
    }
  }

  /**
   * Memory of the idle workspaces.
   *
   * @return bytes
   */
  public synchronized long bytes() {
    return idle.stream().mapToLong(Workspace::bytes).sum();
  }

  /**
   * Lets go of the idle workspaces.
   *
   * @return whether they held any memory
   */
  public synchronized boolean trim() {
    boolean held = bytes() > 0;
    idle.clear();
    return held;
  }
}
