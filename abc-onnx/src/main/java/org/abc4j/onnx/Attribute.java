package org.abc4j.onnx;

/** An {@code AttributeProto}: what an operator is told besides its inputs. */
final class Attribute {
  private static final int TYPE = 20;

  private final ProtoWriter proto;

  private Attribute(ProtoWriter proto) {
    this.proto = proto;
  }

  static Attribute of(String name, float value) {
    return new Attribute(new ProtoWriter().text(1, name).real(2, value).number(TYPE, 1));
  }

  static Attribute of(String name, long value) {
    return new Attribute(new ProtoWriter().text(1, name).number(3, value).number(TYPE, 2));
  }

  static Attribute of(String name, String value) {
    return new Attribute(new ProtoWriter().text(1, name).text(4, value).number(TYPE, 3));
  }

  static Attribute of(String name, long[] values) {
    ProtoWriter proto = new ProtoWriter().text(1, name);
    for (long value : values) {
      proto.number(8, value);
    }
    return new Attribute(proto.number(TYPE, 7));
  }

  ProtoWriter proto() {
    return proto;
  }
}
