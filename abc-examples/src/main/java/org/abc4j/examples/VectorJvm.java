package org.abc4j.examples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Runs a program in a Java that has the Vector API, without which networks are slow.
 *
 * <p>Maven runs programs inside its own Java, which has not; so a child of it does. The child
 * shares the terminal, is told to stop when this Java is, and is waited for even then, so that its
 * last words come before the prompt.
 */
final class VectorJvm {
  private static final String MODULE = "jdk.incubator.vector";

  private VectorJvm() {}

  /**
   * Runs a program here if this Java has the Vector API, or if no Java of its kind has, else in a
   * child.
   *
   * @param program the class whose {@code main} the child runs
   * @param args its arguments
   * @param here the same program in this Java
   * @return its exit code
   */
  static int run(Class<?> program, String[] args, IntSupplier here) {
    if (ModuleLayer.boot().findModule(MODULE).isPresent()
        || ModuleFinder.ofSystem().find(MODULE).isEmpty()) {
      return here.getAsInt();
    }
    try {
      return child(program, args);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start Java for " + program.getName(), e);
    }
  }

  private static int child(Class<?> program, String[] args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", MODULE, "-Djava.awt.headless=true"));
    command.addAll(List.of("-classpath", classPath(program), program.getName()));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).inheritIO().start();
    Thread stop =
        new Thread(
            () -> {
              process.destroy();
              process.onExit().join();
            });
    Runtime.getRuntime().addShutdownHook(stop);
    int exitCode = process.onExit().join().exitValue();
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException alreadyStopping) {
      // Then the hook is what waits for the child, and its exit code is of no use.
      return exitCode;
    }
    return exitCode;
  }

  /** Maven loads the program by a loader of its own, of which the Java knows nothing. */
  private static String classPath(Class<?> program) {
    if (!(program.getClassLoader() instanceof URLClassLoader loader)) {
      return System.getProperty("java.class.path");
    }
    List<String> places = new ArrayList<>();
    for (URL place : loader.getURLs()) {
      try {
        places.add(Path.of(place.toURI()).toString());
      } catch (URISyntaxException e) {
        throw new IllegalStateException("the class path has a strange place, " + place, e);
      }
    }
    return String.join(File.pathSeparator, places);
  }
}
