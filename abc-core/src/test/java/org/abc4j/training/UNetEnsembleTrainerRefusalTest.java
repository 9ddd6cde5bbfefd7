package org.abc4j.training;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is trained. */
class UNetEnsembleTrainerRefusalTest {
  private static final TrainingConfig CONFIG = TrainingConfig.paper(2, 8).withBatchSize(2);
  private static final UNetConfig NETWORK = TinyNetworks.config();
  private static final CodeAssignment CODE = TinyNetworks.code();

  @TempDir private Path temp;

  private void assertRefused(
      String message, UNetConfig network, Batch images, CodeAssignment code) {
    Path folder = temp.resolve("refused");
    UNetEnsembleTrainer trainer =
        UNetEnsembleTrainer.of(network, CONFIG)
            .reportingTo(
                (member, step, steps, loss) -> {
                  throw new AssertionError("member " + member + " is trained");
                });
    assertIllegal(message, () -> trainer.train(images, code, folder));
    assertFalse(Files.exists(folder.resolve("training.txt")));
  }

  @Test
  void train_imagesOfAnotherShapeOrNumber_isAnErrorNamingBoth() {
    String rule = "the network takes images of shape 1×8×8 and the sources have 12 items, found ";
    Batch fewer = TinyNetworks.waves(TinyNetworks.SHAPE, 11);
    assertRefused(rule + "Batch[11 of 1×8×8]", NETWORK, fewer, CODE);
    Batch other = TinyNetworks.waves(new Shape(1, 8, 16), 12);
    assertRefused(rule + "Batch[12 of 1×8×16]", NETWORK, other, CODE);
  }

  @Test
  void train_memberWithoutAnItem_isAnErrorNamingIt() {
    CodeAssignment code = Codebook.allWords(4, 2).assignInOrder(DataSources.ofItems(0, 1, 0));
    assertRefused(
        "member 3 has no item to be trained on",
        NETWORK,
        TinyNetworks.waves(TinyNetworks.SHAPE, 3),
        code);
  }

  @Test
  void train_imagesThatAreNotSquare_areNotRefused() throws IOException {
    Shape shape = new Shape(1, 8, 16);
    EnsembleFolder whole =
        UNetEnsembleTrainer.of(UNetConfig.attendingOnce(shape, List.of(8, 8), 1, 4), CONFIG)
            .train(TinyNetworks.waves(shape, 12), CODE, temp.resolve("wide"));
    assertEquals(shape, EnsembleFolder.open(whole.path()).ensemble().shape());
  }

  @Test
  void train_codeThatNoFileCanHold_isAnErrorNamingItsSize() {
    CodeAssignment code = Codebook.allWords(40, 20).assign(DataSources.oneItemEach(12), 1);
    assertRefused(
        "a file lists at most 1048576 words, this codebook has 137846528820",
        NETWORK,
        TinyNetworks.images(),
        code);
  }

  @Test
  void withPreparation_mirroredLatents_areRefused() {
    ImagePreparation latents =
        ImagePreparation.of(Normalisation.plusMinusOne())
            .with(
                new LatentPreparation(
                    "c".repeat(64), TinyNetworks.SHAPE, Normalisation.affine(0, 1)));
    UNetEnsembleTrainer.of(NETWORK, CONFIG).withPreparation(latents);
    assertIllegal(
        "a mirrored latent is not the latent of the mirrored image: encode mirrored images as items"
            + " of the same source, and train without flips",
        () -> UNetEnsembleTrainer.of(NETWORK, CONFIG.withFlips()).withPreparation(latents));
  }

  @Test
  void withCheckpointEvery_below1_isAnErrorNamingIt() {
    assertIllegal(
        "a checkpoint is written every 1 or more steps, found -2",
        () -> UNetEnsembleTrainer.of(NETWORK, CONFIG).withCheckpointEvery(-2));
  }

  /** A record has a line for it. */
  @Test
  void onExecutor_nameOfTwoLines_isAnErrorNamingIt() {
    assertIllegal(
        "an executor's name is one line, found 'a\nb'",
        () -> UNetEnsembleTrainer.of(NETWORK, CONFIG).onExecutor("a\nb", (network, how) -> null));
    for (String name : List.of("a\n", "a\r", "\ta", "a\u0085b")) {
      assertIllegal(
          "an executor's name is one line, found '" + name + "'",
          () -> UNetEnsembleTrainer.of(NETWORK, CONFIG).onExecutor(name, (network, how) -> null));
    }
  }
}
