package org.abc4j.data;

import java.util.List;

/**
 * The binary versions of CIFAR-10 and CIFAR-100: records of labels and 3×32×32 bytes, and what the
 * files of their archives are called.
 */
public enum CifarFormat {
  /** Ten classes. */
  CIFAR_10(1, 0, 10, batches(), List.of("test_batch.bin")),

  /** A hundred classes. */
  CIFAR_100(2, 1, 100, List.of("train.bin"), List.of("test.bin")),

  /** CIFAR-100 with the twenty superclasses of its classes. */
  CIFAR_100_COARSE(2, 0, 20, List.of("train.bin"), List.of("test.bin"));

  /** Bytes before the pixels of an image. */
  final int labelBytes;

  /** Which of them is the label. */
  final int labelByte;

  final int classes;
  final List<String> trainFiles;
  final List<String> testFiles;

  CifarFormat(
      int labelBytes, int labelByte, int classes, List<String> trainFiles, List<String> testFiles) {
    this.labelBytes = labelBytes;
    this.labelByte = labelByte;
    this.classes = classes;
    this.trainFiles = trainFiles;
    this.testFiles = testFiles;
  }

  private static List<String> batches() {
    return List.of(
        "data_batch_1.bin",
        "data_batch_2.bin",
        "data_batch_3.bin",
        "data_batch_4.bin",
        "data_batch_5.bin");
  }

  /**
   * Number of classes.
   *
   * @return labels are below it
   */
  public int classes() {
    return classes;
  }
}
