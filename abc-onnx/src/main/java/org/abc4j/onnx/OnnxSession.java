package org.abc4j.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue.OnnxValueType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.abc4j.io.MalformedFileException;

/**
 * A graph in ONNX Runtime, on the CPU.
 *
 * <p>Thread-safe: runs may overlap. {@link #close} waits for those under way and frees what is held
 * outside the heap; nothing runs after it. All tensors of a run are freed when it ends.
 */
public final class OnnxSession implements AutoCloseable {
  private final OnnxFile file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxSession(OnnxFile file, OrtEnvironment environment, OrtSession session) {
    this.file = file;
    this.environment = environment;
    this.session = session;
  }

  /**
   * Opens a file on one thread, with all optimisations.
   *
   * @param file the file
   * @return the session
   * @throws MalformedFileException if it draws at random, the runtime refuses it, saying why, or it
   *     was replaced or written since it was read
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if ONNX Runtime cannot be loaded here
   */
  public static OnnxSession open(OnnxFile file) throws IOException {
    return open(file, OnnxSettings.usual());
  }

  /**
   * Opens a file.
   *
   * @param file the file
   * @param settings how it runs
   * @return the session
   * @throws MalformedFileException if it draws at random, the runtime refuses it, saying why, or it
   *     was replaced or written since it was read
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if ONNX Runtime cannot be loaded here
   */
  public static OnnxSession open(OnnxFile file, OnnxSettings settings) throws IOException {
    file.requireNoDraws("none that draw at random, so that a run gives the same again");
    OrtEnvironment environment = OrtRuntime.environment();
    file.requireUnchanged();
    OrtSession session;
    try (OrtSession.SessionOptions options = OrtRuntime.options(settings)) {
      session = environment.createSession(file.path().toString(), options);
    } catch (OrtException refusal) {
      throw new MalformedFileException(
          file.path().toString(),
          "graph",
          "one that ONNX Runtime runs",
          "one that it refuses: " + OrtRuntime.reason(refusal),
          refusal);
    }
    OnnxSession opened = new OnnxSession(file, environment, session);
    try {
      file.requireUnchanged();
    } catch (IOException replaced) {
      opened.close();
      throw replaced;
    }
    return opened;
  }

  /**
   * The file.
   *
   * @return the file that was opened
   */
  public OnnxFile file() {
    return file;
  }

  /**
   * Runs the graph.
   *
   * @param inputs an array for each input of the file, by name
   * @param outputs names of the outputs that are asked for, at least one
   * @return an array for each, in their order; values that are not numbers of 64 bits, or floating
   *     point of 32 or 64, are refused
   * @throws IllegalArgumentException if an input or output is missing, not one of the file's, or of
   *     another type or shape, naming it, what the file declares and what was found
   * @throws ArithmeticException if an output has a value that is not finite, naming the first
   * @throws IllegalStateException if the session is closed, or the runtime fails, saying why
   */
  public Map<String, OnnxArray> run(Map<String, OnnxArray> inputs, List<String> outputs) {
    requireInputs(inputs);
    requireOutputs(outputs);
    Lock running = use.readLock();
    running.lock();
    try {
      if (closed) {
        throw new IllegalStateException(file.path() + " was closed, and cannot be run");
      }
      return runNow(inputs, outputs);
    } catch (OrtException failure) {
      throw new IllegalStateException(
          file.path() + ": ONNX Runtime fails: " + OrtRuntime.reason(failure), failure);
    } finally {
      running.unlock();
    }
  }

  /**
   * Runs a graph of one input and one output.
   *
   * @param input the input
   * @return the output
   * @throws IllegalArgumentException if the file has more inputs or outputs, or the input is of
   *     another type or shape
   * @throws ArithmeticException if the output has a value that is not finite
   * @throws IllegalStateException if the session is closed, or the runtime fails, saying why
   */
  public OnnxArray run(OnnxArray input) {
    if (file.inputs().size() != 1 || file.outputs().size() != 1) {
      throw new IllegalArgumentException(
          file.path()
              + " has "
              + file.inputs().size()
              + " inputs and "
              + file.outputs().size()
              + " outputs: name those that are meant");
    }
    String output = file.outputs().get(0).name();
    return run(Map.of(file.inputs().get(0).name(), input), List.of(output)).get(output);
  }

  private void requireInputs(Map<String, OnnxArray> inputs) {
    for (OnnxValue declared : file.inputs()) {
      OnnxArray given = inputs.get(declared.name());
      if (given == null || given.type() != declared.type() || !declared.admits(given.shape())) {
        throw new IllegalArgumentException(
            file.path()
                + ": input '"
                + declared.name()
                + "': expected "
                + declared
                + ", found "
                + (given == null ? "nothing" : given));
      }
    }
    if (inputs.size() > file.inputs().size()) {
      throw new IllegalArgumentException(
          file.path()
              + ": inputs: expected "
              + file.inputs().stream().map(OnnxValue::name).toList()
              + ", found "
              + inputs.keySet());
    }
  }

  private void requireOutputs(List<String> outputs) {
    List<String> declared = file.outputs().stream().map(OnnxValue::name).toList();
    if (outputs.isEmpty() || !declared.containsAll(outputs)) {
      throw new IllegalArgumentException(
          file.path() + ": outputs: expected some of " + declared + ", found " + outputs);
    }
  }

  private Map<String, OnnxArray> runNow(Map<String, OnnxArray> inputs, List<String> outputs)
      throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, OnnxArray> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      Map<String, OnnxArray> found = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(tensors, new LinkedHashSet<>(outputs))) {
        for (String name : outputs) {
          found.put(name, array(name, result.get(name).orElseThrow()));
        }
      }
      return found;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** A tensor of memory outside the heap, where the runtime reads it. */
  private OnnxTensor tensor(OnnxArray array) throws OrtException {
    Object values = array.shared();
    if (values instanceof float[] floats) {
      FloatBuffer buffer = direct(floats.length, Float.BYTES).asFloatBuffer().put(floats).flip();
      return OnnxTensor.createTensor(environment, buffer, array.shape());
    }
    if (values instanceof double[] doubles) {
      DoubleBuffer buffer =
          direct(doubles.length, Double.BYTES).asDoubleBuffer().put(doubles).flip();
      return OnnxTensor.createTensor(environment, buffer, array.shape());
    }
    if (values instanceof int[] ints) {
      IntBuffer buffer = direct(ints.length, Integer.BYTES).asIntBuffer().put(ints).flip();
      return OnnxTensor.createTensor(environment, buffer, array.shape());
    }
    long[] longs = (long[]) values;
    LongBuffer buffer = direct(longs.length, Long.BYTES).asLongBuffer().put(longs).flip();
    return OnnxTensor.createTensor(environment, buffer, array.shape());
  }

  private static ByteBuffer direct(int count, int bytes) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, bytes))
        .order(ByteOrder.nativeOrder());
  }

  private OnnxArray array(String name, ai.onnxruntime.OnnxValue value) {
    if (value.getType() != OnnxValueType.ONNX_TYPE_TENSOR) {
      throw new IllegalStateException(output(name) + "expected a tensor, found " + value.getType());
    }
    OnnxTensor tensor = (OnnxTensor) value;
    TensorInfo info = tensor.getInfo();
    long[] shape = info.getShape();
    requireDeclared(name, shape);
    OnnxArray array =
        switch (info.type) {
          // These buffers are copies, on the heap.
          case FLOAT -> OnnxArray.owning(tensor.getFloatBuffer().array(), shape);
          case DOUBLE -> OnnxArray.owning(tensor.getDoubleBuffer().array(), shape);
          case INT32 -> OnnxArray.owning(tensor.getIntBuffer().array(), shape);
          case INT64 -> OnnxArray.owning(tensor.getLongBuffer().array(), shape);
          default ->
              throw new IllegalStateException(
                  output(name) + "expected float, double, int32 or int64, found " + info.type);
        };
    String bad = array.notFinite();
    if (!bad.isEmpty()) {
      throw new ArithmeticException(output(name) + "expected finite values, found " + bad);
    }
    return array;
  }

  private void requireDeclared(String name, long[] shape) {
    for (OnnxValue declared : file.outputs()) {
      if (declared.name().equals(name) && !declared.admits(shape)) {
        throw new IllegalStateException(
            output(name)
                + "expected "
                + declared
                + ", as the file says, found "
                + Arrays.toString(shape));
      }
    }
  }

  private String output(String name) {
    return file.path() + ": output '" + name + "': ";
  }

  /** Waits for runs under way and frees the graph. Closing again does nothing. */
  @Override
  public void close() {
    Lock alone = use.writeLock();
    alone.lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException failure) {
      throw new IllegalStateException(
          file.path() + ": ONNX Runtime cannot close it: " + OrtRuntime.reason(failure), failure);
    } finally {
      alone.unlock();
    }
  }

  @Override
  public String toString() {
    return "OnnxSession[" + file.path() + "]";
  }
}
