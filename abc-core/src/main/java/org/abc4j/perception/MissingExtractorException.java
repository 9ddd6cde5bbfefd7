package org.abc4j.perception;

import java.nio.file.Path;
import java.util.Locale;
import org.abc4j.io.Quoted;

/** Nothing on the class path opens an extractor's file. */
public final class MissingExtractorException extends ExtractorException {
  private static final long serialVersionUID = 1;

  /**
   * Of a file.
   *
   * @param file the extractor's
   */
  MissingExtractorException(Path file) {
    super(
        isOnnx(file)
            ? Quoted.of(file.toString())
                + " is run by the module abc-onnx, which is not there: put abc-onnx.jar and"
                + " onnxruntime's jar on the class path"
            : "no module on the class path opens "
                + Quoted.of(file.toString())
                + "; abc-onnx opens files that end with .onnx");
  }

  private static boolean isOnnx(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }
}
