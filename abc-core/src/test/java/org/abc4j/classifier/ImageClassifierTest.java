package org.abc4j.classifier;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class ImageClassifierTest {
  private static final Execution HERE = Execution.sequential();

  @Test
  void labels_anyThreadsAndBatch_areTheSame() {
    for (ResNet config : List.of(Small.config(), Small.quarters())) {
      ImageClassifier classifier = Small.classifier(config);
      LabelledImages images = Small.images(1, 37);
      Batch logits = classifier.logits(images.images(), HERE);
      Batch features = classifier.features(images.images(), HERE);
      Batch gradients = classifier.lossGradient(Small.batch(images), images.labels(), HERE);
      assertEquals(new Shape(Small.CLASSES, 1, 1), logits.shape());
      assertEquals(new Shape(config.features(), 1, 1), features.shape());
      Threads.with(
          3,
          execution -> {
            assertEquals(logits, classifier.logits(images.images(), execution));
            assertEquals(
                gradients,
                classifier.lossGradient(Small.batch(images), images.labels(), execution));
          });
      for (int row : new int[] {0, 15, 16, 36}) {
        Batch one = Small.batch(images).select(row);
        assertEquals(logits.select(row), classifier.logits(one, HERE));
        assertEquals(features.select(row), classifier.features(one, HERE));
        assertEquals(
            gradients.select(row),
            classifier.lossGradient(one, new int[] {images.label(row)}, HERE));
      }
    }
  }

  @Test
  void labels_areTheGreatestLogits_andCountsTheirNumbers() {
    ImageClassifier classifier = Small.classifier(Small.config());
    LabelledImages images = Small.images(1, 50);
    int[] labels = classifier.labels(images.images(), HERE);
    Batch logits = classifier.logits(images.images(), HERE);
    int[] counts = new int[Small.CLASSES];
    int right = 0;
    for (int row = 0; row < 50; row++) {
      for (int k = 0; k < Small.CLASSES; k++) {
        assertTrue(logits.get(row, k) <= logits.get(row, labels[row]));
      }
      counts[labels[row]]++;
      right += labels[row] == images.label(row) ? 1 : 0;
    }
    assertArrayEquals(counts, classifier.counts(images.images(), HERE));
    assertEquals(right / 50.0, classifier.accuracy(images, HERE));
    assertArrayEquals(
        new int[] {0, 2}, ClassifierNetwork.classes(new float[] {1, 1, 0, 3, 4, 5}, 3));
  }

  @Test
  void logits_areThoseOfTheFeatures() {
    ImageClassifier classifier = Small.classifier(Small.quarters());
    Batch images = Small.batch(Small.images(2, 3));
    Batch features = classifier.features(images, HERE);
    Batch logits = classifier.logits(images, HERE);
    float[] weight = classifier.weights().get("fc.weight");
    float[] bias = classifier.weights().get("fc.bias");
    int n = classifier.config().features();
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < Small.CLASSES; k++) {
        double sum = bias[k];
        for (int i = 0; i < n; i++) {
          assertTrue(features.get(row, i) >= 0);
          sum += (double) weight[k * n + i] * features.get(row, i);
        }
        assertEquals(sum, logits.get(row, k), 1e-5);
      }
    }
  }

  @Test
  void lossGradient_isTheCentralDifferenceOfTheLoss() {
    for (ResNet config : List.of(Small.config(), Small.quarters())) {
      ImageClassifier classifier = Small.classifier(config);
      LabelledImages images = Small.images(3, 4);
      Batch batch = Small.batch(images);
      Batch gradients = classifier.lossGradient(batch, images.labels(), HERE);
      double step = 1.0 / 1024;
      for (int row = 0; row < 4; row++) {
        float[] g = gradients.row(row);
        double length = 0;
        for (float value : g) {
          length += (double) value * value;
        }
        length = Math.sqrt(length);
        float[] up = batch.row(row);
        float[] down = batch.row(row);
        for (int i = 0; i < g.length; i++) {
          up[i] += (float) (step * g[i] / length);
          down[i] -= (float) (step * g[i] / length);
        }
        int label = images.label(row);
        double slope = (loss(classifier, up, label) - loss(classifier, down, label)) / (2 * step);
        // Along the gradient the slope is its length; a few units change sides within the step.
        assertEquals(length, slope, 0.03 * length + 1e-3, config + ", row " + row);
      }
    }
  }

  private static double loss(ImageClassifier classifier, float[] image, int label) {
    float[] logits = classifier.logits(Batch.of(Small.SHAPE, image), HERE).toArray();
    return CrossEntropy.sum(logits, new int[] {label}, 1);
  }

  @Test
  void crossEntropy_ofLogits_isItsDefinitionWithItsSlopes() {
    float[] logits = {1, -2, 0.5f, 300, -300, 2};
    double[] exponentials = {Math.exp(1), Math.exp(-2), Math.exp(0.5)};
    double total = Arrays.stream(exponentials).sum();
    double expected = -Math.log(exponentials[2] / total) + 600;
    assertEquals(expected, CrossEntropy.sum(logits, new int[] {2, 1}, 0.5), 1e-9);
    for (int k = 0; k < 3; k++) {
      assertEquals(0.5 * (exponentials[k] / total - (k == 2 ? 1 : 0)), logits[k], 1e-7);
    }
    assertArrayEquals(new float[] {0.5f, -0.5f, 0}, Arrays.copyOfRange(logits, 3, 6));
    assertTrue(
        Double.isNaN(CrossEntropy.sum(new float[] {1, Float.NaN}, new int[] {0}, 1)),
        "what is no number stays none");
  }

  @Test
  void of_otherWeights_areRefused() {
    ImageClassifier classifier = Small.classifier(Small.config());
    Map<String, float[]> weights = classifier.weights();
    assertEquals(classifier, ImageClassifier.of(Small.config(), weights));
    Map<String, float[]> counted = new LinkedHashMap<>(weights);
    counted.put("bn1.num_batches_tracked", new float[] {7});
    assertEquals(classifier.sha256(), ImageClassifier.of(Small.config(), counted).sha256());
    Map<String, float[]> more = new LinkedHashMap<>(weights);
    more.put("fc2.bias", new float[3]);
    assertIllegal(
        "this classifier has no weight fc2.bias", () -> ImageClassifier.of(Small.config(), more));
    Map<String, float[]> less = new LinkedHashMap<>(weights);
    less.remove("fc.bias");
    assertIllegal(
        "the state has 3 values under fc.bias, found nothing",
        () -> ImageClassifier.of(Small.config(), less));
    Map<String, float[]> negative = new LinkedHashMap<>(weights);
    negative.put("bn1.running_var", new float[] {1, 1, -1, 1});
    assertIllegal(
        "variances are at least 0, bn1.running_var has a -1.0",
        () -> ImageClassifier.of(Small.config(), negative));
    Map<String, float[]> infinite = new LinkedHashMap<>(weights);
    infinite.put("fc.bias", new float[] {1, Float.NaN, 0});
    assertIllegal(
        "weights are finite, fc.bias has a NaN",
        () -> ImageClassifier.of(Small.config(), infinite));
    Map<String, float[]> other = new LinkedHashMap<>(weights);
    other.put("fc.bias", new float[] {1, 2, 3});
    assertNotEquals(classifier, ImageClassifier.of(Small.config(), other));
  }

  @Test
  void labels_whatCannotBe_isRefused() {
    ImageClassifier classifier = Small.classifier(Small.config());
    assertIllegal(
        "this classifier takes images of shape 1×9×8, found Batch[0 of 1×8×8]",
        () -> classifier.labels(Batch.of(new Shape(1, 8, 8)), HERE));
    float[] values = new float[2 * Small.SHAPE.size()];
    values[Small.SHAPE.size()] = Float.NaN;
    assertEquals(
        "what a classifier gives to classes is finite, but to image 1 NaN",
        assertThrows(
                ArithmeticException.class,
                () -> classifier.labels(Batch.of(Small.SHAPE, values), HERE))
            .getMessage());
    assertThrows(
        CancellationException.class,
        () -> classifier.counts(Small.images(1, 2).images(), HERE.until(() -> true)));
    assertIllegal(
        "classes are 0 to 2, image 1 of images is of class 3",
        () ->
            classifier.accuracy(
                LabelledImages.of(Batch.of(Small.SHAPE, new float[144]), 0, 3), HERE));
  }

  @Test
  void labelledImages_ofASet_areBroughtToTheRange() {
    ImageSet set =
        ImageSet.of(Batch.of(new Shape(1, 1, 2), 0, 255, 51, 102), 0, 255).withLabels(4, 1);
    LabelledImages images = LabelledImages.of(set);
    assertArrayEquals(new int[] {4, 1}, images.labels());
    assertArrayEquals(
        new float[] {-1, 1, -0.6f, -0.2f}, ((Batch) images.images()).toArray(), 1e-6f);
    assertIllegal(
        "each of 2 images has a label, found 1", () -> LabelledImages.of(images.images(), 1));
    assertIllegal(
        "labels are at least 0, that of image 1 is -1",
        () -> LabelledImages.of(images.images(), 1, -1));
  }
}
