package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.TimeEmbedding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTensorsTest {
  @TempDir private Path temp;

  @Test
  void tensors_areTheScheduleAndHowTheNetworkIsToldIt() throws IOException {
    NoiseSchedule schedule = NoiseSchedule.linear();
    SafetensorsWriter writer = SafetensorsWriter.create();
    ScheduleTensors.put(writer, schedule, TinyNetworks.config());
    writer.write(temp.resolve("schedule.safetensors"));
    SafetensorsFile file = SafetensorsFile.read(temp.resolve("schedule.safetensors"));
    assertEquals(Set.of("alpha_bars", "time"), file.names());
    double[] alphaBars = file.doubles("alpha_bars");
    assertEquals(schedule.steps(), alphaBars.length);
    int width = TinyNetworks.config().channels().get(0);
    float[] time = file.floats("time", schedule.steps(), width);
    for (int t : new int[] {0, 1, 500, schedule.steps() - 1}) {
      assertEquals(schedule.alphaBar(t), alphaBars[t]);
      assertArrayEquals(
          TimeEmbedding.usual().of(t, width), Arrays.copyOfRange(time, t * width, (t + 1) * width));
    }
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> ScheduleTensors.put(writer, schedule, TinyNetworks.config()))
            .getMessage();
    assertTrue(said.contains("alpha_bars"), said);
  }
}
