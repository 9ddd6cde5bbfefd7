package org.abc4j.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

@RequiresBackend
class ArrayPoolTest {
  private static final int COUNT = 20;

  @BeforeAll
  static void start() {
    Nd4jStart.ensure();
  }

  private static INDArray borrowed(ArrayPool pool) {
    return pool.allocate(true, DataType.FLOAT, 2, 3);
  }

  private static void assertLendsNoArrayTwice(ArrayPool pool) {
    Set<INDArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 3 * COUNT; i++) {
      INDArray array = borrowed(pool);
      assertTrue(seen.add(array), "array " + i + " is lent twice");
      assertTrue(!array.wasClosed(), "array " + i + " is closed");
    }
  }

  /** An array that cannot be taken back, as if memory ran out then. */
  private static INDArray failing() {
    return (INDArray)
        Proxy.newProxyInstance(
            ArrayPoolTest.class.getClassLoader(),
            new Class<?>[] {INDArray.class},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("no memory");
            });
  }

  @SuppressWarnings("unchecked")
  private static Set<INDArray> lent(ArrayPool pool) throws ReflectiveOperationException {
    Field lent = ArrayPool.class.getDeclaredField("lent");
    lent.setAccessible(true);
    return (Set<INDArray>) lent.get(pool);
  }

  @Test
  void takeBack_thatFailsHalfway_lendsNoArrayTwice() throws ReflectiveOperationException {
    ArrayPool pool = new ArrayPool();
    for (int i = 0; i < COUNT; i++) {
      borrowed(pool);
    }
    lent(pool).add(failing());
    assertThrows(IllegalStateException.class, pool::takeBack);
    pool.takeBack();
    assertLendsNoArrayTwice(pool);
  }

  @Test
  void takeBack_arraysOfARun_areLentAgain() {
    ArrayPool pool = new ArrayPool();
    INDArray first = borrowed(pool);
    pool.takeBack();
    assertTrue(first == borrowed(pool));
    assertEquals(6 * Float.BYTES, pool.bytes());
    assertLendsNoArrayTwice(pool);
  }

  @Test
  void close_idleArrays_areNotLentAgain() {
    ArrayPool pool = new ArrayPool();
    for (int i = 0; i < COUNT; i++) {
      borrowed(pool);
    }
    pool.takeBack();
    pool.close();
    assertEquals(0, pool.bytes());
    assertLendsNoArrayTwice(pool);
  }
}
