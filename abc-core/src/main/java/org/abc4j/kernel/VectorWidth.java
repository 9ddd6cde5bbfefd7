package org.abc4j.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How wide vectors are: as wide as the processor prefers, at most 512 bits, or as the system
 * property {@code abc.vector.bits} says (128, 256 or 512), which tests use. Results do not depend
 * on it.
 */
final class VectorWidth {
  static final VectorSpecies<Float> SPECIES = species();

  private VectorWidth() {}

  private static VectorSpecies<Float> species() {
    Integer bits = Integer.getInteger("abc.vector.bits");
    if (bits != null) {
      return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    return preferred.vectorBitSize() > 512 ? FloatVector.SPECIES_512 : preferred;
  }
}
