package org.abc4j.codec;

import java.nio.file.Path;
import java.util.Locale;
import org.abc4j.io.Quoted;

/** Nothing on the class path opens a codec's files. */
public final class MissingCodecException extends CodecException {
  private static final long serialVersionUID = 1;

  /**
   * Of two files.
   *
   * @param encoder the encoder's
   * @param decoder the decoder's
   */
  MissingCodecException(Path encoder, Path decoder) {
    super(message(encoder, decoder));
  }

  private static String message(Path encoder, Path decoder) {
    String both = Quoted.of(encoder.toString()) + " and " + Quoted.of(decoder.toString());
    return isOnnx(encoder) && isOnnx(decoder)
        ? both
            + " are run by the module abc-onnx, which is not there: put abc-onnx.jar and"
            + " onnxruntime's jar on the class path"
        : "no module on the class path opens "
            + both
            + "; abc-onnx opens files that end with .onnx";
  }

  private static boolean isOnnx(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }
}
