package org.abc4j.cli.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files in memory: what a check makes anew. */
final class MemoryOutput implements Output {
  private final Map<String, byte[]> files = new TreeMap<>();

  @Override
  public Optional<byte[]> get(String name, long most) {
    return Optional.ofNullable(files.get(name));
  }

  @Override
  public String place(String name) {
    return name;
  }

  @Override
  public void put(String name, byte[] content) {
    files.put(name, content.clone());
  }

  Map<String, byte[]> files() {
    return files;
  }
}
