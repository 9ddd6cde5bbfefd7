package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local | 0 | 1",
        "local[3] | 0 | 3",
        "local[4,2];spark.task.cpus=2 | 0 | 2",
        "local[4];spark.default.parallelism=1000 | 0 | 4",
        "yarn;spark.executor.instances=50;spark.executor.cores=4 | 1 | 200",
        "yarn;spark.executor.instances=50;spark.executor.cores=4;spark.task.cpus=4 | 1 | 50",
        "yarn;spark.executor.cores=4;spark.default.parallelism=7 | 3 | 12",
        "spark://host:7077;spark.cores.max=96;spark.executor.cores=4 | 0 | 96",
        "spark://host:7077 | 0 | 2",
        "k8s://https://host;spark.dynamicAllocation.enabled=true;"
            + "spark.dynamicAllocation.maxExecutors=20;spark.executor.cores=2 | 1 | 40",
        "k8s://https://host;spark.dynamicAllocation.enabled=true;spark.executor.cores=2 | 5 | 10",
        "yarn;spark.task.cpus=8 | 0 | 1"
      })
  void of_whatWasAskedFor_isNotWhatHasRegisteredOrIsTheDefault(
      String settings, int registered, int slots) {
    String[] all = settings.split(";");
    SparkConf conf = new SparkConf(false).setMaster(all[0]);
    for (int i = 1; i < all.length; i++) {
      conf.set(all[i].split("=")[0], all[i].split("=")[1]);
    }
    assertEquals(slots, Slots.of(conf, registered, 2 > registered ? 2 : registered));
  }
}
