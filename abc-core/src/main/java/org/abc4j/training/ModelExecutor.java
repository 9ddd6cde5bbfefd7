package org.abc4j.training;

import java.util.Objects;

/**
 * What trains models: this library's engine, or another, whose name folders keep, as its weights
 * are not the same to the bit. Immutable.
 *
 * @param name one line; empty for this library's engine
 * @param models makes its models
 */
record ModelExecutor(String name, TrainableModels models) {
  /** The pure-JVM engine. */
  static final ModelExecutor OWN = new ModelExecutor("", TrainableModels.PURE);

  ModelExecutor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(models, "models");
  }

  /**
   * Another engine.
   *
   * @throws IllegalArgumentException if the name is blank or has a control character
   */
  static ModelExecutor of(String name, TrainableModels models) {
    return new ModelExecutor(requireName(name), models);
  }

  /** Fails unless a name can be another executor's; returns it. */
  static String requireName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an executor has a name, found '" + name + "'");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("an executor's name is one line, found '" + name + "'");
    }
    return name;
  }
}
