package org.abc4j.spark;

import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * What driver and executors send each other, as bytes that any serializer of Spark passes on:
 * {@code spark.serializer} may be Kryo, which knows no records.
 */
final class Sent {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

  private Sent() {}

  private static SerializerInstance java() {
    return new JavaSerializer(SparkEnv.get().conf()).newInstance();
  }

  static byte[] of(Object value) {
    ByteBuffer written = java().serialize(value, ANY);
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return bytes;
  }

  /** By the class loader of the application, which is the thread's. */
  @SuppressWarnings("unchecked")
  static <T> T read(byte[] bytes) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return (T)
        java()
            .deserialize(
                ByteBuffer.wrap(bytes), loader == null ? Sent.class.getClassLoader() : loader, ANY);
  }
}
