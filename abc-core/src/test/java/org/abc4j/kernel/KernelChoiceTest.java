package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.abc4j.testing.Logs;
import org.junit.jupiter.api.Test;

/** What is chosen, and said, where an application's build left a class of the library out. */
class KernelChoiceTest {
  /** The library once more, as if it lacked a class. */
  private static final class Incomplete extends URLClassLoader {
    private final String lacking;

    Incomplete(String lacking) {
      super(
          new URL[] {Kernels.class.getProtectionDomain().getCodeSource().getLocation()},
          ClassLoader.getPlatformClassLoader());
      this.lacking = lacking;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals(lacking)) {
        throw new ClassNotFoundException(name);
      }
      return super.findClass(name);
    }
  }

  private static String chosen(String lacking) throws Exception {
    try (Incomplete library = new Incomplete(lacking)) {
      return library
          .loadClass(Kernels.class.getName())
          .getMethod("get")
          .invoke(null)
          .getClass()
          .getSimpleName();
    }
  }

  private static List<String> said(String kernels, String lacking) throws Exception {
    return Logs.of(
        Kernels.class,
        () -> {
          assertEquals(kernels, chosen(lacking));
          return null;
        });
  }

  private static void assertScalar(String why, String lacking) throws Exception {
    List<String> log = said("ScalarKernels", lacking);
    assertEquals(1, log.size(), log::toString);
    assertTrue(log.get(0).startsWith("WARNING: The kernels on the Vector API " + why), log.get(0));
  }

  @Test
  void chosen_fromAWholeLibrary_areVectors() throws Exception {
    assertEquals(List.of(), said("VectorKernels", "nothing"));
  }

  @Test
  void chosen_withoutTheClass_areScalarAndTheBuildIsNamed() throws Exception {
    assertScalar("are not in this application", "org.abc4j.kernel.VectorKernels");
  }

  @Test
  void chosen_withoutAClassThatTheyNeed_areScalarAndItIsNamed() throws Exception {
    assertScalar("cannot be loaded on this Java runtime", "org.abc4j.kernel.VectorAttention");
  }
}
