package org.abc4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Mutations;
import org.junit.jupiter.api.Test;

class CifarFuzzTest {
  /** DEFLATE makes at most 1032 bytes of one, and a pixel is read as a float. */
  private static final long MOST_BYTES = 8 << 20;

  private static byte[] unpacked(String name) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(CifarTest.resource(name))).readAllBytes();
  }

  @Test
  void read_spoiltArchives_areReadOrRefused() throws IOException {
    List<byte[]> sound =
        List.of(
            CifarTest.gzip(
                CifarTest.tar("a/train.bin", CifarTest.record(1, 2), '0'), new byte[1024]),
            CifarTest.resource("cifar-100.tar.gz"));
    List<byte[]> tars = List.of(unpacked("cifar-100.tar.gz"), unpacked("cifar-10.tar.gz"));
    Fuzz.run(
            "cifar",
            3,
            MOST_BYTES,
            sound,
            draws ->
                draws.oneIn(4)
                    ? draws.bytes(draws.of(sound), draws.of(sound))
                    : CifarTest.gzip(spoiltTar(draws, tars)),
            file -> {
              ImageSet images = CifarImages.train(file, CifarFormat.CIFAR_100);
              assertTrue(images.count() > 0 && images.label(0) < 100);
              assertEquals(3072, images.shape().size());
            })
        .assertDeep(5, 6);
  }

  /** Mostly in a header, where a byte in a hundred counts otherwise. */
  private static byte[] spoiltTar(Mutations draws, List<byte[]> tars) {
    byte[] tar = draws.of(tars);
    if (draws.oneIn(2)) {
      return draws.bytes(tar, draws.of(tars));
    }
    byte[] spoilt = tar.clone();
    spoilt[512 * draws.below(4) + draws.below(512)] = (byte) draws.below(256);
    return spoilt;
  }
}
