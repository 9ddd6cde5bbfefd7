package org.abc4j.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java virtual machines beside that of the tests, on the same class path. */
public final class Jvm {
  private Jvm() {}

  /**
   * Starts the main method of a class, its output and errors as one stream.
   *
   * @param main the class
   * @param options options of the virtual machine
   * @param arguments arguments of the main method
   * @return the process
   */
  public static Process start(Class<?> main, List<String> options, String... arguments)
      throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
