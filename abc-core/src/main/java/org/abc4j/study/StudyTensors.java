package org.abc4j.study;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;

/** The tensors of a study's file, each checked as it is asked for. */
final class StudyTensors {
  private final SafetensorsFile file;

  StudyTensors(SafetensorsFile file) {
    this.file = file;
  }

  SafetensorsFile file() {
    return file;
  }

  boolean has(String name) {
    return file.names().contains(name);
  }

  void requireShape(String name, long... expected) throws MalformedFileException {
    long[] found = file.entry(name).shape();
    if (!Arrays.equals(found, expected)) {
      throw malformed(tensor(name) + ", shape", Arrays.toString(expected), Arrays.toString(found));
    }
  }

  long[] extents(String name, int rank) throws MalformedFileException {
    long[] extents = file.entry(name).shape();
    if (extents.length != rank) {
      throw malformed(tensor(name) + ", shape", rank + " extents", Arrays.toString(extents));
    }
    return extents;
  }

  int vectorLength(String name) throws MalformedFileException {
    long length = extents(name, 1)[0];
    if (length > Integer.MAX_VALUE) {
      throw malformed(tensor(name) + ", shape", "at most " + Integer.MAX_VALUE, "" + length);
    }
    return (int) length;
  }

  float[] finite(String name) throws IOException {
    float[] values = file.floats(name);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw malformed(tensor(name), "finite values", "" + value);
      }
    }
    return values;
  }

  double[] distances(String name) throws IOException {
    double[] distances = file.doubles(name);
    for (double distance : distances) {
      if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
        throw malformed(tensor(name), "distances of at least 0", "" + distance);
      }
    }
    return distances;
  }

  Landscape landscape(String name) throws IOException {
    double[] distances = distances(name);
    if (distances.length == 0) {
      throw malformed(tensor(name), "at least 1 source", "none");
    }
    return Landscape.of(distances);
  }

  VisualAttribution visual(String name, String items) throws IOException {
    double[] distances = distances(name);
    try {
      return VisualAttribution.of(distances, file.longs(items));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.path().toString(),
          tensor(name),
          "a visual attribution",
          String.valueOf(e.getMessage()),
          e);
    }
  }

  double seconds(String name) throws IOException {
    double seconds = file.doubles(name)[0];
    if (!(seconds >= 0 || Double.isNaN(seconds))) {
      throw malformed(tensor(name), "at least 0", "" + seconds);
    }
    return seconds;
  }

  void pictures(Map<Integer, float[]> pictures, String name, int[] sources, int size)
      throws IOException {
    float[] values = finite(name);
    for (int k = 0; k < sources.length; k++) {
      pictures.put(sources[k], Arrays.copyOfRange(values, k * size, (k + 1) * size));
    }
  }

  static String tensor(String name) {
    return "tensor '" + name + "'";
  }

  MalformedFileException malformed(String field, String expected, String found) {
    return new MalformedFileException(file.path().toString(), field, expected, found);
  }
}
