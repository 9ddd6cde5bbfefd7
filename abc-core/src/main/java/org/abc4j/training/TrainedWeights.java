package org.abc4j.training;

import java.io.IOException;
import org.abc4j.unet.layer.Parameter;

/** Averaged weights of models that another program has trained from {@link TrainingInputs}. */
@FunctionalInterface
public interface TrainedWeights {

  /**
   * One weight of a model.
   *
   * @param model the model's name, that of its file in its folder without what follows the dot:
   *     {@code "member-003"}, {@code "whole"} or {@code "without-00017"}
   * @param parameter the weight's name and shape
   * @return its values in the order of diffusers
   * @throws org.abc4j.io.MalformedFileException if it is not there, or of another shape
   * @throws IOException if it cannot be read
   */
  float[] of(String model, Parameter parameter) throws IOException;
}
