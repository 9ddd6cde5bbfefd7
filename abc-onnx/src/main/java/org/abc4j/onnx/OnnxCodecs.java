package org.abc4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.abc4j.Shape;
import org.abc4j.codec.CodecProvider;
import org.abc4j.codec.OpenCodec;

/**
 * Opens two ONNX files as a codec for {@link org.abc4j.codec.Codecs}, which finds this class by
 * itself where this module is on the class path. Stateless and thread-safe.
 */
public final class OnnxCodecs implements CodecProvider {

  /** For {@link java.util.ServiceLoader}. */
  public OnnxCodecs() {}

  @Override
  public boolean opens(Path encoder, Path decoder) {
    return isOnnx(encoder) && isOnnx(decoder);
  }

  private static boolean isOnnx(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  @Override
  public OpenCodec open(Path encoder, Path decoder, Shape images, double scaling)
      throws IOException {
    try {
      // One thread of an operator: nothing is promised of others' operators on several.
      return OnnxCodec.open(encoder, decoder, images, scaling, OnnxSettings.usual());
    } catch (LinkageError missing) {
      throw new IllegalStateException(
          "ONNX Runtime is not on the class path; its jar, onnxruntime, belongs beside abc-onnx's ("
              + missing
              + ")",
          missing);
    }
  }
}
