package org.abc4j.samediff;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that run on ND4J: with the CUDA backend only where there is a GPU, on the CPU always. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresBackend.Condition.class)
public @interface RequiresBackend {

  /** Leaves tests out where the gate refuses a GPU, with its words. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try {
        return ConditionEvaluationResult.enabled(BackendGate.check());
      } catch (UnusableBackendException refused) {
        if (BackendGate.isCuda()) {
          return ConditionEvaluationResult.disabled(refused.getMessage());
        }
        throw refused;
      }
    }
  }
}
