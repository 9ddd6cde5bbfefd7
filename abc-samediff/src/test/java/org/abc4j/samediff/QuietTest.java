package org.abc4j.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingDraws;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;

@RequiresBackend
class QuietTest {

  /** A user's program that does all that there is. */
  static final class Program {
    public static void main(String[] arguments) {
      Network network = Networks.random(TinyNetworks.config(), 1);
      NoiseSchedule schedule = NoiseSchedule.linear();
      SameDiffNoiseModel model = SameDiffNoiseModel.of(network, schedule);
      var x = Draws.batch(1, 0, TinyNetworks.SHAPE, 1);
      model.linearize(x, 3, Draws.batch(1, 1, TinyNetworks.SHAPE, 2));
      SameDiffTrainableModel training =
          SameDiffTrainableModel.of(network, AdamConfig.pytorch(1e-4), 0, schedule);
      TrainingConfig config = TrainingConfig.paper(1, 1).withBatchSize(2);
      training.train(TrainingDraws.of(config, 0, TinyNetworks.images()).batch(0));
      System.out.println(training.predict(x, 3).rows() + " row, ε̂");
    }
  }

  @Test
  void program_printsWhatItPrints() throws Exception {
    String printed = ChildJvm.run(Program.class);
    assertEquals("1 row", printed.substring(0, Math.min(5, printed.length())), printed);
    assertEquals(1, printed.lines().count(), printed);
  }

  @Test
  void get_streamThatIsKept_isHeardAfterwards() {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      PrintStream kept =
          Quiet.get(
              () -> {
                System.out.print("noise");
                return System.out;
              });
      kept.print("a logger's");
      assertEquals("a logger's", bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
    }
  }

  @Test
  void get_dropsThisThreadsOnly() throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream user = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    System.setOut(user);
    System.setErr(user);
    try {
      String answer =
          Quiet.get(
              () -> {
                System.out.println("noise");
                System.err.print('n');
                Thread other = new Thread(() -> System.out.print("other's words; "));
                other.start();
                try {
                  other.join();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return "done";
              });
      assertEquals("done", answer);
      assertSame(user, System.out);
      assertSame(user, System.err);
      System.out.print("mine");
      assertEquals("other's words; mine", bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void get_workThatFails_givesTheStreamsBack() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    assertThrows(
        IllegalStateException.class,
        () ->
            Quiet.get(
                () -> {
                  throw new IllegalStateException("failed");
                }));
    assertSame(out, System.out);
    assertSame(err, System.err);
  }

  @Test
  void get_workThatSetsAStream_leavesIt() {
    PrintStream out = System.out;
    PrintStream other = new PrintStream(new ByteArrayOutputStream());
    try {
      Quiet.get(
          () -> {
            System.setOut(other);
            return 0;
          });
      assertSame(other, System.out);
    } finally {
      System.setOut(out);
    }
  }
}
