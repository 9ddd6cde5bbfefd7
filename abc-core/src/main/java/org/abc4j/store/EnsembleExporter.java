package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.abc4j.Execution;
import org.abc4j.model.Coefficients;

/**
 * Writes the mean f·c of an ensemble's members as one file of a format that others read.
 *
 * <p>A module that knows a format provides a service of this type, with a public constructor
 * without arguments; whoever wants the format need not know the module. Implementations are
 * thread-safe.
 */
public interface EnsembleExporter {

  /**
   * What is written.
   *
   * @return name of the format, such as {@code onnx}
   */
  String format();

  /**
   * Writes a file, whole or not at all. A member whose coefficient is 0 is not in it, in no form.
   *
   * @param ensemble the ensemble
   * @param coefficients c, one for each of the ensemble's n members, not all 0
   * @param file the file, replaced if it exists; its folder must exist
   * @param execution asked whether to go on
   * @throws IllegalArgumentException if there are not n coefficients, all are 0, that of a removed
   *     member is not, or a file of the format cannot hold so much
   * @throws IOException if the file cannot be written
   * @throws java.io.UncheckedIOException if a member can no longer be read
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  void export(EnsembleFolder ensemble, Coefficients coefficients, Path file, Execution execution)
      throws IOException;

  /**
   * The exporter of a format, of the modules that are on the class path.
   *
   * @param format name of the format
   * @return the exporter, or empty if no module has one
   */
  static Optional<EnsembleExporter> of(String format) {
    return ServiceLoader.load(EnsembleExporter.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(exporter -> exporter.format().equals(format))
        .findFirst();
  }
}
