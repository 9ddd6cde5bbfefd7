package org.abc4j.samediff;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.BaseNDArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays of one graph's runs, used again and again.
 *
 * <p>ND4J frees native memory when the garbage collector finds its owner, and the collector sees
 * small objects only: so memory grows until the machine is full. Here each array that a run has
 * borrowed is back when the run has ended, whether the session released it or not. What is held
 * stays below twice what the largest run so far has used, whatever the sizes of the runs. Not
 * thread-safe.
 */
final class ArrayPool extends AbstractMemoryMgr {
  private final Map<Key, Deque<INDArray>> idle = new HashMap<>();
  private final Set<INDArray> lent = Collections.newSetFromMap(new IdentityHashMap<>());

  /** What the run at hand has borrowed, and the most bytes that a run has needed. */
  private final Set<Key> used = new HashSet<>();

  private long largest;

  private record Key(DataType type, char order, String shape) {}

  @Override
  public INDArray allocate(boolean detached, DataType type, long... shape) {
    return lend(type, Nd4j.order(), shape);
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    if (descriptor.isEmpty()) {
      return Nd4j.create(descriptor);
    }
    return lend(descriptor.dataType(), descriptor.getOrder(), descriptor.getShape());
  }

  private INDArray lend(DataType type, char order, long... shape) {
    Key key = new Key(type, order, Arrays.toString(shape));
    used.add(key);
    Deque<INDArray> same = idle.get(key);
    INDArray array = same == null ? null : same.poll();
    if (array == null) {
      array = Nd4j.createUninitializedDetached(type, order, shape);
    } else {
      // The session knows arrays by number, and takes one that it has released for gone.
      ((BaseNDArray) array).assignNewId();
    }
    lent.add(array);
    return array;
  }

  @Override
  public void release(INDArray array) {
    if (lent.remove(array)) {
      keep(array);
    }
  }

  private void keep(INDArray array) {
    Key key = new Key(array.dataType(), array.ordering(), Arrays.toString(array.shape()));
    idle.computeIfAbsent(key, k -> new ArrayDeque<>()).push(array);
  }

  /** Takes back what is still lent; a run's outputs must have been read. */
  void takeBack() {
    // One after another: an array that was both lent and kept could be lent twice.
    for (Iterator<INDArray> borrowed = lent.iterator(); borrowed.hasNext(); ) {
      INDArray array = borrowed.next();
      borrowed.remove();
      keep(array);
    }
    largest = Math.max(largest, bytes(used));
    if (bytes() > 2 * largest) {
      Set<Key> unused = new HashSet<>(idle.keySet());
      unused.removeAll(used);
      unused.forEach(key -> idle.remove(key).forEach(INDArray::close));
    }
    used.clear();
  }

  private long bytes(Set<Key> keys) {
    long sum = 0;
    for (Key key : keys) {
      for (INDArray array : idle.getOrDefault(key, new ArrayDeque<>())) {
        sum += bytes(array);
      }
    }
    return sum;
  }

  private static long bytes(INDArray array) {
    return array.length() * array.dataType().width();
  }

  /** Number of bytes that are held, lent or not. */
  long bytes() {
    long sum = bytes(idle.keySet());
    for (INDArray array : lent) {
      sum += bytes(array);
    }
    return sum;
  }

  /** Frees the arrays that are not lent. */
  @Override
  public void close() {
    // Out first: an array that was closed and kept could be lent.
    List<Deque<INDArray>> all = List.copyOf(idle.values());
    idle.clear();
    all.forEach(arrays -> arrays.forEach(INDArray::close));
  }
}
