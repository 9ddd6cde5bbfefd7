package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.abc4j.classifier.ClassifierFolder;
import org.abc4j.classifier.ClassifierPlan;
import org.abc4j.classifier.ClassifierTrainer;
import org.abc4j.classifier.ClassifierTraining;
import org.abc4j.classifier.EpochResult;
import org.abc4j.classifier.LabelledImages;
import org.abc4j.classifier.ProjectedGradientAttack;
import org.abc4j.classifier.ResNet;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.model.AdamConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From a data set with classes to a classifier. */
@Command(
    name = "classifier",
    description =
        "Trains the paper's classifier on a data set with classes, first on its training part and"
            + " then on perturbed pictures too, and judges each epoch on its test part. Stopped or"
            + " killed, the same command goes on from there, to the same bytes.",
    footerHeading = "%nExample:%n",
    footer = {"  abc classifier fashion --layout fashion-mnist --small --size 16 --out classes"})
final class ClassifierCommand extends Task {
  private static final double OF_DIGITS = 3;
  private static final double OF_OTHERS = 1;
  private static final int FEW = 10;
  private static final int MANY = 100;

  @Parameters(
      paramLabel = "PICTURES",
      description = "Folder of the data set as it is distributed (--layout).")
  private Path pictures;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the classifier.")
  private Path out;

  @Option(
      names = "--layout",
      required = true,
      description = "Which data set: mnist, fashion-mnist, cifar-10 or cifar-100.")
  private DataLayout layout;

  @Option(
      names = "--small",
      description =
          "A small network for small pictures in place of the paper's ResNet-18: three blocks of"
              + " 16, 32 and 64 channels.")
  private boolean small;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "Trains on the first N pictures alone.")
  private Integer first;

  @Option(
      names = "--first-test",
      paramLabel = "N",
      description = "Judges by the first N pictures of the test part alone.")
  private Integer firstTest;

  @Option(
      names = "--epochs",
      description = "Epochs on pictures alone. Default: ${DEFAULT-VALUE}, as in the paper.")
  private int epochs = 50;

  @Option(
      names = "--adversarial-epochs",
      paramLabel = "N",
      description =
          "Epochs after these with perturbed pictures too. Default: ${DEFAULT-VALUE}, as in the"
              + " paper.")
  private int adversarialEpochs = 50;

  @Option(
      names = "--radius",
      description =
          "How far pictures may be perturbed, in the Euclidean distance of values from 0 to 1."
              + " Default: 3 for mnist, otherwise 1, as in the paper.")
  private Double radius;

  @Option(
      names = "--attack-steps",
      paramLabel = "N",
      description = "Steps of a perturbation. Default: ${DEFAULT-VALUE}, as in the paper.")
  private int attackSteps = 50;

  @Option(
      names = "--step-size",
      paramLabel = "LENGTH",
      description = "Length of each. Default: ${DEFAULT-VALUE}, as in the paper.")
  private double stepSize = 0.2;

  @Option(names = "--batch", description = "Pictures a step. Default: ${DEFAULT-VALUE}.")
  private int batch = 128;

  @Option(names = "--rate", description = "Adam's learning rate. Default: ${DEFAULT-VALUE}.")
  private double rate = 1e-3;

  @Option(
      names = "--seed",
      description = "Seed of all that is drawn at random. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Mixin private PreparationOptions preparation;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    int classes = classes();
    PicturePreparation prepared = preparation.preparation(layout);
    ResNet network =
        small
            ? ResNet.small(prepared.shape(), classes)
            : ResNet.eighteen(prepared.shape(), classes);
    ClassifierTraining training = training();
    OutputFolder.requireUsable(out, "a classifier", "classifier.json", "checkpoints");
    PackedSet set = list(ImageOrigin.Part.TRAIN, "--first", first, prepared);
    PackedSet test = list(ImageOrigin.Part.TEST, "--first-test", firstTest, prepared);
    if (!ClassifierFolder.isComplete(out)) {
      sayAndRequire(network, training, set, test, console, work);
    }
    console.line(
        "Pictures:   %d to train on, %d to judge by, as %s",
        set.labels().length, test.labels().length, prepared.shape());
    ClassifierTrainer trainer =
        ClassifierTrainer.of(network, training)
            .withPreparation(
                ImagePreparation.of(Normalisation.plusMinusOne())
                    .with(prepared)
                    .with(set.origin()));
    ClassifierFolder made = train(trainer, labelled(set, work), labelled(test, work), work);
    say(made, console);
  }

  private int classes() {
    return switch (layout) {
      case MNIST, FASHION_MNIST, CIFAR_10 -> FEW;
      case CIFAR_100 -> MANY;
      default ->
          throw new IllegalArgumentException(
              "--layout is mnist, fashion-mnist, cifar-10 or cifar-100, whose pictures have"
                  + " classes, found "
                  + layout);
    };
  }

  private PackedSet list(
      ImageOrigin.Part part, String option, Integer count, PicturePreparation prepared)
      throws IOException {
    if (count != null) {
      Limits.atLeast(option, 1, count);
    }
    ImageOrigin origin =
        new ImageOrigin(
            layout,
            true,
            part,
            false,
            false,
            count == null ? OptionalInt.empty() : OptionalInt.of(count),
            OptionalInt.empty(),
            Optional.empty());
    return PackedSet.of(pictures, origin, prepared, Optional.empty(), Set.of());
  }

  private static LabelledImages labelled(PackedSet set, Work work) throws IOException {
    TrainingPictures read =
        set.read(NormalisationForm.fixed(Normalisation.plusMinusOne()), Optional.empty(), work);
    return LabelledImages.of(read.images(), set.labels());
  }

  /** What it takes, before anything is decoded. */
  private void sayAndRequire(
      ResNet network,
      ClassifierTraining training,
      PackedSet set,
      PackedSet test,
      Console console,
      Work work) {
    int images = set.labels().length;
    long held = set.bytes() + test.bytes();
    Estimate.requireMemoryForBatch(
        ClassifierPlan.leastBytes(network, training, images) + held, batch, "");
    ClassifierPlan plan =
        Stoppable.measured(
            work,
            listener ->
                ClassifierPlan.measure(network, training, images, test.labels().length, listener));
    long bytes = plan.bytes() + held;
    String steps =
        String.format(
            Locale.ROOT,
            "%,d steps of %d images, %,d passes of an image of %,d multiply-adds",
            plan.steps(),
            plan.batch(),
            plan.passes(),
            plan.multiplyAdds());
    Estimate.sayNetwork(plan.time(work.threads()), bytes, steps, work, console);
    Estimate.requireMemoryForBatch(bytes, batch, "");
  }

  private ClassifierTraining training() {
    Limits.atLeast("--epochs", 1, epochs);
    Limits.atLeast("--adversarial-epochs", 0, adversarialEpochs);
    Limits.atLeast("--attack-steps", 1, attackSteps);
    Limits.atLeast("--batch", 1, batch);
    Limits.require(rate > 0 && rate < 1, "--rate", "above 0 and below 1", rate);
    Limits.require(
        stepSize > 0 && Double.isFinite(stepSize), "--step-size", "above 0 and finite", stepSize);
    double usual = layout == DataLayout.MNIST ? OF_DIGITS : OF_OTHERS;
    double far = radius == null ? usual : radius;
    Limits.require(far > 0 && Double.isFinite(far), "--radius", "above 0 and finite", far);
    return new ClassifierTraining(
        seed,
        epochs,
        adversarialEpochs,
        batch,
        AdamConfig.pytorch(rate),
        new ProjectedGradientAttack(far, stepSize, attackSteps));
  }

  private ClassifierFolder train(
      ClassifierTrainer trainer, LabelledImages images, LabelledImages test, Work work)
      throws IOException {
    return Stoppable.network(
        out,
        work,
        (execution, bar) ->
            trainer
                .with(execution)
                .reportingTo((epoch, all, result) -> bar.message(" epoch " + epoch + text(result)))
                .train(images, test, out));
  }

  private static String text(EpochResult result) {
    String plain =
        String.format(Locale.ROOT, ", loss %.4f, accuracy %.4f", result.loss(), result.accuracy());
    return result.adversarialAccuracy().isEmpty()
        ? plain
        : plain
            + String.format(
                Locale.ROOT,
                ", %.4f of perturbed pictures",
                result.adversarialAccuracy().getAsDouble());
  }

  private void say(ClassifierFolder made, Console console) {
    List<EpochResult> results = made.results();
    EpochResult kept = results.get(made.keptEpoch() - 1);
    console.line("Kept:       epoch %d of %d%s", made.keptEpoch(), results.size(), text(kept));
    console.line("Classifier: %s", out.toAbsolutePath().normalize());
    console.put("classifier", out.toAbsolutePath().normalize().toString());
    console.put("classifierSha256", made.classifier().sha256());
    console.put("keptEpoch", made.keptEpoch());
    console.put("losses", results.stream().map(EpochResult::loss).toList());
    console.put("accuracies", results.stream().map(EpochResult::accuracy).toList());
    console.put(
        "adversarialAccuracies",
        results.stream().flatMap(r -> r.adversarialAccuracy().stream().boxed()).toList());
  }
}
