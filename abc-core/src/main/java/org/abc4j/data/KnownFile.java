package org.abc4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;

/**
 * Public files of data sets, by size and SHA-256: whoever trains on one can say that it is the one
 * that everybody has. Sizes and digests are those that TensorFlow Datasets lists ({@code
 * tensorflow_datasets/url_checksums} of its repository: {@code mnist.txt} at commit 31f1255, {@code
 * fashion_mnist.txt}, {@code cifar10.txt} and {@code cifar100.txt} at commit 333639b).
 */
public enum KnownFile {
  /** MNIST's 60,000 training images. */
  MNIST_TRAIN_IMAGES(
      "train-images-idx3-ubyte.gz",
      9_912_422,
      "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),

  /** Their labels. */
  MNIST_TRAIN_LABELS(
      "train-labels-idx1-ubyte.gz",
      28_881,
      "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),

  /** MNIST's 10,000 test images. */
  MNIST_TEST_IMAGES(
      "t10k-images-idx3-ubyte.gz",
      1_648_877,
      "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),

  /** Their labels. */
  MNIST_TEST_LABELS(
      "t10k-labels-idx1-ubyte.gz",
      4_542,
      "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),

  /** Fashion-MNIST's 60,000 training images. */
  FASHION_MNIST_TRAIN_IMAGES(
      "train-images-idx3-ubyte.gz",
      26_421_880,
      "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),

  /** Their labels. */
  FASHION_MNIST_TRAIN_LABELS(
      "train-labels-idx1-ubyte.gz",
      29_515,
      "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),

  /** Fashion-MNIST's 10,000 test images. */
  FASHION_MNIST_TEST_IMAGES(
      "t10k-images-idx3-ubyte.gz",
      4_422_102,
      "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),

  /** Their labels. */
  FASHION_MNIST_TEST_LABELS(
      "t10k-labels-idx1-ubyte.gz",
      5_148,
      "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),

  /** CIFAR-10's binary version. */
  CIFAR_10(
      "cifar-10-binary.tar.gz",
      170_052_171,
      "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),

  /** CIFAR-100's binary version. */
  CIFAR_100(
      "cifar-100-binary.tar.gz",
      168_513_733,
      "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec");

  private final String fileName;
  private final long size;
  private final String sha256;

  KnownFile(String fileName, long size, String sha256) {
    this.fileName = fileName;
    this.size = size;
    this.sha256 = sha256;
  }

  /**
   * The name under which it is distributed.
   *
   * @return the name of the file, which several have
   */
  public String fileName() {
    return fileName;
  }

  /**
   * Its size.
   *
   * @return in bytes
   */
  public long size() {
    return size;
  }

  /**
   * Its digest.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    return sha256;
  }

  /**
   * Which of these a file is, whatever its name.
   *
   * @param file a regular file, which is read only if one of these has its size
   * @return which; empty if it is none
   * @throws MalformedFileException if it is no regular file
   * @throws IOException if it cannot be read
   */
  public static Optional<KnownFile> of(Path file) throws IOException {
    long size = FileIdentity.of(file).size();
    for (KnownFile known : values()) {
      if (known.size == size && known.sha256.equals(Sha256.of(file))) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /**
   * Makes sure that a file is this one.
   *
   * @param file the file
   * @throws MalformedFileException if it is another
   * @throws IOException if it cannot be read
   */
  public void require(Path file) throws IOException {
    long found = FileIdentity.of(file).size();
    if (found != size) {
      throw new MalformedFileException(
          file.toString(), "file size", size + " bytes, as " + this + " has", found + " bytes");
    }
    String digest = Sha256.of(file);
    if (!digest.equals(sha256)) {
      throw new MalformedFileException(
          file.toString(), "SHA-256", sha256 + ", as " + this + " has", digest);
    }
  }
}
