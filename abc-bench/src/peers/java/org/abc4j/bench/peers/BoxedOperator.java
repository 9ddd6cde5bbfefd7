package org.abc4j.bench.peers;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/** An operator of libtorch that the binding has no method for, through its dispatcher. */
final class BoxedOperator {
  private final OperatorHandle handle;

  private BoxedOperator(OperatorHandle handle) {
    this.handle = handle;
  }

  /** The operator of a name, such as {@code aten::_make_dual}. */
  static BoxedOperator named(String name) {
    return new BoxedOperator(Dispatcher.singleton().findSchemaOrThrow(name, ""));
  }

  /** Calls it; the answers are on the stack that is returned. */
  IValueVector call(IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    handle.callBoxed(stack);
    return stack;
  }

  static IValue list(Iterable<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }
}
