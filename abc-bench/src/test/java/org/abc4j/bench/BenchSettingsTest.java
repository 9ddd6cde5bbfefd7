package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.abc4j.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.TimeValue;

class BenchSettingsTest {

  @TempDir Path folder;

  private BenchSettings parse(String... options) {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    arguments.addAll(List.of(options));
    return BenchSettings.parse(arguments);
  }

  private String messageOf(String... options) {
    return assertThrows(IllegalArgumentException.class, () -> parse(options)).getMessage();
  }

  @Test
  void json_folder_isInIt() {
    assertEquals(folder.resolve("bench.json"), parse().json());
  }

  @Test
  void json_relativeFolder_isAbsolute() {
    Path json = BenchSettings.parse(List.of("some/../other")).json();
    assertTrue(json.isAbsolute(), json.toString());
    assertTrue(json.endsWith(Path.of("other", "bench.json")), json.toString());
    assertEquals(json.normalize(), json);
  }

  @Test
  void options_given_reachJmh() {
    Options options =
        parse("include=Gram\\.gram$", "warmups=0", "iterations=7", "millis=20", "forks=2")
            .options();
    assertEquals(List.of("Gram\\.gram$"), options.getIncludes());
    assertEquals(0, options.getWarmupIterations().orElse(-1));
    assertEquals(7, options.getMeasurementIterations().orElse(-1));
    assertEquals(TimeValue.milliseconds(20), options.getMeasurementTime().orElse(null));
    assertEquals(TimeValue.milliseconds(20), options.getWarmupTime().orElse(null));
    assertEquals(2, options.getForkCount().orElse(-1));
    assertEquals(true, options.shouldFailOnError().orElse(false));
  }

  @Test
  void options_both_splitTheBenchmarks() {
    for (String type : List.of("Kernel", "Network", "Gram", "Codebook")) {
      String name = "org.abc4j.bench." + type + "Benchmark.run";
      boolean kernel = type.equals("Kernel") || type.equals("Network");
      assertEquals(kernel, excludes(parse().options(), name), name);
      assertEquals(!kernel, excludes(parse().kernelOptions(), name), name);
    }
  }

  private static boolean excludes(Options options, String name) {
    return options.getExcludes().stream().anyMatch(e -> Pattern.compile(e).matcher(name).find());
  }

  @Test
  void kernelOptions_timeGiven_isTheirsToo() {
    Options options = parse("include=SILU", "millis=20", "warmups=2").kernelOptions();
    assertEquals(List.of("SILU"), options.getIncludes());
    assertEquals(TimeValue.milliseconds(20), options.getMeasurementTime().orElse(null));
    assertEquals(TimeValue.milliseconds(20), options.getWarmupTime().orElse(null));
    assertEquals(2, options.getWarmupIterations().orElse(-1));
  }

  @Test
  void kernelOptions_noTimeGiven_areShorterThanOthers() {
    TimeValue others = parse().options().getMeasurementTime().get();
    TimeValue kernels = parse().kernelOptions().getMeasurementTime().get();
    assertTrue(
        kernels.convertTo(TimeUnit.MILLISECONDS) < others.convertTo(TimeUnit.MILLISECONDS),
        kernels + " and " + others);
  }

  @Test
  void options_emptyValue_keepsDefault() {
    Options options = parse("include=", "iterations=").options();
    assertEquals(List.of(".*"), options.getIncludes());
    assertEquals(parse().options().getMeasurementIterations(), options.getMeasurementIterations());
  }

  @Test
  void parse_valueWithEqualsSign_keepsIt() {
    assertEquals("a=b", parse("include=a=b").include());
  }

  @Test
  void parse_wrongArgument_isNamed() {
    assertTrue(messageOf("iteration=3").contains("'iteration=3'"), messageOf("iteration=3"));
    assertTrue(messageOf("forks").contains("'forks'"), messageOf("forks"));
    assertEquals(
        "bench.iterations is a whole number of at least 1, found '0'", messageOf("iterations=0"));
    assertEquals(
        "bench.forks is a whole number of at least 0, found '1.5'", messageOf("forks=1.5"));
    assertEquals("bench.include is a regular expression, found '('", messageOf("include=("));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> BenchSettings.parse(List.of()))
            .getMessage()
            .contains("folder"));
  }

  @Test
  void includes_tables_areSearchedForByName() {
    assertTrue(parse().includes("PredictionTable"));
    assertTrue(parse("include=Prediction").includes("PredictionTable"));
    assertEquals(false, parse("include=Gram").includes("PredictionTable"));
  }

  @Test
  void pictures_given_areSoMany() {
    assertEquals(0, parse().pictures());
    assertEquals(10_000, parse("pictures=10000").pictures());
    assertTrue(messageOf("pictures=many").contains("bench.pictures"));
  }

  @Test
  void starts_given_areSoMany() {
    assertEquals(0, parse().starts());
    assertEquals(20, parse("starts=20").starts());
    assertTrue(messageOf("starts=-1").contains("bench.starts"));
  }

  @Test
  void isa_given_isKnownAndShown() {
    assertEquals("", parse().isa());
    assertEquals("avx2", parse("isa=avx2").isa());
    assertEquals("bench.isa is avx2 or empty, found 'avx9'", messageOf("isa=avx9"));
    String machine = parse("isa=avx2").machine(Kernels.get());
    int registers = Kernels.get().vectorRegisters();
    assertTrue(machine.contains(registers + " vector registers, held to avx2"), machine);
    assertTrue(!parse().machine(Kernels.get()).contains("held"));
  }
}
