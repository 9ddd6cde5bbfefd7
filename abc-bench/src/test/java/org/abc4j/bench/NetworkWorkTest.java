package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.abc4j.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkWorkTest {

  @ParameterizedTest
  @EnumSource(names = {"VALUE_16", "TANGENTS_8", "BACKWARD_16", "VALUE_ATTENDING"})
  void call_vectorAndScalar_sameBits(NetworkWork work) {
    work.call(1).requireSameBits(work.title(), Kernels.get(), Kernels.scalar());
  }

  /** One image through the network of one block of 128 channels, layer by layer. */
  @Test
  void operations_byHand_areThese() {
    double place = 64 * 128;
    double outer = 9 * place;
    double inner = 9 * place * 128;
    double time = 128 * 512 + 512 * 512 + 5 * 512 * 128;
    // Ten convolutions in five layers; two layers on the way up begin with twice the channels.
    double multiplyAdds = outer + 12 * inner + 2 * 256 * place + outer + time;
    assertEquals(8 * 2 * multiplyAdds, NetworkWork.VALUE_8.operations());
    assertEquals(8 * 2 * multiplyAdds, NetworkWork.TANGENTS_8_DIRECT.operations());
    assertEquals(8 * 4 * multiplyAdds, NetworkWork.BACKWARD_8.operations());
  }

  @Test
  void title_all_differ() {
    assertEquals(
        NetworkWork.values().length,
        Arrays.stream(NetworkWork.values())
            .map(NetworkWork::title)
            .collect(Collectors.toSet())
            .size());
    assertEquals("8x8x128 direct, tangents of 8", NetworkWork.TANGENTS_8_DIRECT.title());
  }
}
