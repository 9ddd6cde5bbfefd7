package org.abc4j.data.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodingMemoryTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final PicturePreparation PREPARATION = PicturePreparation.to(new Shape(3, 32, 32));

  @TempDir Path temp;

  private Path picture(String format) throws IOException {
    BufferedImage image = new BufferedImage(1_200, 900, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1_200 * 900; i++) {
      image.setRGB(i % 1_200, i / 1_200, i * 0x9e3779b1);
    }
    Path file = temp.resolve("picture." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }

  /** Decoders take some constant room besides. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff"})
  void read_takesNoMoreThanWasAskedFor(String format) throws IOException {
    Path file = picture(format);
    PictureReader reader = PictureReader.standard();
    reader.read(file, PREPARATION, Execution.sequential());
    byte[] content = Files.readAllBytes(file);
    PictureHeader header = PictureHeader.read(new PictureBytes("picture", content));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    reader.read(file, PREPARATION, Execution.sequential());
    long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
    long asked = 2L * content.length + header.bytes() + 3 * header.pixels();
    assertTrue(taken < asked + (1 << 20), format + " takes " + taken + ", asked for " + asked);
  }

  @Test
  void read_whatExceedsAllMemory_isRefused() throws IOException {
    Path file = picture("png");
    PictureReader small = PictureReader.standard().within(new DecodingMemory(9 << 20));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> small.read(file, PREPARATION, Execution.sequential()));
    assertEquals("a picture that takes at most 9437184 bytes, half of the heap", error.expected());
  }

  @Test
  void share_thatIsNotFree_isWaitedFor() {
    DecodingMemory memory = new DecodingMemory(1 << 20);
    CompletableFuture<Boolean> second;
    try (DecodingMemory.Share first = memory.take(1 << 19, () -> {})) {
      assertTrue(first.grow(1 << 20));
      second =
          CompletableFuture.supplyAsync(
              () -> {
                try (DecodingMemory.Share share = memory.take(1 << 19, () -> {})) {
                  return share.grow(1 << 20);
                }
              });
      AtomicInteger asked = new AtomicInteger();
      assertThrows(
          CancellationException.class,
          () ->
              memory.take(
                  1 << 19,
                  () -> {
                    if (asked.incrementAndGet() > 1) {
                      throw new CancellationException();
                    }
                  }));
      assertFalse(second.isDone());
    }
    assertTrue(second.join());
  }

  @Test
  void share_thatCannotGrowAtOnce_staysAsItIs() {
    DecodingMemory memory = new DecodingMemory(1 << 20);
    try (DecodingMemory.Share first = memory.take(1 << 19, () -> {});
        DecodingMemory.Share second = memory.take(1 << 18, () -> {})) {
      assertFalse(first.grow(1 << 20));
      assertTrue(second.grow(1 << 19));
    }
    try (DecodingMemory.Share all = memory.take(1 << 20, () -> {})) {
      assertTrue(all.grow(1 << 20));
    }
  }
}
