package org.abc4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Execution;
import org.abc4j.model.Coefficients;
import org.abc4j.store.EnsembleExporter;
import org.abc4j.store.EnsembleFolder;

/** {@link OnnxExport} for those who do not know this module. Stateless and thread-safe. */
public final class OnnxExporter implements EnsembleExporter {

  /** The exporter, as {@link java.util.ServiceLoader} makes it. */
  public OnnxExporter() {}

  @Override
  public String format() {
    return "onnx";
  }

  @Override
  public void export(
      EnsembleFolder ensemble, Coefficients coefficients, Path file, Execution execution)
      throws IOException {
    OnnxExport.of(ensemble).with(coefficients).write(file, execution);
  }
}
