package org.abc4j.testing;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.math3.exception.ConvergenceException;
import org.apache.commons.math3.linear.RealMatrix;

/** Breaks every rule of the architecture test, which checks that they notice. */
public class RuleBreaker {
  protected RealMatrix field;

  protected RuleBreaker(RealMatrix matrix) {
    this.field = matrix;
  }

  public RealMatrix returnsOne() {
    System.out.println(Math.fma(2, Math.exp(1), Math.random()));
    return field;
  }

  public void takesMany(List<? extends RealMatrix[]> matrices) {
    System.loadLibrary("none");
    new Random(ThreadLocalRandom.current().nextInt()).nextInt();
  }

  protected void throwsOne() throws ConvergenceException {
    DoubleBinaryOperator power = Math::pow;
    power.applyAsDouble(1, 2);
  }

  void hiddenHere(RealMatrix matrix) {}

  private RealMatrix hiddenToo() {
    return field;
  }

  /** A type parameter shows its bound. */
  public interface Bound<T extends RealMatrix> {}
}
