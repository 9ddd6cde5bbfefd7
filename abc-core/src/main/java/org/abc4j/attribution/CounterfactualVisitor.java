package org.abc4j.attribution;

import org.abc4j.model.Ablation;

/** Receives counterfactual samples as they are generated. */
@FunctionalInterface
public interface CounterfactualVisitor {

  /**
   * Called once for each counterfactual, in order, on the thread that started the computation.
   *
   * @param index place of the counterfactual in the order that was asked for; the source, when all
   *     sources were
   * @param ablation the ablation that the counterfactual is of
   * @param image its values, the visitor's to keep
   */
  void visit(long index, Ablation ablation, float[] image);
}
