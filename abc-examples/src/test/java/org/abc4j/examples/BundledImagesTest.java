package org.abc4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.junit.jupiter.api.Test;

class BundledImagesTest {

  @Test
  void fashionMnist256_isTheFirst256TestImages() {
    ImageSet set = BundledImages.fashionMnist256();
    assertEquals(256, set.count());
    assertEquals(new Shape(1, 28, 28), set.shape());
    assertEquals(0, set.low());
    assertEquals(255, set.high());
    // Computed in Python from the data set's own files.
    assertEquals("cf520ecb11ecef4fb1013dff4ea646d74430fd22c6b34f100317141f99999e9e", set.sha256());
  }

  @Test
  void fashionMnist256_hasEveryClass() {
    ImageSet set = BundledImages.fashionMnist256();
    int[] counts = new int[10];
    for (int i = 0; i < set.count(); i++) {
      counts[set.label(i)]++;
    }
    assertArrayEquals(new int[] {25, 32, 37, 18, 27, 21, 22, 27, 23, 24}, counts);
  }

  @Test
  void fashionMnist256_comesWithLicenceAndCredit() throws IOException {
    assertTrue(text("LICENSE").contains("Copyright © 2017 Zalando SE"));
    assertTrue(text("README.md").contains("Han Xiao, Kashif Rasul, Roland Vollgraf"));
  }

  private static String text(String name) throws IOException {
    try (InputStream in = BundledImages.class.getResourceAsStream("fashion-mnist-256/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
