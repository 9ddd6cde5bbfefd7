package org.abc4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.abc4j.kernel.Fma;
import org.abc4j.testing.Floors;
import org.abc4j.testing.PublicSignatures;
import org.abc4j.testing.RuleBreaker;
import org.junit.jupiter.api.Test;

/** The floor plan, and what main code may use. */
class ArchitectureTest {
  private static final String ROOT = "org.abc4j";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /**
   * Each room and those that it may use, with what lies under them; every room may use the root.
   */
  private static final Floors FLOORS =
      Floors.of(ROOT)
          .room("io")
          .room("noise")
          .room("kernel")
          .room("matrix")
          .room("safetensors", "io")
          .room("codebook", "noise", "io")
          .room("data", "codebook", "io", "kernel")
          .room("model", "codebook", "noise")
          .room("sampling", "model", "noise")
          .room("closedform", "model", "noise", "kernel", "matrix")
          .room("unet", "model", "kernel", "safetensors")
          .room("codec", "data", "safetensors", "io")
          .room("attribution", "codec", "sampling", "model", "codebook")
          .room("store", "unet", "sampling", "codebook", "safetensors", "io", "noise", "data")
          .room("training", "store", "unet", "noise", "data")
          .room("epochs", "store", "unet", "data", "safetensors", "io")
          .room("autoencoder", "codec", "epochs", "store", "unet", "noise", "data", "io")
          .room("evaluation", "attribution", "kernel", "matrix")
          .room("evidence", "attribution", "evaluation", "store")
          .room("perception", "attribution", "evaluation", "data", "safetensors", "io")
          .room("classifier", "perception", "epochs", "store", "unet", "noise", "data", "io")
          .room("study", "evidence", "perception", "safetensors", "io");

  /** Methods of {@link Math} whose result may differ from machine to machine. */
  private static final Set<String> INEXACT =
      Set.of(
          "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
          "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot");

  private static final ArchRule NO_MATH_THAT_VARIES =
      noClasses()
          .should()
          .accessTargetWhere(calling("an inexact method of Math", Math.class.getName(), INEXACT));

  /** Where it is no instruction, a call of it takes some hundred thousand others. */
  private static final ArchRule NO_FMA_BUT_BY_ITS_CLASS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Fma.class.getName())
          .should()
          .accessTargetWhere(calling("Math.fma", Math.class.getName(), Set.of("fma")));

  private static final ArchRule NO_HIDDEN_RANDOMNESS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.SplittableRandom")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.SecureRandom")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.random..", "org.apache.commons.math3.random..")
          .orShould()
          .accessTargetWhere(calling("Math.random", Math.class.getName(), Set.of("random")))
          .orShould()
          .accessTargetWhere(calling("UUID.randomUUID", "java.util.UUID", Set.of("randomUUID")));

  private static final ArchRule NO_NATIVE_LIBRARY =
      noClasses()
          .should()
          .accessTargetWhere(
              calling("System.load", System.class.getName(), Set.of("load", "loadLibrary")))
          .orShould()
          .accessTargetWhere(
              calling("Runtime.load", Runtime.class.getName(), Set.of("load", "loadLibrary")))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.jna..", "java.lang.foreign..");

  private static final ArchRule NO_FOREIGN_SIGNATURES =
      classes()
          .should(
              PublicSignatures.avoid(
                  "org.apache.commons.math3.", "com.google.common.", "com.fasterxml.jackson."));

  /**
   * A method that is given or gives vectors makes an object of each, unless the compiler inlines
   * it, and whether it does differs from start to start.
   */
  private static final ArchRule NO_VECTORS_PASSED =
      noMethodPasses(
          DescribedPredicate.describe(
              "vectors", type -> type.getName().matches("jdk\\.incubator\\.vector\\.\\w*Vector")));

  private static ArchRule noMethodPasses(DescribedPredicate<JavaClass> what) {
    return noMethods()
        .should()
        .haveRawReturnType(what)
        .orShould()
        .haveRawParameterTypes(
            DescribedPredicate.describe(
                what.getDescription(), types -> types.stream().anyMatch(what::test)));
  }

  private static DescribedPredicate<JavaAccess<?>> calling(
      String description, String owner, Set<String> names) {
    return DescribedPredicate.describe(
        description,
        access ->
            access.getTargetOwner().getName().equals(owner) && names.contains(access.getName()));
  }

  @Test
  void mainCode_isSeen() {
    assertTrue(MAIN.contain(Batch.class));
    assertFalse(MAIN.contain(ArchitectureTest.class));
    assertTrue(MAIN.size() > 40, "classes: " + MAIN.size());
  }

  @Test
  void rooms_useOnlyRoomsBelow() {
    classes().should(FLOORS.hold()).check(MAIN);
  }

  @Test
  void rooms_allStandOnAFloor() {
    Set<String> rooms = new TreeSet<>();
    for (JavaClass type : MAIN) {
      rooms.add(FLOORS.room(type));
    }
    rooms.remove("");
    assertTrue(rooms.containsAll(Set.of("codebook", "noise", "model")), rooms.toString());
    rooms.removeAll(FLOORS.rooms());
    assertEquals(Set.of(), rooms, "rooms that no floor has");
  }

  @Test
  void mainCode_usesNoTensorLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "org.deeplearning4j..")
        .check(MAIN);
  }

  @Test
  void mainCode_usesOnlyTheLibrariesOfThePlan() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "..",
            "java..",
            "javax.imageio..",
            "jdk.incubator.vector..",
            "org.apache.commons.math3..",
            "com.google.common..",
            "com.fasterxml.jackson..",
            "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void publicSignatures_showNoLibrary() {
    NO_FOREIGN_SIGNATURES.check(MAIN);
  }

  @Test
  void mainCode_writesToNoStandardStream() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
  }

  @Test
  void mainCode_hasNoHiddenRandomness() {
    NO_HIDDEN_RANDOMNESS.check(MAIN);
  }

  @Test
  void mainCode_callsNoMathThatVaries() {
    NO_MATH_THAT_VARIES.check(MAIN);
  }

  @Test
  void mainCode_fusesMultiplyAddsByFma() {
    NO_FMA_BUT_BY_ITS_CLASS.check(MAIN);
  }

  @Test
  void mainCode_passesNoVectors() {
    NO_VECTORS_PASSED.check(MAIN);
  }

  @Test
  void mainCode_loadsNoNativeLibrary() {
    NO_NATIVE_LIBRARY.check(MAIN);
  }

  private static Path sources() throws URISyntaxException {
    Path classes = Path.of(Batch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path sources = classes.resolve("../../src/main/java").normalize();
    assertTrue(Files.isDirectory(sources), "no sources at " + sources);
    return sources;
  }

  /** What is left to do is done, or stands in an issue. */
  @Test
  void sources_leaveNothingToDo() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.walk(sources())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file);
        for (String mark : List.of("TODO", "FIXME", "XXX")) {
          assertFalse(text.contains(mark), mark + " in " + file);
        }
      }
    }
  }

  @Test
  void packages_allHaveAPackageInfo() throws URISyntaxException {
    Path sources = sources();
    Set<String> packages = new TreeSet<>(Comparator.naturalOrder());
    MAIN.forEach(type -> packages.add(type.getPackageName()));
    for (String name : packages) {
      Path info = sources.resolve(name.replace('.', '/')).resolve("package-info.java");
      assertTrue(Files.isRegularFile(info), "package " + name + " has no package-info.java");
    }
  }

  // The rules see what they forbid.

  @Test
  void rules_classThatBreaksThem_areBroken() {
    assertBroken(NO_MATH_THAT_VARIES, RuleBreaker.class, "Math.exp", "Math.pow");
    assertBroken(NO_FMA_BUT_BY_ITS_CLASS, RuleBreaker.class, "Math.fma");
    assertBroken(
        NO_HIDDEN_RANDOMNESS, RuleBreaker.class, "java.util.Random", "Math.random", "ThreadLocal");
    assertBroken(
        noMethodPasses(
            DescribedPredicate.describe(
                "matrices", type -> type.getName().endsWith("linear.RealMatrix"))),
        RuleBreaker.class,
        "returnsOne",
        "hiddenHere");
    assertBroken(NO_NATIVE_LIBRARY, RuleBreaker.class, "loadLibrary");
    assertBroken(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS, RuleBreaker.class, "System.out");
    assertBroken(
        NO_FOREIGN_SIGNATURES,
        RuleBreaker.class,
        "RuleBreaker.<init>",
        "returnsOne",
        "takesMany",
        "throwsOne",
        "RuleBreaker.field",
        "Bound");
    String all = violations(NO_FOREIGN_SIGNATURES, RuleBreaker.class);
    assertFalse(all.contains("hidden"), all);
  }

  @Test
  void floors_roomThatUsesOneAbove_isBroken() {
    Floors upsideDown =
        Floors.of(ROOT).room("codebook").room("noise").room("model").room("sampling", "model");
    EvaluationResult result = classes().should(upsideDown.hold()).evaluate(MAIN);
    String all = String.join("\n", result.getFailureReport().getDetails());
    assertTrue(all.contains("room model may not use room codebook"), all);
    assertTrue(all.contains("room sampling may not use room noise"), all);
    assertFalse(all.contains("room sampling may not use room model"), all);
    EvaluationResult rootUsesRoom =
        classes().should(Floors.of("org.abc4j.sampling").room("nothing").hold()).evaluate(MAIN);
    assertFalse(rootUsesRoom.hasViolation());
  }

  private static void assertBroken(ArchRule rule, Class<?> type, String... parts) {
    String all = violations(rule, type);
    for (String part : parts) {
      assertTrue(all.contains(part), part + " not in:\n" + all);
    }
  }

  private static String violations(ArchRule rule, Class<?> type) {
    Set<Class<?>> types = new HashSet<>(List.of(type.getDeclaredClasses()));
    types.add(type);
    JavaClasses imported = new ClassFileImporter().importClasses(types);
    return String.join("\n", rule.evaluate(imported).getFailureReport().getDetails());
  }
}
