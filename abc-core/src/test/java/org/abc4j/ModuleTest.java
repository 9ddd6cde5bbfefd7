package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abc4j.kernel.Kernels;
import org.junit.jupiter.api.Test;

/**
 * The module as users have it. What it requires the compiler checks, and that no exported signature
 * shows an inner type.
 */
class ModuleTest {
  /** Packages that are not for users, which module-info.java therefore does not export. */
  private static final Set<String> INNER =
      Set.of("org.abc4j.epochs", "org.abc4j.kernel", "org.abc4j.matrix");

  private static Path classes() throws URISyntaxException {
    return Path.of(Batch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static ModuleDescriptor descriptor() throws Exception {
    try (InputStream in = Files.newInputStream(classes().resolve("module-info.class"))) {
      return ModuleDescriptor.read(in);
    }
  }

  @Test
  void packages_eachIsExportedOrInner() throws Exception {
    Set<String> packages = new TreeSet<>();
    new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("org.abc4j")
        .forEach(type -> packages.add(type.getPackageName()));
    assertTrue(packages.containsAll(INNER), packages::toString);
    packages.removeAll(INNER);
    Set<String> exported = new TreeSet<>();
    for (ModuleDescriptor.Exports export : descriptor().exports()) {
      assertFalse(export.isQualified(), export + " is for some modules only");
      exported.add(export.source());
    }
    assertEquals(packages, exported, "module-info.java exports a package, or INNER has it here");
  }

  /** Compilers warn of it, and some Java runtimes come without. */
  @Test
  void requires_nothingThatIncubates() throws Exception {
    Set<String> required =
        descriptor().requires().stream().map(Requires::name).collect(Collectors.toSet());
    assertTrue(required.contains("java.desktop"), required::toString);
    assertFalse(required.contains("jdk.incubator.vector"), required::toString);
  }

  /** Tools that drop unused classes go by this file: nothing else names the class to them. */
  @Test
  void vectorKernels_areNamedToToolsThatDropClasses() throws Exception {
    Path file = classes().resolve("META-INF/services").resolve(Kernels.class.getName());
    assertServiceOf(file);
  }

  /** Each file of services names one class, which is one. */
  @Test
  void services_areWhatTheirFilesSay() throws Exception {
    try (Stream<Path> services = Files.list(classes().resolve("META-INF/services"))) {
      List<Path> files = services.toList();
      assertEquals(2, files.size(), files::toString);
      for (Path file : files) {
        assertServiceOf(file);
      }
    }
  }

  private static void assertServiceOf(Path file) throws Exception {
    List<String> named =
        Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList();
    assertEquals(1, named.size(), named::toString);
    Class<?> service = Class.forName(file.getFileName().toString());
    assertTrue(service.isAssignableFrom(Class.forName(named.get(0))), named::toString);
  }
}
