package org.abc4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.abc4j.io.MalformedFileException;

/**
 * Looks at the tensors of a file: that their values are in it, and as many as their extents say.
 * Values elsewhere are refused, and nothing that a file names is opened.
 */
final class TensorReader {
  private static final int MOST_TEXT = 1 << 16;
  private static final int MOST_RANK = 64;
  private static final int EXTERNAL = 1;

  /** More elements than any file has, and so few that their bits can be counted. */
  private static final long MOST_ELEMENTS = 1L << 48;

  private static final String INSIDE = "its values in the file itself";

  private final Path file;
  private final ProtoReader in;

  TensorReader(Path file, ProtoReader in) {
    this.file = file;
    this.in = in;
  }

  /** Reads the field that the reader stands at as a {@code TensorProto}, and gives its name. */
  String read(String what) throws IOException {
    Tensor tensor = new Tensor();
    in.message(tensor::field);
    tensor.check(what);
    return tensor.name;
  }

  /** The same of a {@code SparseTensorProto}: its values and indices. */
  void readSparse(String what) throws IOException {
    in.message(
        field -> {
          if (field == 1 || field == 2) {
            read(what);
          }
        });
  }

  private final class Tensor {
    private String name = "";
    private long[] extents = {};
    private OnnxType type = OnnxType.UNDEFINED;
    private long rawBytes = -1;

    /** How many numbers or texts each field has. */
    private final long[] counts = new long[OnnxType.UNSIGNED + 1];

    private boolean external;
    private String location = "";
    private String length = "";

    void field(int field) throws IOException {
      switch (field) {
        case 1 -> extents = in.numbers(extents, MOST_RANK);
        case 2 -> type = OnnxType.of(in.number());
        case OnnxType.FLOATS -> counts[field] += in.count(Float.BYTES);
        case OnnxType.DOUBLES -> counts[field] += in.count(Double.BYTES);
        case OnnxType.INTS, OnnxType.LONGS, OnnxType.UNSIGNED -> counts[field] += in.count(0);
        case OnnxType.TEXTS -> {
          in.length();
          counts[field]++;
        }
        case 8 -> name = in.text(MOST_TEXT);
        case 9 -> rawBytes = in.length();
        case 13 -> external();
        case 14 -> external |= in.number() == EXTERNAL;
        default -> {}
      }
    }

    private void external() throws IOException {
      external = true;
      String[] entry = {"", ""};
      in.message(
          field -> {
            if (field == 1 || field == 2) {
              entry[field - 1] = in.text(MOST_TEXT);
            }
          });
      if (entry[0].equals("location")) {
        location = entry[1];
      } else if (entry[0].equals("length")) {
        length = entry[1];
      }
    }

    void check(String what) throws IOException {
      String field = what + " '" + name + "'";
      if (external) {
        throw fault(field, INSIDE, elsewhere());
      }
      if (type == OnnxType.UNDEFINED) {
        throw fault(field, "a type that ONNX has", "another, or none");
      }
      long elements = elements(field);
      long numbers = counts[type.field()];
      if (Arrays.stream(counts).sum() > numbers || rawBytes > 0 && numbers > 0) {
        throw fault(field, "values in one form, that of " + type, "others");
      }
      if (rawBytes >= 0 && numbers == 0) {
        long bytes = type.bytes(elements);
        if (rawBytes != bytes) {
          throw fault(field, bytes + " bytes of values, as its extents say", rawBytes + " bytes");
        }
      }
      if (rawBytes <= 0 && numbers != type.numbers(elements)) {
        throw fault(
            field, type.numbers(elements) + " values, as its extents say", Long.toString(numbers));
      }
    }

    private long elements(String field) throws IOException {
      long elements = 1;
      for (long extent : extents) {
        if (extent < 0 || elements > 0 && extent > MOST_ELEMENTS / elements) {
          throw fault(field, "extents from 0 on that can be multiplied", "" + extent);
        }
        elements *= extent;
      }
      return elements;
    }

    private String elsewhere() {
      String size = length.isEmpty() ? "" : length + " bytes of ";
      return size + "external data in '" + location + "', " + whereabouts();
    }

    /** A name that leads elsewhere is not followed, not even to see whether something is there. */
    private String whereabouts() {
      Path plain;
      try {
        plain = file.getFileSystem().getPath(location);
      } catch (InvalidPathException noPath) {
        return "which is no path";
      }
      if (location.isEmpty()
          || plain.isAbsolute()
          || plain.getNameCount() != 1
          || location.equals("..")
          || location.equals(".")) {
        return "which is not beside it";
      }
      return Files.isRegularFile(file.resolveSibling(plain))
          ? "which is there: write the model again as one file"
          : "which is missing";
    }
  }

  private MalformedFileException fault(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
