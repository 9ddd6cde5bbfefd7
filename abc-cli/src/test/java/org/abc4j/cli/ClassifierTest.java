package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.classifier.ClassifierFolder;
import org.abc4j.classifier.ResNet;
import org.abc4j.data.DataLayout;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From digits to a classifier, and its features as a metric. */
class ClassifierTest {
  private static final int DIGITS = 24;

  @TempDir private static Path shared;
  private static Path digits;
  private static Path classifier;

  @TempDir private Path temp;

  @BeforeAll
  static void train() throws IOException {
    digits = Files.createDirectories(shared.resolve("digits"));
    write("train", DIGITS, 0);
    write("t10k", 12, 100);
    classifier = shared.resolve("classifier");
    run(classifier).well();
  }

  private static void write(String name, int count, int phase) throws IOException {
    float[] values = new float[count * 784];
    int[] labels = new int[count];
    for (int i = 0; i < values.length; i++) {
      int label = i / 784 % 10;
      labels[i / 784] = label;
      double wave = StrictMath.sin(0.2 * (label + 1) * (i % 28) + 0.1 * (i / 28 % 28) + phase);
      values[i] = (float) Math.rint(127 + 120 * wave);
    }
    ImageSet set = ImageSet.of(Batch.of(new Shape(1, 28, 28), values), 0, 255);
    IdxWriter.gzipped().images(digits.resolve(name + "-images-idx3-ubyte.gz"), set);
    IdxWriter.gzipped().labels(digits.resolve(name + "-labels-idx1-ubyte.gz"), labels);
  }

  private static CommandRun run(Path out, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "classifier",
                digits,
                "--layout=mnist",
                "--out=" + out,
                "--small",
                "--size=8",
                "--epochs=2",
                "--adversarial-epochs=1",
                "--attack-steps=2",
                "--batch=8",
                "--first=20"));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray());
  }

  @Test
  void classifier_digits_isAFolder() throws IOException {
    ClassifierFolder made = ClassifierFolder.open(classifier);
    assertEquals(ResNet.small(new Shape(1, 8, 8), 10), made.classifier().config());
    assertEquals(3, made.results().size());
    assertTrue(made.training().contains("radius=3.0"), made.training());
    assertEquals(
        DataLayout.MNIST, made.preparation().orElseThrow().origin().orElseThrow().layout());
    int[] counts =
        made.classifier()
            .counts(Batch.of(new Shape(1, 8, 8), new float[128]), Execution.sequential());
    assertEquals(2, Arrays.stream(counts).sum());
    // The same command finds it there.
    var before = Tiny.digests(classifier);
    JsonNode again = run(classifier, "--json").well().json();
    assertEquals(before, Tiny.digests(classifier));
    assertEquals(3, again.get("accuracies").size());
    assertEquals(1, again.get("adversarialAccuracies").size());
    assertEquals(3, again.get("keptEpoch").asInt());
    assertEquals(made.classifier().sha256(), again.get("classifierSha256").asText());
    String other = run(classifier, "--seed=2").failure(4);
    assertTrue(other.contains("holds another classifier: its training is"), other);
  }

  @Test
  void classifier_aTraining_saysFirstWhatItTakes_andThenHowWellItDoes() {
    String said = run(temp.resolve("new"), "--radius=0.5", "--first-test=7").well().out();
    assertTrue(said.startsWith("Training:   about "), said);
    assertTrue(said.contains(": 9 steps of 8 images, "), said);
    assertTrue(said.contains("Memory:     "), said);
    assertTrue(said.contains("Pictures:   20 to train on, 7 to judge by, as 1×8×8"), said);
    assertTrue(said.contains("Kept:       epoch 3 of 3, loss "), said);
    assertTrue(said.contains(" of perturbed pictures"), said);
  }

  @Test
  void classifier_whatCannotBe_isRefused() {
    Path out = temp.resolve("none");
    assertEquals(
        "--layout is mnist, fashion-mnist, cifar-10 or cifar-100, whose pictures have classes,"
            + " found celeba",
        CommandRun.of("classifier", digits, "--layout=celeba", "--out=" + out).failure(2));
    assertEquals(
        "--radius must be above 0 and finite, found NaN", run(out, "--radius=NaN").failure(2));
    String missing = CommandRun.of("classifier", temp, "--layout=mnist", "--out=" + out).failure(3);
    assertTrue(missing.contains("train-images-idx3-ubyte"), missing);
    assertFalse(Files.exists(out));
  }

  /** Counterfactuals of an ensemble, measured by what a classifier finds. */
  @Test
  void attribute_byAClassifiersFolder_measuresByItsFeatures() throws IOException {
    Path ensemble = Tiny.ensemble(temp);
    Path samples = Tiny.samples(temp, ensemble, 1);
    Path studies = temp.resolve("studies");
    CommandRun.of(
            "attribute",
            samples,
            "--ensemble=" + ensemble,
            "--out=" + studies,
            "--method=exact",
            "--metric=" + classifier)
        .well();
    SampleStudy study = StudyFile.read(studies.resolve("study-5-000000.safetensors"));
    assertEquals(List.of("classifier"), study.metrics().stream().map(m -> m.name()).toList());
    assertTrue(study.metrics().get(0).landscape().isPresent());
  }
}
