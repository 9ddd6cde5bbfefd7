package org.abc4j.classifier;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class ProjectedGradientAttackTest {
  private static final Execution HERE = Execution.sequential();
  private static final ProjectedGradientAttack ATTACK = new ProjectedGradientAttack(0.8, 0.2, 7);
  private static final ImageClassifier CLASSIFIER = Small.classifier(Small.config());

  private static Batch perturbed(LabelledImages images, int epoch, long first, Execution on) {
    return ATTACK.perturb(CLASSIFIER, Small.batch(images), images.labels(), 9, epoch, first, on);
  }

  /** Distances of images with values from 0 to 1. */
  private static double distance(Batch a, Batch b, int row) {
    double sum = 0;
    for (int i = 0; i < Small.SHAPE.size(); i++) {
      sum += Math.pow((a.get(row, i) - b.get(row, i)) / 2.0, 2);
    }
    return Math.sqrt(sum);
  }

  @Test
  void perturb_images_staysInBallAndCube_andRaisesTheLoss() {
    LabelledImages images = Small.images(20, 33);
    Batch found = perturbed(images, 0, 0, HERE);
    int changed = 0;
    for (int row = 0; row < 33; row++) {
      double distance = distance(found, Small.batch(images), row);
      assertTrue(distance <= 0.8 * (1 + 1e-5), "row " + row + ": " + distance);
      changed += distance > 0.4 ? 1 : 0;
      for (int i = 0; i < Small.SHAPE.size(); i++) {
        assertTrue(Math.abs(found.get(row, i)) <= 1);
      }
    }
    assertTrue(changed > 25, "images that went far " + changed);
    double before = loss(Small.batch(images), images.labels());
    double after = loss(found, images.labels());
    assertTrue(after > 1.3 * before, "loss from " + before + " to " + after);
  }

  private static double loss(Batch images, int[] labels) {
    return CrossEntropy.sum(CLASSIFIER.logits(images, HERE).toArray(), labels, 1);
  }

  @Test
  void perturb_anImage_dependsOnNothingBesideIt() {
    LabelledImages images = Small.images(20, 35);
    Batch found = perturbed(images, 3, 100, HERE);
    Threads.with(3, execution -> assertEquals(found, perturbed(images, 3, 100, execution)));
    for (int row : new int[] {0, 16, 34}) {
      LabelledImages one = LabelledImages.of(Small.batch(images).select(row), images.label(row));
      assertEquals(found.select(row), perturbed(one, 3, 100 + row, HERE));
      assertNotEquals(found.select(row), perturbed(one, 3, 200, HERE), "another item");
      assertNotEquals(found.select(row), perturbed(one, 4, 100 + row, HERE), "another epoch");
    }
  }

  /** The definition, an image at a time and in double, but for the gradient. */
  @Test
  void perturb_isItsDefinition() {
    LabelledImages images = Small.images(21, 5);
    Batch found = perturbed(images, 2, 40, HERE);
    int m = Small.SHAPE.size();
    for (int row = 0; row < 5; row++) {
      double[] x = new double[m];
      double[] at = new double[m];
      float[] g = CounterRandom.of(9, Purpose.ATTACK_DIRECTION).gaussians(40 + row, 2, m);
      double u =
          (CounterRandom.of(9, Purpose.ATTACK_DISTANCE).bits(40 + row, 2, 0) >>> 11) * 0x1.0p-53;
      double norm = norm(g);
      for (int i = 0; i < m; i++) {
        x[i] = (Small.batch(images).get(row, i) + 1) / 2.0;
        at[i] = cut(x[i] + 0.8 * u * g[i] / norm);
      }
      for (int step = 0; step < 7; step++) {
        float[] now = new float[m];
        for (int i = 0; i < m; i++) {
          now[i] = (float) (2 * at[i] - 1);
        }
        float[] slope =
            CLASSIFIER
                .lossGradient(Batch.of(Small.SHAPE, now), new int[] {images.label(row)}, HERE)
                .row(0);
        double length = norm(slope);
        double far = 0;
        for (int i = 0; i < m; i++) {
          at[i] += 0.2 * slope[i] / length;
          far += Math.pow(at[i] - x[i], 2);
        }
        double factor = Math.min(1, 0.8 / Math.sqrt(far));
        for (int i = 0; i < m; i++) {
          at[i] = cut(x[i] + factor * (at[i] - x[i]));
        }
      }
      for (int i = 0; i < m; i++) {
        assertEquals(2 * at[i] - 1, found.get(row, i), 2e-3, "row " + row + " at " + i);
      }
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static double cut(double value) {
    return Math.max(0, Math.min(1, value));
  }

  @Test
  void perturb_stopped_asksBetweenSteps() {
    int[] asked = {0};
    assertThrows(
        CancellationException.class,
        () -> perturbed(Small.images(20, 3), 0, 0, HERE.until(() -> ++asked[0] > 4)));
    assertEquals(5, asked[0]);
  }

  @Test
  void of_whatCannotBe_isRefused() {
    assertIllegal(
        "an attack's radius is above 0, found NaN",
        () -> new ProjectedGradientAttack(Double.NaN, 1, 1));
    assertIllegal(
        "an attack's steps are longer than 0, found 0.0",
        () -> new ProjectedGradientAttack(1, 0, 1));
    assertIllegal(
        "an attack takes 1 to 10000 steps, found 0",
        () -> ProjectedGradientAttack.paper(1).withSteps(0));
    assertEquals(new ProjectedGradientAttack(3, 0.2, 50), ProjectedGradientAttack.paper(3));
    assertIllegal(
        "classes are 0 to 2, image 0 of images to be perturbed is of class 3",
        () ->
            ATTACK.perturb(
                CLASSIFIER, Small.batch(Small.images(1, 1)), new int[] {3}, 1, 0, 0, HERE));
  }
}
