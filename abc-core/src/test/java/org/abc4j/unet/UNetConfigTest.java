package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;

class UNetConfigTest {
  /** Arguments that a test changes one of. */
  private static final class Arguments {
    Shape shape = new Shape(1, 32, 32);
    int outputs = 1;
    List<Integer> channels = List.of(16, 32);
    List<Boolean> down = List.of(false, true);
    List<Boolean> up = List.of(true, false);
    boolean mid = true;
    int layers = 1;
    int head = 8;
    int groups = 8;
    double epsilon = 1e-5;
    double dropout = 0;

    UNetConfig config() {
      return new UNetConfig(
          shape, outputs, channels, down, up, mid, layers, head, groups, epsilon, dropout);
    }
  }

  private interface Change {
    void in(Arguments arguments);
  }

  private static UNetConfig with(Change change) {
    Arguments arguments = new Arguments();
    change.in(arguments);
    return arguments.config();
  }

  private static void assertRefused(String message, Change change) {
    assertIllegal(message, () -> with(change));
  }

  @Test
  void new_channelsInAndOut_lieFromOneToFour() {
    for (int channels = 1; channels <= 4; channels++) {
      int count = channels;
      assertEquals(count, with(a -> a.outputs = count).outputChannels());
      assertEquals(count, with(a -> a.shape = new Shape(count, 32, 32)).inputShape().channels());
    }
    assertRefused(
        "input channels lie from 1 to 4, found 5×32×32", a -> a.shape = new Shape(5, 32, 32));
    assertRefused("output channels lie from 1 to 4, found 0", a -> a.outputs = 0);
    assertRefused("output channels lie from 1 to 4, found 5", a -> a.outputs = 5);
  }

  @Test
  void new_sides_lieFrom8To256AndHalve() {
    assertEquals(8, with(a -> a.shape = new Shape(1, 8, 64)).inputShape().height());
    assertRefused(
        "sides lie from 8 to 256 and are divisible by 2, found 6",
        a -> a.shape = new Shape(1, 6, 32));
    assertRefused(
        "sides lie from 8 to 256 and are divisible by 2, found 258",
        a -> a.shape = new Shape(1, 32, 258));
    assertEquals(256, with(a -> a.shape = new Shape(1, 8, 256)).inputShape().width());
    assertRefused(
        "sides lie from 8 to 256 and are divisible by 2, found 9",
        a -> a.shape = new Shape(1, 32, 9));
    assertRefused(
        "sides lie from 8 to 256 and are divisible by 8, found 28",
        a -> {
          a.shape = new Shape(1, 28, 32);
          a.channels = List.of(16, 16, 16, 16);
          a.down = List.of(false, false, false, false);
          a.up = a.down;
        });
  }

  /** As many pixels as before of images up to 64×64, and never none. */
  @Test
  void rowsTogether_areFewerOfLargerImages() {
    assertEquals(8, with(a -> a.shape = new Shape(1, 64, 64)).rowsTogether(8));
    assertEquals(8, with(a -> a.shape = new Shape(1, 8, 8)).rowsTogether(8));
    assertEquals(4, with(a -> a.shape = new Shape(1, 64, 128)).rowsTogether(8));
    assertEquals(2, with(a -> a.shape = new Shape(1, 128, 128)).rowsTogether(8));
    assertEquals(1, with(a -> a.shape = new Shape(1, 256, 256)).rowsTogether(8));
    assertEquals(4, with(a -> a.shape = new Shape(1, 256, 256)).rowsTogether(64));
  }

  @Test
  void new_firstBlockTooNarrowForItsEmbedding_isRefused() {
    UNetConfig narrow =
        with(
            a -> {
              a.channels = List.of(2, 8);
              a.groups = 2;
            });
    assertIllegal(
        "a time embedding whose frequencies are shifted by 1.0 has more than twice as many values,"
            + " found 2",
        () -> narrow.with(UNetVariant.ddpm()));
    assertEquals(UNetVariant.usual(), narrow.variant());
    assertEquals(
        UNetVariant.ddpm(), with(a -> {}).with(UNetVariant.ddpm()).withDropout(0.5).variant());
  }

  @Test
  void new_sevenBlocks_endInOnePixel() {
    UNetConfig config =
        with(
            a -> {
              a.shape = new Shape(1, 64, 64);
              a.channels = Collections.nCopies(7, 8);
              a.down = Collections.nCopies(7, true);
              a.up = a.down;
            });
    assertEquals(7, config.blocks());
  }

  @Test
  void new_blocks_areOneToEightAndEachSaysWhetherItAttends() {
    assertRefused("there are 1 to 8 blocks, found []", a -> a.channels = List.of());
    List<Integer> nine = Collections.nCopies(9, 8);
    assertRefused("there are 1 to 8 blocks, found " + nine, a -> a.channels = nine);
    assertRefused(
        "each block down says whether it attends, found [true]", a -> a.down = List.of(true));
    assertRefused(
        "each block up says whether it attends, found [true, true, true]",
        a -> a.up = List.of(true, true, true));
  }

  @Test
  void new_layers_lieFromOneToSixteen() {
    assertEquals(16, with(a -> a.layers = 16).layersPerBlock());
    assertRefused("layers of a block lie from 1 to 16, found 0", a -> a.layers = 0);
    assertRefused("layers of a block lie from 1 to 16, found 17", a -> a.layers = 17);
  }

  @Test
  void new_widths_areMultiplesOfTheGroupsAndTheFirstIsEven() {
    assertRefused("there is at least 1 group, found 0", a -> a.groups = 0);
    assertRefused(
        "channels of a block are a multiple of the 8 groups, at most 4096, found 20",
        a -> a.channels = List.of(16, 20));
    assertRefused(
        "channels of a block are a multiple of the 8 groups, at most 4096, found 4104",
        a -> a.channels = List.of(16, 4104));
    assertRefused(
        "channels of a block are a multiple of the 8 groups, at most 4096, found 0",
        a -> a.channels = List.of(16, 0));
    assertRefused(
        "channels of a block are a multiple of the 8 groups, at most 4096, found -8",
        a -> a.channels = List.of(-8, 8));
    assertRefused(
        "the first block's channels are even, found 15",
        a -> {
          a.channels = List.of(15, 32);
          a.groups = 1;
        });
    assertEquals(
        List.of(16, 15),
        with(a -> {
              a.channels = List.of(16, 15);
              a.groups = 1;
              a.head = 0;
            })
            .channels());
  }

  @Test
  void new_heads_divideTheChannelsThatAttendAndNoOthers() {
    assertRefused("channels of a head are at least 0, found -1", a -> a.head = -1);
    assertRefused(
        "channels that attend are a multiple of the head's 12, found 32", a -> a.head = 12);
    // Neither way attends, the middle does: at the channels of the last block.
    assertRefused(
        "channels that attend are a multiple of the head's 12, found 32",
        a -> {
          a.head = 12;
          a.down = List.of(false, false);
          a.up = a.down;
        });
    // The last block up has the first one's channels.
    assertRefused(
        "channels that attend are a multiple of the head's 32, found 16",
        a -> {
          a.head = 32;
          a.up = List.of(false, true);
        });
    assertEquals(32, with(a -> a.head = 32).headSize(32));
    assertEquals(32, with(a -> a.head = 0).headSize(32));
  }

  @Test
  void new_epsilonAndDropout_areProbabilitiesAndNumbers() {
    for (double epsilon : new double[] {0, -1e-5, 1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused("epsilon lies in (0, 1), found " + epsilon, a -> a.epsilon = epsilon);
    }
    for (double dropout : new double[] {-0.1, 1, Double.NaN}) {
      assertRefused("dropout lies in [0, 1), found " + dropout, a -> a.dropout = dropout);
      assertIllegal(
          "dropout lies in [0, 1), found " + dropout,
          () -> UNetConfig.paper().withDropout(dropout));
    }
  }

  @Test
  void new_nulls_areRefused() {
    assertThrows(NullPointerException.class, () -> with(a -> a.shape = null));
    assertThrows(NullPointerException.class, () -> with(a -> a.channels = Arrays.asList(8, null)));
  }

  @Test
  void new_listsChangedLater_keepTheirValues() {
    List<Integer> channels = new ArrayList<>(List.of(16, 32));
    UNetConfig config = with(a -> a.channels = channels);
    channels.set(0, 64);
    assertEquals(List.of(16, 32), config.channels());
    assertThrows(UnsupportedOperationException.class, () -> config.channels().set(0, 8));
  }

  @Test
  void paper_isAppendixB2s() {
    UNetConfig config = UNetConfig.paper();
    assertEquals(new Shape(1, 32, 32), config.inputShape());
    assertEquals(List.of(128, 256, 512, 512), config.channels());
    assertEquals(List.of(false, true, false, false), config.downAttention());
    assertEquals(List.of(false, false, true, false), config.upAttention());
    assertTrue(config.midAttention());
    assertEquals(2, config.layersPerBlock());
    assertEquals(8, config.headChannels());
    assertEquals(32, config.normGroups());
    assertEquals(0, config.dropout());
    UNetConfig large = UNetConfig.paperLarge();
    assertEquals(List.of(192, 384, 768, 768), large.channels());
    assertEquals(3, large.outputChannels());
    assertEquals(0.1, large.dropout());
    assertEquals(0.2, large.withDropout(0.2).dropout());
    assertEquals(large, large.withDropout(0.2).withDropout(0.1));
  }

  @Test
  void attendingAt_thirdOfFour_attendsThereAndAtItsCounterpart() {
    UNetConfig config = UNetConfig.attendingAt(2, new Shape(1, 32, 32), List.of(8, 8, 8, 8), 1, 8);
    assertEquals(List.of(false, false, true, false), config.downAttention());
    assertEquals(List.of(false, true, false, false), config.upAttention());
    assertEquals(
        UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(8, 8), 1, 8),
        UNetConfig.attendingAt(1, new Shape(1, 32, 32), List.of(8, 8), 1, 8));
  }

  @Test
  void attendingOnce_oneBlock_attendsInTheMiddleAlone() {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(2, 8, 8), List.of(8), 1, 8);
    assertEquals(List.of(false), config.downAttention());
    assertEquals(List.of(false), config.upAttention());
    assertTrue(config.midAttention());
    assertEquals(2, config.outputChannels());
  }
}
