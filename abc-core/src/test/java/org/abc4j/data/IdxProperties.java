package org.abc4j.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;

class IdxProperties {
  private static final long MEMORY_BOUND = 4_000_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final FileSystem DISK = Jimfs.newFileSystem(Configuration.unix());

  @AfterContainer
  static void close() throws IOException {
    DISK.close();
  }

  @Property(tries = 4000)
  void read_bytesReplaced_isRefusedOrFine(
      @ForAll boolean gzipped,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 0, max = 10_000) Integer> places,
      @ForAll @Size(3) List<Byte> values)
      throws IOException {
    Path path = DISK.getPath("/fuzzed");
    float[] pixels = new float[60];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 4 * i;
    }
    ImageSet set = ImageSet.of(Batch.of(new Shape(1, 4, 5), pixels), 0, 255);
    (gzipped ? IdxWriter.gzipped() : IdxWriter.plain()).images(path, set);
    byte[] content = Files.readAllBytes(path);
    for (int i = 0; i < places.size(); i++) {
      content[places.get(i) % content.length] = values.get(i);
    }
    Files.write(path, content);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      int found = IdxImages.read(path).batch().toArray().length;
      assertTrue(found <= 60, "more values than were written: " + found);
    } catch (MalformedFileException expected) {
      assertTrue(expected.getMessage().startsWith("/fuzzed: "), expected.getMessage());
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MEMORY_BOUND, "allocated " + allocated + " bytes");
  }

  @Property(tries = 1000)
  void read_anyBytes_isRefusedOrFine(@ForAll @Size(max = 100) byte[] content) throws IOException {
    Path path = Files.write(DISK.getPath("/any"), content);
    try {
      int found = IdxLabels.read(path).length;
      assertTrue(found <= content.length, "more labels than bytes: " + found);
    } catch (MalformedFileException expected) {
      assertTrue(expected.getMessage().startsWith("/any: "), expected.getMessage());
    }
  }
}
