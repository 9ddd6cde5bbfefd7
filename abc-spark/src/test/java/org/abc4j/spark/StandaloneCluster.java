package org.abc4j.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import scala.Tuple2;

/**
 * A standalone cluster of Spark on loopback: a master and workers of one processor each, in JVMs of
 * their own, from the jars that Maven resolved. Executors and drivers are JVMs of their own too.
 */
final class StandaloneCluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(15);

  /** For JVMs that hardly compute: quick to start, and light. */
  private static final List<String> LIGHT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

  private final Path folder;
  private final Path java;
  private final String master;
  private final List<Process> processes = new ArrayList<>();

  private StandaloneCluster(Path folder, Path javaHome, int port) {
    this.folder = folder;
    this.java = javaHome.resolve("bin").resolve("java");
    this.master = "spark://127.0.0.1:" + port;
  }

  /**
   * Starts a cluster.
   *
   * @param folder where it works
   * @param javaHome the Java of all its JVMs
   */
  static StandaloneCluster start(Path folder, Path javaHome, int workers)
      throws IOException, InterruptedException {
    Path jars = Files.createDirectories(folder.resolve("home").resolve("jars"));
    for (Path file : classPath()) {
      if (file.toString().endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
      }
    }
    int port = freePort();
    StandaloneCluster cluster = new StandaloneCluster(folder, javaHome, port);
    try {
      cluster.launch(
          "master",
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          "" + port,
          "--webui-port",
          "0");
      cluster.awaitLog("master", "I have been elected leader");
      for (int w = 0; w < workers; w++) {
        cluster.launch(
            "worker-" + w,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            // Spark tries no task twice on one host.
            "127.0.0." + (w + 1),
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            folder.resolve("work-" + w).toString(),
            cluster.master);
      }
      for (int w = 0; w < workers; w++) {
        cluster.awaitLog("worker-" + w, "Successfully registered with master");
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error failure) {
      cluster.close();
      throw failure;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static List<Path> classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .map(Path::of)
        .map(Path::toAbsolutePath)
        .filter(Files::exists)
        .toList();
  }

  /** What is not in Spark's jars: folders of classes, for executors. */
  static String folders() {
    return String.join(
        File.pathSeparator,
        classPath().stream().filter(Files::isDirectory).map(Path::toString).toList());
  }

  private Process launch(String name, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx256m"));
    command.addAll(LIGHT);
    command.addAll(List.of("-cp", folder.resolve("home") + "/jars/*", main));
    command.addAll(List.of(arguments));
    return begin(name, command);
  }

  private Process begin(String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_HOME", folder.resolve("home").toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    environment.put("JAVA_HOME", java.getParent().getParent().toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(log(name).toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  String said(String name) throws IOException {
    return Files.exists(log(name)) ? Files.readString(log(name)) : "";
  }

  private void awaitLog(String name, String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!said(name).contains(text)) {
      if (System.nanoTime() > end || !processes.get(processes.size() - 1).isAlive()) {
        throw new AssertionError(name + " did not say '" + text + "':\n" + said(name));
      }
      Thread.sleep(100);
    }
  }

  /** Starts a program that computes by itself: as a driver, with the JVM's options. */
  Process program(String name, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    return driver(name, options, main, arguments);
  }

  /** Starts a driver, whose main method gets the master's address and the arguments. */
  Process driver(String name, Class<?> main, String... arguments) throws IOException {
    return driver(name, LIGHT, main, arguments);
  }

  /** Submits the application as its page says, in client mode, with these arguments. */
  Process submit(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx512m"));
    command.addAll(LIGHT);
    command.addAll(
        List.of(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions().split(" ")));
    String classes = folders() + File.pathSeparator + folder.resolve("home") + "/jars/*";
    command.addAll(List.of("-cp", classes, "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", master, "--class", ClusterMain.class.getName()));
    command.addAll(List.of("--total-executor-cores", "2", "--executor-cores", "1"));
    command.addAll(List.of("--executor-memory", "512m"));
    for (Tuple2<String, String> setting : LocalSpark.conf().getAll()) {
      command.addAll(List.of("--conf", setting._1() + "=" + setting._2()));
    }
    command.addAll(List.of("--conf", "spark.executor.extraClassPath=" + folders()));
    // No jar: the classes of this build are on the class path.
    command.add("spark-internal");
    command.addAll(List.of(arguments));
    return begin(name, command);
  }

  private Process driver(String name, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx512m"));
    command.addAll(options);
    command.addAll(
        List.of(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions().split(" ")));
    String classes = folders() + File.pathSeparator + folder.resolve("home") + "/jars/*";
    command.addAll(List.of("-cp", classes, main.getName(), master));
    command.addAll(List.of(arguments));
    return begin(name, command);
  }

  /** Waits for a driver, which must end well, and returns what it said. */
  String await(String name, Process driver) throws IOException, InterruptedException {
    boolean ended = driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (!ended || driver.exitValue() != 0) {
      throw new AssertionError(
          name
              + (ended ? " ended with " + driver.exitValue() : " did not end")
              + ":\n"
              + said(name)
              + "\n"
              + executorErrors());
    }
    return said(name);
  }

  private String executorErrors() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.endsWith("stderr")).toList()) {
        all.append(file).append(":\n").append(Files.readString(file)).append('\n');
      }
    }
    return all.toString();
  }

  /** The executors that are alive. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(process -> process.toHandle().descendants())
        .filter(ProcessHandle::isAlive)
        .filter(
            process -> process.info().commandLine().map(l -> l.contains(EXECUTOR)).orElse(false))
        .toList();
  }

  @Override
  public void close() {
    List<ProcessHandle> all =
        processes.stream()
            .flatMap(p -> Stream.concat(Stream.of(p.toHandle()), p.toHandle().descendants()))
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (Process process : processes) {
      try {
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    // Who deletes the folder would warn of each.
    for (Path file : classPath()) {
      try {
        Files.deleteIfExists(folder.resolve("home").resolve("jars").resolve(file.getFileName()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
