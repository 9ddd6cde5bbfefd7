package org.abc4j.unet;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.abc4j.unet.layer.Parameter;

/**
 * The bits of everything that a small random network computes, as a hash: a program of its own, so
 * that it can run on other Java virtual machines.
 */
final class NetworkDigest {
  private static final int ROWS = 2;
  private static final int PER_ROW = 2;

  private NetworkDigest() {}

  /**
   * Prints the kernels' name and the hash, of a prediction alone if there is an argument; and on
   * the other stream the number of vector registers.
   */
  public static void main(String[] args) throws NoSuchAlgorithmException {
    PrintStream out = System.out;
    Kernels kernels = Kernels.get();
    String digest = args.length == 0 ? of(kernels) : ofPrediction(kernels);
    out.println(kernels.getClass().getSimpleName() + " " + digest);
    System.err.println("vector registers: " + kernels.vectorRegisters());
  }

  /** Of one prediction, which even an interpreter has soon. */
  static String ofPrediction(Kernels kernels) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 8, 8), List.of(8, 16), 1, 8);
    NetworkPass pass = network(config).newPass(kernels, DerivedWeights.shared());
    float[] image =
        CounterRandom.of(1, Purpose.EXAMPLE).gaussians(1, 0, config.inputShape().size());
    update(digest, pass.forward(1, image, new int[] {500}));
    return HexFormat.of().formatHex(digest.digest());
  }

  static String of(Kernels kernels) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    // Channels that are no multiple of the kernels' groups of columns, and attention.
    update(digest, kernels, UNetConfig.attendingOnce(new Shape(3, 8, 8), List.of(8, 24), 1, 8));
    // Convolutions by Winograd's way, and panels of both widths.
    update(digest, kernels, UNetConfig.attendingOnce(new Shape(1, 16, 16), List.of(16, 48), 1, 8));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static Network network(UNetConfig config) {
    Network network = Network.of(config);
    CounterRandom random = CounterRandom.of(1, Purpose.EXAMPLE);
    int stream = 10;
    for (Parameter parameter : network.parameters().values()) {
      float[] values = random.gaussians(stream++, 0, parameter.toArray().length);
      for (int i = 0; i < values.length; i++) {
        values[i] /= (float) Math.sqrt(parameter.fanIn());
      }
      parameter.set(values);
    }
    return network;
  }

  private static void update(MessageDigest digest, Kernels kernels, UNetConfig config) {
    Network network = network(config);
    CounterRandom random = CounterRandom.of(1, Purpose.EXAMPLE);
    int size = config.inputShape().size();
    NetworkPass pass = network.newPass(kernels, DerivedWeights.shared());
    update(digest, pass.forward(ROWS, random.gaussians(1, 0, ROWS * size), new int[] {999, 3}));
    update(digest, pass.tangents(PER_ROW, random.gaussians(2, 0, ROWS * PER_ROW * size)));
    update(digest, pass.backward(random.gaussians(3, 0, ROWS * size)));
    for (Parameter parameter : network.parameters().values()) {
      update(digest, pass.gradient(parameter));
    }
  }

  private static void update(MessageDigest digest, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    digest.update(bytes);
  }
}
