package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.abc4j.testing.Masks;
import org.abc4j.testing.Reference;
import org.abc4j.unet.layer.Adam;
import org.abc4j.unet.layer.ConvolutionMethod;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.DropoutMask;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** U-Nets against diffusers' own numbers. */
class UNetParityTest {
  private static final double TIME_PROJECTION = 1e-6;

  /** What each method of convolution is held to. */
  private enum Allowed {
    DIRECT(ConvolutionMethod.DIRECT, 5e-6, 2e-5, 1e-5, 2e-5),

    /** Adam turns a gradient's sign into a step of 1e-4, however small it is. */
    WINOGRAD(ConvolutionMethod.WINOGRAD, 5e-5, 2e-4, 2e-4, 1e-4);

    final ConvolutionMethod method;
    final double output;
    final double jvp;
    final double gradient;
    final double trained;

    Allowed(ConvolutionMethod method, double output, double jvp, double gradient, double trained) {
      this.method = method;
      this.output = output;
      this.jvp = jvp;
      this.gradient = gradient;
      this.trained = trained;
    }
  }

  /** Gradients of to_k.bias are 0 in truth: softmax does not see what is added to all scores. */
  private static final double ZERO_GRADIENT = 1e-7;

  @TestFactory
  Stream<DynamicTest> unet_eachFixture_isDiffusers() {
    return Fixtures.unets().stream()
        .flatMap(
            folder ->
                Stream.of(Kernels.get(), Kernels.scalar())
                    .flatMap(
                        kernels ->
                            Stream.of(Allowed.values())
                                .flatMap(a -> new Case(folder, kernels, a).tests().stream())));
  }

  /** One folder on one kind of kernels and of convolutions. */
  private static final class Case {
    private final Path folder;
    private final Kernels kernels;
    private final Allowed allowed;
    private final SafetensorsFile tensors;
    private final Network network;
    private final NetworkPass pass;
    private final float[] x;
    private final int[] timesteps;
    private final int rows;

    Case(Path folder, Kernels kernels, Allowed allowed) {
      this.folder = folder;
      this.kernels = kernels;
      this.allowed = allowed;
      try {
        tensors = Fixtures.tensors(folder, "tensors");
        network = network(folder, allowed.method);
        x = tensors.floats("x");
        timesteps = timesteps(tensors);
      } catch (IOException cause) {
        throw new UncheckedIOException("cannot read fixture " + folder, cause);
      }
      pass = network.newPass(kernels, DerivedWeights.shared());
      rows = timesteps.length;
    }

    List<DynamicTest> tests() {
      List<DynamicTest> tests = new ArrayList<>();
      String of =
          " of "
              + folder.getFileName()
              + " on "
              + kernels.getClass().getSimpleName()
              + ", "
              + allowed;
      tests.add(dynamicTest("time projection" + of, this::timeProjection));
      tests.add(dynamicTest("output" + of, this::output));
      tests.add(dynamicTest("activations" + of, this::activations));
      if (tensors.names().contains("jvp_outputs_f64")) {
        tests.add(dynamicTest("tangents" + of, this::tangents));
      }
      if (tensors.names().contains("output_train_mask_mod10")) {
        tests.add(dynamicTest("dropout" + of, this::dropout));
      }
      if (has("train") && has("gradients")) {
        tests.add(dynamicTest("loss and gradients" + of, this::gradients));
      }
      if (has("train") && has("adam3-params")) {
        tests.add(dynamicTest("three steps of Adam" + of, this::adam));
      }
      return tests;
    }

    private boolean has(String file) {
      return Files.isRegularFile(folder.resolve(file + ".safetensors"));
    }

    void timeProjection() throws IOException {
      int width = network.config().channels(0);
      int half = width / 2;
      double[] expected = tensors.doubles("act.time_proj");
      assertEquals(rows * width, expected.length, "values of the time projection");
      for (int row = 0; row < rows; row++) {
        float[] found = TimeEmbedding.usual().of(timesteps[row], width);
        for (int i = 0; i < width; i++) {
          // torch's exp errs by up to a unit in the last place, and t times that turns the angle.
          float frequency = (float) StrictMath.pow(10_000, -(i % half) / (double) half);
          assertEquals(
              expected[row * width + i],
              found[i],
              TIME_PROJECTION + timesteps[row] * Math.ulp(frequency),
              "value " + i + " at timestep " + timesteps[row]);
        }
      }
    }

    void output() throws IOException {
      float[] output = pass.forward(rows, x, timesteps);
      assertNear(tensors.doubles("output"), output, allowed.output, "output");
      assertNear(tensors.doubles("output_f64"), output, allowed.output, "output in double");
    }

    void activations() throws IOException {
      pass.forward(rows, x, timesteps);
      int compared = 0;
      for (String name : tensors.names()) {
        if (name.startsWith("act.") && !name.equals("act.time_proj")) {
          float[] found = pass.output(name.substring("act.".length()));
          // All but the time's hold the batch's sample 1 alone.
          if (tensors.entry(name).shape()[0] == 1 && rows > 1) {
            int size = found.length / rows;
            found = Arrays.copyOfRange(found, size, 2 * size);
          }
          assertNear(tensors.doubles(name), found, allowed.output, name);
          compared++;
        }
      }
      assertTrue(compared > 0, "no activations in " + folder);
    }

    void tangents() throws IOException {
      int directions = Math.toIntExact(tensors.entry("jvp_tangents").shape()[0]);
      float[] tangents = regrouped(tensors.floats("jvp_tangents"), directions, rows);
      pass.forward(rows, x, timesteps);
      float[] found = regrouped(pass.tangents(directions, tangents), rows, directions);
      double[] expected = tensors.doubles("jvp_outputs_f64");
      assertNear(expected, found, allowed.jvp * Reference.largest(expected), "tangents");
    }

    void dropout() throws IOException {
      assertTrue(network.config().dropout() > 0, "dropout");
      DropoutMask mask = Masks.each((layer, position, probability) -> position % 10 != 3);
      float[] output = pass.forward(rows, x, timesteps, mask);
      assertNear(tensors.doubles("output_train_mask_mod10"), output, allowed.output, "output");
    }

    void gradients() throws IOException {
      SafetensorsFile train = Fixtures.tensors(folder, "train");
      SafetensorsFile gradients = Fixtures.tensors(folder, "gradients");
      int[] steps = timesteps(train);
      float[] noise = train.floats("noise");
      float[] adjoint = pass.forward(steps.length, train.floats("x"), steps);
      double squares = 0;
      for (int i = 0; i < adjoint.length; i++) {
        double error = (double) adjoint[i] - noise[i];
        squares += error * error;
        adjoint[i] = (float) (2 * error / noise.length);
      }
      double loss = train.doubles("loss_f64")[0];
      assertEquals(loss, squares / noise.length, 2e-6 * loss, "loss");
      pass.backward(adjoint);
      assertEquals(network.parameters().keySet(), gradients.names(), "parameters");
      for (Parameter parameter : network.parameters().values()) {
        double[] expected = gradients.doubles(parameter.name());
        double tolerance =
            parameter.name().endsWith(".to_k.bias")
                ? ZERO_GRADIENT * allowed.gradient / Allowed.DIRECT.gradient
                : allowed.gradient * Reference.largest(expected);
        assertNear(expected, pass.gradient(parameter), tolerance, parameter.name());
      }
    }

    void adam() throws IOException {
      SafetensorsFile train = Fixtures.tensors(folder, "train");
      SafetensorsFile trained = Fixtures.tensors(folder, "adam3-params");
      Network copy = network(folder, allowed.method);
      Adam adam = new Adam(AdamConfig.pytorch(1e-4), copy.parameters().values());
      NetworkPass steps = copy.newPass(kernels, DerivedWeights.shared());
      int[] t = timesteps(train);
      double[] losses = train.doubles("adam_losses_f64");
      for (int step = 0; step < 3; step++) {
        double loss =
            steps.train(
                adam, t.length, 2, train.floats("x"), t, train.floats("noise"), Masks.keepAll());
        assertEquals(losses[step], loss, 5e-6 * losses[step], "loss before step " + (step + 1));
      }
      assertFalse(trained.names().isEmpty());
      for (String name : trained.names()) {
        float[] found = copy.parameters().get(name).toArray();
        assertNear(trained.doubles(name), found, allowed.trained, name);
      }
    }
  }

  private static Network network(Path folder, ConvolutionMethod method) throws IOException {
    Network network = Network.of(UNetConfigFile.read(folder.resolve("config.json")), method);
    Path whole = folder.resolve("weights.safetensors");
    if (Files.isRegularFile(whole)) {
      UNetWeights.read(whole, network);
      return network;
    }
    SafetensorsFile base = Fixtures.tensors(folder.resolveSibling(Fixtures.BASE_UNET), "weights");
    SafetensorsFile delta = Fixtures.tensors(folder, "weights-delta");
    for (Parameter parameter : network.parameters().values()) {
      String name = parameter.name();
      long[] shape = Arrays.stream(parameter.shape()).asLongStream().toArray();
      parameter.set((delta.names().contains(name) ? delta : base).floats(name, shape));
    }
    return network;
  }

  private static int[] timesteps(SafetensorsFile file) throws IOException {
    return Arrays.stream(file.longs("timesteps")).mapToInt(Math::toIntExact).toArray();
  }

  /** From outer·inner samples to inner·outer. */
  private static float[] regrouped(float[] values, int outer, int inner) {
    int size = values.length / (outer * inner);
    float[] regrouped = new float[values.length];
    for (int a = 0; a < outer; a++) {
      for (int b = 0; b < inner; b++) {
        System.arraycopy(values, (a * inner + b) * size, regrouped, (b * outer + a) * size, size);
      }
    }
    return regrouped;
  }

  private static void assertNear(double[] expected, float[] found, double tolerance, String what) {
    assertEquals(expected.length, found.length, "values of " + what);
    for (int i = 0; i < found.length; i++) {
      double error = Math.abs(expected[i] - found[i]);
      if (!(error <= tolerance)) {
        fail(what + "[" + i + "]: " + expected[i] + " within " + tolerance + ", found " + found[i]);
      }
    }
  }
}
