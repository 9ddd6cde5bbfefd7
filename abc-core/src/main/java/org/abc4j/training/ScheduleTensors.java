package org.abc4j.training;

import java.util.stream.IntStream;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.unet.UNetConfig;

/**
 * What another program needs to know of timesteps, as tensors: how much of an image is left at
 * each, and how a network is told which it is. Stateless and thread-safe.
 */
public final class ScheduleTensors {
  private ScheduleTensors() {}

  /**
   * Puts {@code alpha_bars}, ᾱ of each timestep from 0 in double precision, and {@code time}, the
   * embedding of each, a row of as many values as the network's first level has channels.
   *
   * @param writer where they are put
   * @param schedule the schedule
   * @param config the network that is told the timesteps
   * @throws IllegalArgumentException if the writer has a tensor of such a name
   */
  public static void put(SafetensorsWriter writer, NoiseSchedule schedule, UNetConfig config) {
    int times = schedule.steps();
    writer.put(
        "alpha_bars",
        new int[] {times},
        IntStream.range(0, times).mapToDouble(schedule::alphaBar).toArray());
    int width = config.channels().get(0);
    float[] time = new float[times * width];
    for (int t = 0; t < times; t++) {
      System.arraycopy(config.variant().timeEmbedding().of(t, width), 0, time, t * width, width);
    }
    writer.put("time", new int[] {times, width}, time);
  }
}
