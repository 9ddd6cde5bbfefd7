package org.abc4j.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.SparkSession;

/** Spark in this JVM, two tasks at a time: one session for all tests. */
final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  static synchronized SparkSession session() {
    if (session == null) {
      SparkConf local =
          conf()
              .setMaster("local[2]")
              // As many clusters have it.
              .set("spark.serializer", KryoSerializer.class.getName());
      session = SparkSession.builder().config(local).getOrCreate();
    }
    return session;
  }

  /** On loopback, without pages to look at, and quick. */
  static SparkConf conf() {
    return new SparkConf()
        .setAppName("abc-spark tests")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.sql.shuffle.partitions", "2")
        .set("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/abc-warehouse");
  }
}
