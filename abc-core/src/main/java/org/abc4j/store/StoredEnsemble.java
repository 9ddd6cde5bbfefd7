package org.abc4j.store;

import java.lang.System.Logger.Level;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;

/** Members in files: read when they are asked for, dropped when memory is short. Thread-safe. */
final class StoredEnsemble implements Ensemble {

  /** The rest of the heap is for what is derived from weights, and for what computations need. */
  private static final int PART_OF_HEAP = 2;

  private final EnsembleFolder folder;
  private final DerivedWeights derived;
  private final List<SoftReference<NoiseModel>> members = new ArrayList<>();
  private final Object[] locks;

  private final AtomicBoolean said = new AtomicBoolean();

  StoredEnsemble(EnsembleFolder folder, DerivedWeights derived) {
    this.folder = folder;
    this.derived = Objects.requireNonNull(derived, "derived");
    this.locks = new Object[folder.code().codebook().length()];
    for (int i = 0; i < locks.length; i++) {
      members.add(new SoftReference<>(null));
      locks[i] = new Object();
    }
  }

  /** The folder that an ensemble, or a view of it that holds members, is in; empty if in none. */
  static Optional<EnsembleFolder> folderOf(Ensemble ensemble) {
    if (ensemble instanceof Held view) {
      return Optional.of(view.folder());
    }
    return ensemble instanceof StoredEnsemble stored
        ? Optional.of(stored.folder)
        : Optional.empty();
  }

  @Override
  public CodeAssignment code() {
    return folder.code();
  }

  @Override
  public Codeword removed() {
    return folder.removed();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(folder.manifest().schedule());
  }

  @Override
  public Shape shape() {
    return folder.config().inputShape();
  }

  @Override
  public NoiseModel member(int index) {
    Objects.checkIndex(index, locks.length);
    synchronized (locks[index]) {
      NoiseModel member = members.get(index).get();
      if (member == null) {
        Network network = derived.makingRoom(() -> folder.network(index));
        member = UNetModel.of(network, folder.manifest().schedule()).with(derived);
        members.set(index, new SoftReference<>(member));
      }
      return member;
    }
  }

  private void say() {
    if (said.compareAndSet(false, true)) {
      System.getLogger(EnsembleFolder.class.getName())
          .log(
              Level.WARNING,
              "Members of "
                  + folder.path()
                  + " have been dropped, as memory was short, and are read again, perhaps at each"
                  + " step: all "
                  + there()
                  + " take "
                  + megabytes(there() * heldBytes())
                  + " of a heap of "
                  + megabytes(Runtime.getRuntime().maxMemory())
                  + ", and a computation holds those that fit in half of it (java -Xmx).");
    }
  }

  private int there() {
    return locks.length - removed().weight();
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }

  /** Of one member, the largest. */
  private long heldBytes() {
    return IntStream.range(0, locks.length)
        .mapToObj(folder::config)
        .distinct()
        .mapToLong(config -> Float.BYTES * UNetCost.of(config).parameters())
        .max()
        .orElseThrow();
  }

  @Override
  public Ensemble held() {
    return new Held();
  }

  @Override
  public String toString() {
    String of = there() < locks.length ? there() + " of " : "";
    return "Ensemble[" + of + locks.length + " members in " + folder.path() + "]";
  }

  /**
   * Holds the first members, as many as fit: every view the same ones, so that several computations
   * hold no more together than one. Each asks for all members at each step, in whichever order:
   * those that do not fit are best let go, not those that do.
   */
  private final class Held implements Ensemble {
    private final long most = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / heldBytes();
    private final AtomicReferenceArray<NoiseModel> members =
        new AtomicReferenceArray<>(locks.length);

    /** Where each stands among the members that are there. */
    private final int[] place = new int[locks.length];

    Held() {
      for (int i = 1; i < place.length; i++) {
        place[i] = place[i - 1] + (removed().contains(i - 1) ? 0 : 1);
      }
    }

    EnsembleFolder folder() {
      return folder;
    }

    /** What was given out of those that are not held. */
    private final AtomicReferenceArray<WeakReference<NoiseModel>> given =
        new AtomicReferenceArray<>(locks.length);

    @Override
    public CodeAssignment code() {
      return StoredEnsemble.this.code();
    }

    @Override
    public Codeword removed() {
      return StoredEnsemble.this.removed();
    }

    @Override
    public Optional<NoiseSchedule> schedule() {
      return StoredEnsemble.this.schedule();
    }

    @Override
    public Shape shape() {
      return StoredEnsemble.this.shape();
    }

    @Override
    public NoiseModel member(int index) {
      NoiseModel held = members.get(index);
      if (held != null) {
        return held;
      }
      NoiseModel member = StoredEnsemble.this.member(index);
      if (place[index] < most) {
        members.set(index, member);
      } else {
        WeakReference<NoiseModel> before = given.getAndSet(index, new WeakReference<>(member));
        if (before != null && !before.refersTo(member)) {
          say();
        }
      }
      return member;
    }

    @Override
    public Ensemble held() {
      return this;
    }

    @Override
    public String toString() {
      return StoredEnsemble.this.toString();
    }
  }
}
