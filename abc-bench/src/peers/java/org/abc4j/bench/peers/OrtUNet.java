package org.abc4j.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.onnx.OnnxExport;
import org.abc4j.unet.layer.Network;

/**
 * Networks as {@link OnnxExport} writes them, in ONNX Runtime's CPU provider with one of its
 * optimisations of graphs.
 */
final class OrtUNet {
  /** Those that may be the fastest. */
  private static final List<OptLevel> LEVELS = List.of(OptLevel.ALL_OPT, OptLevel.EXTENDED_OPT);

  private final OptLevel level;
  private final List<OrtSession> members;

  private OrtUNet(OptLevel level, List<OrtSession> members) {
    this.level = level;
    this.members = members;
  }

  /** The networks with each optimisation, an operator on so many threads. */
  static List<OrtUNet> all(List<Network> networks, int threads) {
    try {
      Path folder = Files.createTempDirectory("abc-peers");
      List<Path> files = new ArrayList<>();
      for (Network network : networks) {
        Path file = folder.resolve(files.size() + ".onnx");
        OnnxExport.of(network).write(file);
        files.add(file);
      }
      List<OrtUNet> all = new ArrayList<>();
      for (OptLevel level : LEVELS) {
        List<OrtSession> members = new ArrayList<>();
        for (Path file : files) {
          members.add(session(file, level, threads));
        }
        all.add(new OrtUNet(level, members));
      }
      // A session holds its graph.
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
      return all;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static OrtSession session(Path file, OptLevel level, int threads) {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(level);
      return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
    } catch (OrtException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Ways to do some work, by name, each of which was done once. */
  static Map<String, Runnable> ways(List<OrtUNet> all, Function<OrtUNet, Runnable> way) {
    Map<String, Runnable> ways = new LinkedHashMap<>();
    for (OrtUNet networks : all) {
      Runnable work = way.apply(networks);
      work.run();
      ways.put("ONNX Runtime, " + networks.level, work);
    }
    return ways;
  }

  /** Predictions of the first network, its inputs at hand. */
  Runnable forward(Batch x, int timestep, float[] expected) {
    Inputs inputs = Inputs.of(x.shape(), x.toArray(), timestep);
    float[] found = new float[expected.length];
    run(members.get(0), inputs, values -> values.get(found));
    Comparison.require("forward", expected, found, Networks.OUTPUT_TOLERANCE);
    return () -> run(members.get(0), inputs, values -> {});
  }

  /** The mean of the members that each state has. */
  Runnable landscape(Batch x, int timestep, List<long[]> rows, float[] expected) {
    int m = x.shape().size();
    int[] survivors = new int[x.rows()];
    List<Inputs> inputs = new ArrayList<>();
    for (long[] mine : rows) {
      float[] some = new float[mine.length * m];
      for (int k = 0; k < mine.length; k++) {
        survivors[(int) mine[k]]++;
        System.arraycopy(x.row((int) mine[k]), 0, some, k * m, m);
      }
      inputs.add(Inputs.of(x.shape(), some, timestep));
    }
    Comparison.require(
        "landscape", expected, mean(inputs, rows, survivors, m), Networks.OUTPUT_TOLERANCE);
    return () -> mean(inputs, rows, survivors, m);
  }

  private float[] mean(List<Inputs> inputs, List<long[]> rows, int[] survivors, int m) {
    float[] sum = new float[survivors.length * m];
    for (int i = 0; i < members.size(); i++) {
      long[] mine = rows.get(i);
      run(
          members.get(i),
          inputs.get(i),
          values -> {
            for (long row : mine) {
              float share = 1f / survivors[(int) row];
              for (int j = (int) row * m; j < ((int) row + 1) * m; j++) {
                sum[j] += share * values.get();
              }
            }
          });
    }
    return sum;
  }

  /** Hears the values of an output while they are there. */
  @FunctionalInterface
  private interface Output {
    void of(FloatBuffer values);
  }

  private static void run(OrtSession session, Inputs inputs, Output output) {
    try (OrtSession.Result result = session.run(inputs.tensors())) {
      OnnxTensor noise = (OnnxTensor) result.get(0);
      output.of(noise.getByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer());
    } catch (OrtException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Tensors of a graph's inputs, which stay where they are. */
  private record Inputs(Map<String, OnnxTensor> tensors) {
    static Inputs of(Shape shape, float[] x, int timestep) {
      long[] extents = {x.length / shape.size(), shape.channels(), shape.height(), shape.width()};
      FloatBuffer samples =
          ByteBuffer.allocateDirect(x.length * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer()
              .put(x)
              .flip();
      LongBuffer time =
          ByteBuffer.allocateDirect(Long.BYTES)
              .order(ByteOrder.nativeOrder())
              .asLongBuffer()
              .put(timestep)
              .flip();
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try {
        return new Inputs(
            Map.of(
                OnnxExport.SAMPLES, OnnxTensor.createTensor(environment, samples, extents),
                OnnxExport.TIMESTEPS, OnnxTensor.createTensor(environment, time, new long[] {1})));
      } catch (OrtException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }
}
