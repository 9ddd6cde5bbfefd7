package org.abc4j.unet.layer;

import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How much memory may be spent on keeping what networks derive from their weights: the transformed
 * kernels of Winograd's convolutions, four times as large as the kernels themselves, and turned
 * kernels for adjoints.
 *
 * <p>Passes that find room here keep what they derive for the next; the others make it anew in
 * their working space, to the same bits. One bound may be shared by any number of networks: what is
 * kept is kept, and those that come when the bound is reached go without. So they do when the heap
 * is full before that, until something that is kept goes; it is logged once. A network's share is
 * free again once the network is garbage. What is kept also makes room for what is needed, {@link
 * #makingRoom}. Thread-safe.
 */
public final class DerivedWeights {
  /** An eighth of the heap. */
  private static final DerivedWeights SHARED = upTo(Runtime.getRuntime().maxMemory() / 8);

  private final long bound;
  private final IntFunction<float[]> allocator;
  private final Set<Share> shares = new HashSet<>();
  private final ReferenceQueue<Kept> garbage = new ReferenceQueue<>();
  private long floats;

  /** Bytes that may be kept: the bound, until what was kept had to make room. */
  private long allowed;

  private boolean heapIsFull;
  private boolean saidSo;

  /** Held while all is let go, so that whoever comes meanwhile waits for what becomes free. */
  private final Object lettingGo = new Object();

  /** How often something was let go. */
  private long timesLetGo;

  private DerivedWeights(long bound, IntFunction<float[]> allocator) {
    this.bound = bound;
    this.allowed = bound;
    this.allocator = allocator;
  }

  /**
   * Keeps nothing: networks take the memory of their weights, and passes more time.
   *
   * @return a bound of 0
   */
  public static DerivedWeights none() {
    return upTo(0);
  }

  /**
   * Keeps everything.
   *
   * @return a new bound that is never reached
   */
  public static DerivedWeights unbounded() {
    return upTo(Long.MAX_VALUE);
  }

  /**
   * Keeps what fits under a bound of its own.
   *
   * @param bytes the bound, at least 0
   * @return a new bound
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public static DerivedWeights upTo(long bytes) {
    return upTo(bytes, float[]::new);
  }

  static DerivedWeights upTo(long bytes, IntFunction<float[]> allocator) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "derived weights are kept up to at least 0 bytes, found " + bytes);
    }
    return new DerivedWeights(bytes, allocator);
  }

  /**
   * What models share that were not told otherwise: an eighth of the largest heap.
   *
   * @return the same bound each time
   */
  public static DerivedWeights shared() {
    return SHARED;
  }

  /**
   * The bound.
   *
   * @return bytes
   */
  public long bound() {
    return bound;
  }

  /**
   * What is kept at the moment.
   *
   * @return bytes, at most {@link #bound}
   */
  public synchronized long bytes() {
    for (Reference<?> share = garbage.poll(); share != null; share = garbage.poll()) {
      release((Share) share);
    }
    return floats * Float.BYTES;
  }

  /** Lets go of all that is kept; passes that need it make it again, if there is room. */
  public void trim() {
    letGo(bound);
  }

  private void letGo(long allowedFromNow) {
    synchronized (lettingGo) {
      List<Kept> all = new ArrayList<>();
      synchronized (this) {
        timesLetGo += bytes() > 0 ? 1 : 0;
        shares.forEach(share -> all.add(share.get()));
        shares.clear();
        floats = 0;
        heapIsFull = false;
        allowed = allowedFromNow;
      }
      for (Kept kept : all) {
        if (kept != null) {
          kept.forget(this);
        }
      }
    }
  }

  /**
   * Computes something. Should the heap have no room for it, what is kept only to save time goes
   * and it is computed again: first the idle workspaces of the shared pool, if there are any, then
   * all that is kept here, of which half as much may be kept from then on, and at last nothing.
   * {@link #trim} allows the bound again. What another thread has let go of in the meantime counts
   * too: the computation is tried again before it fails.
   *
   * <p>A JVM that is started with {@code -XX:+ExitOnOutOfMemoryError} or {@code
   * -XX:+CrashOnOutOfMemoryError} ends at the first failure, and nothing makes room.
   *
   * @param computation what is computed, perhaps several times
   * @param <T> what it gives
   * @return what it gave
   * @throws OutOfMemoryError if there was no room with nothing kept either
   */
  public <T> T makingRoom(Supplier<T> computation) {
    for (int failures = 0; ; failures++) {
      long before = timesLetGo();
      try {
        return computation.get();
      } catch (OutOfMemoryError full) {
        // Also what this computation gave back when it failed.
        boolean freed = WorkspacePool.shared().trim();
        if ((failures > 0 || !freed) && !makeRoom(before)) {
          throw full;
        }
      }
    }
  }

  private synchronized long timesLetGo() {
    return timesLetGo;
  }

  /** Lets go of all, unless that was done since; says whether there was anything. */
  private boolean makeRoom(long before) {
    synchronized (lettingGo) {
      long half;
      synchronized (this) {
        if (timesLetGo != before) {
          return true;
        }
        long kept = bytes();
        if (kept == 0) {
          return false;
        }
        half = allowed == bound ? kept / 2 : 0;
      }
      letGo(half);
    }
    say();
    return true;
  }

  /** Room for so many numbers, or null. */
  private synchronized Share reserve(Kept kept, int size) {
    if (bytes() + (long) size * Float.BYTES > allowed || heapIsFull) {
      return null;
    }
    Share share = new Share(kept, size, garbage);
    shares.add(share);
    floats += size;
    return share;
  }

  /** What was kept makes room in the heap when it goes. */
  private synchronized void release(Share share) {
    if (shares.remove(share)) {
      floats -= share.size;
      heapIsFull = false;
    }
  }

  /** There was no room in the heap, and will be none until something that is kept goes. */
  private synchronized void keepNoMore(Share refused) {
    release(refused);
    heapIsFull = true;
    say();
  }

  private synchronized void say() {
    if (!saidSo) {
      saidSo = true;
      System.getLogger(DerivedWeights.class.getName())
          .log(
              Level.WARNING,
              "The heap has no room to keep more than "
                  + ((heapIsFull ? bytes() : allowed) >> 20)
                  + " MB of what networks derive from their weights, of "
                  + (bound >> 20)
                  + " MB that were allowed: passes derive the rest anew, which takes time, until"
                  + " networks are let go or DerivedWeights.trim is called.");
    }
  }

  /** What one of the keepers takes. */
  private static final class Share extends WeakReference<Kept> {
    private final int size;

    Share(Kept kept, int size, ReferenceQueue<Kept> garbage) {
      super(kept, garbage);
      this.size = size;
    }
  }

  /** Something made from a weight, perhaps kept. */
  static final class Kept {
    /** What is kept, by whose leave; both null if nothing is. */
    private float[] values;

    private DerivedWeights owner;

    /** Whether the values are yet to be made, or the weight has changed since they were. */
    private boolean outdated = true;

    /** To be called when the weight has changed. */
    synchronized void outdate() {
      outdated = true;
    }

    private synchronized void forget(DerivedWeights former) {
      if (owner == former) {
        values = null;
        owner = null;
      }
    }

    /**
     * The numbers: as they are kept or, if they are not, made.
     *
     * @param slot of the pass's working space, if they may not be kept
     * @param maker writes all of them
     */
    float[] get(Pass pass, int slot, int size, Consumer<float[]> maker) {
      synchronized (this) {
        if (values != null || keep(pass.derived(), size)) {
          if (outdated) {
            maker.accept(values);
            // Marked last: should the making fail, the next call makes them again.
            outdated = false;
          }
          return values;
        }
      }
      float[] once = pass.scratch(slot, size);
      maker.accept(once);
      return once;
    }

    /** Finds room to keep so many numbers, or leaves everything as it was. */
    private boolean keep(DerivedWeights by, int size) {
      Share share = by.reserve(this, size);
      if (share == null) {
        return false;
      }
      try {
        values = by.allocator.apply(size);
      } catch (OutOfMemoryError full) {
        // What is kept only saves time, so a full heap is no reason to fail.
        by.keepNoMore(share);
        return false;
      }
      owner = by;
      outdated = true;
      return true;
    }
  }
}
