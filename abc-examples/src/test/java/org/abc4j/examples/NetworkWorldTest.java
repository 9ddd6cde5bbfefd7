package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.junit.jupiter.api.Test;

/** What a small ensemble is trained on, with and without a source. */
class NetworkWorldTest {
  private static final Execution HERE = Execution.sequential();
  private static final NetworkRecipe RECIPE = new NetworkRecipe(8, 2, 5, 2, 16, List.of(8), 3, 4);
  private static final ImageSet DATA = TrainingData.bundled(256).images();

  private static NetworkWorld world(NetworkWorld.Starts starts) {
    return RECIPE.world(RECIPE.images(DATA), starts, 1);
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
  }

  private static boolean differ(Map<String, float[]> one, Map<String, float[]> other) {
    return one.keySet().stream().anyMatch(name -> !Arrays.equals(one.get(name), other.get(name)));
  }

  @Test
  void images_ofASource_areOfOneClass() {
    NetworkRecipe recipe = new NetworkRecipe(16, 4, 12, 4, 16, List.of(8, 8), 3, 4);
    Batch images = recipe.images(DATA);
    assertEquals(16, images.shape().height());
    assertEquals(64, images.rows());
    Batch all = RefitWorld.pooled(DATA.batch(), 2);
    int[] label =
        IntStream.range(0, 64)
            .map(
                row ->
                    IntStream.range(0, 256)
                        .filter(i -> Arrays.equals(all.row(i), images.row(row)))
                        .map(DATA::label)
                        .findFirst()
                        .orElseThrow())
            .toArray();
    for (int row = 0; row < 64; row++) {
      // Ten classes take turns.
      assertEquals(row / 4 % 10, label[row], "row " + row);
    }
    NetworkRecipe many = new NetworkRecipe(100, 4, 12, 4, 16, List.of(8, 8), 3, 4);
    String message =
        assertThrows(IllegalArgumentException.class, () -> many.images(DATA)).getMessage();
    assertTrue(message.matches("there are images for \\d\\d sources of 4 .*, asked for 100"));
  }

  /** The strongest check: the source's data may be anything. */
  @Test
  void train_withoutASource_neverSeesIt() {
    NetworkWorld world = world(NetworkWorld.Starts.OWN);
    int gone = 3;
    int member = world.code().word(gone).members()[0];
    float[] spoilt = world.items().toArray();
    int m = world.items().shape().size();
    Arrays.fill(spoilt, gone * 2 * m, (gone + 1) * 2 * m, Float.NaN);
    NetworkWorld other =
        RECIPE.world(Batch.of(world.items().shape(), spoilt), NetworkWorld.Starts.OWN, 1);
    NetworkWorld.Trained expected = world.train(member, gone, HERE);
    assertSame(expected.weights(), other.train(member, gone, HERE).weights());
    assertTrue(expected.loss() > 0);
    assertTrue(differ(expected.weights(), world.train(member, -1, HERE).weights()));
    String message =
        assertThrows(ArithmeticException.class, () -> other.train(member, -1, HERE)).getMessage();
    assertTrue(message.contains("member " + member + " diverges: the loss of step"), message);
  }

  @Test
  void train_sharedStarts_differsByDataAlone() {
    // Members 0 and 1 see the same items, member 2 others.
    CodeAssignment code =
        Codebook.of(List.of(Codeword.parse("1101"), Codeword.parse("1110"), Codeword.parse("0111")))
            .assignInOrder(DataSources.ofItems(0, 0, 1, 1));
    Batch items = RECIPE.images(DATA).select(0, 1, 2, 3);
    for (NetworkWorld.Starts starts : NetworkWorld.Starts.values()) {
      NetworkWorld as = world(starts);
      NetworkWorld world = new NetworkWorld(items, code, as.network(), as.training(), starts);
      Map<String, float[]> first = world.train(0, -1, HERE).weights();
      assertEquals(
          starts == NetworkWorld.Starts.OWN, differ(first, world.train(1, -1, HERE).weights()));
      assertTrue(differ(first, world.train(2, -1, HERE).weights()));
    }
  }

  @Test
  void origin_saysWhatBytesDependOn() {
    NetworkWorld own = world(NetworkWorld.Starts.OWN);
    NetworkWorld shared = world(NetworkWorld.Starts.SHARED);
    int member = own.code().word(0).members()[1];
    assertNotEquals(own.origin(member, -1), own.origin(member, 0));
    assertNotEquals(own.origin(member, -1), shared.origin(member, -1));
    assertFalse(own.origin(member, 0).get("split").contains("[0, 1,"));
  }
}
