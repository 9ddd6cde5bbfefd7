package org.abc4j.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/** ONNX Runtime itself, loaded when it is first asked for. Thread-safe. */
final class OrtRuntime {
  private static OrtEnvironment environment;

  private OrtRuntime() {}

  /**
   * The runtime of this JVM.
   *
   * @throws IllegalStateException if its library cannot be loaded here
   */
  static synchronized OrtEnvironment environment() {
    if (environment == null) {
      try {
        // What goes wrong is thrown; nothing is to be printed beside it.
        OrtEnvironment started =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "abc");
        started.setTelemetry(false);
        environment = started;
      } catch (LinkageError | OrtException failure) {
        throw new IllegalStateException(
            "ONNX Runtime has libraries for Linux, macOS and Windows on x86-64 and ARM, and none"
                + " can be loaded on "
                + System.getProperty("os.name")
                + ", "
                + System.getProperty("os.arch")
                + ": "
                + failure.getMessage(),
            failure);
      }
    }
    return environment;
  }

  /** Fixed threads that sleep while they wait, operators one after another. */
  static SessionOptions options(OnnxSettings settings) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setExecutionMode(ExecutionMode.SEQUENTIAL);
      options.setIntraOpNumThreads(settings.threads());
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(
          switch (settings.optimisation()) {
            case NONE -> OptLevel.NO_OPT;
            case BASIC -> OptLevel.BASIC_OPT;
            case EXTENDED -> OptLevel.EXTENDED_OPT;
            case ALL -> OptLevel.ALL_OPT;
          });
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return options;
    } catch (OrtException | RuntimeException failure) {
      options.close();
      throw failure;
    }
  }

  /** What it says, on one line and without its codes' names. */
  static String reason(OrtException failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    return message
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^Error code - \\w+ - message: ", "");
  }
}
