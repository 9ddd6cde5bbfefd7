package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.Proportion;
import org.junit.jupiter.api.Test;

class ClassDiminishmentTest {
  private static final ClassDiminishment ABLATION =
      ClassDiminishment.of(
          ClassCounts.ofCounts(50, 30, 20),
          List.of(
              ClassCounts.ofCounts(10, 50, 40),
              ClassCounts.ofCounts(60, 5, 35),
              ClassCounts.ofCounts(40, 30, 30)));

  @Test
  void of_labels_countsEachClass() {
    ClassCounts counts = ClassCounts.of(3, 2, 0, 2).and(ClassCounts.of(3, 1));
    assertArrayEquals(new int[] {1, 1, 2}, counts.counts());
    assertEquals(4, counts.samples());
    assertEquals(new Proportion(2, 4), counts.frequency(2));
    assertEquals(0, ClassCounts.of(3).samples());
  }

  @Test
  void of_counts_isTheChangeOfEachClass() {
    assertEquals(3, ABLATION.classes());
    assertEquals(new Proportion(50, 100), ABLATION.before(0));
    assertEquals(new Proportion(5, 100), ABLATION.after(1));
    assertEquals(0.4, ABLATION.of(0), 1e-15);
    assertEquals(0.25, ABLATION.of(1), 1e-15);
    assertEquals(-0.1, ABLATION.of(2), 1e-15);
  }

  /** Newcombe 1998, Table II: (a) 56/70 against 48/80, method 10; (f) 0/10 against 0/20. */
  @Test
  void interval_publishedExamples_areNewcombes() {
    Interval a = single(new int[] {56, 14}, new int[] {48, 32}).interval(0, 0.95);
    assertEquals(0.0524, a.low(), 5e-5);
    assertEquals(0.3339, a.high(), 5e-5);
    Interval f = single(new int[] {0, 10}, new int[] {0, 20}).interval(0, 0.95);
    assertEquals(-0.1611, f.low(), 5e-5);
    assertEquals(0.2775, f.high(), 5e-5);
  }

  private static ClassDiminishment single(int[] before, int[] after) {
    ClassCounts without = ClassCounts.ofCounts(after);
    return ClassDiminishment.of(ClassCounts.ofCounts(before), List.of(without, without));
  }

  @Test
  void agreement_otherWay_isPearsonsOverClasses() {
    ClassDiminishment retraining =
        ClassDiminishment.of(
            ClassCounts.ofCounts(45, 35, 20),
            List.of(
                ClassCounts.ofCounts(5, 55, 40),
                ClassCounts.ofCounts(60, 10, 30),
                ClassCounts.ofCounts(40, 30, 30)));
    // 0.4, 0.25, -0.1 with 0.4, 0.25, -0.1.
    assertEquals(1, ABLATION.agreement(retraining).coefficient(), 1e-12);
    // Deviations 50/3, -10/3, -40/3 and 35/3, 5/3, -40/3 percent.
    assertEquals(
        (50 * 35 - 10 * 5 + 40 * 40) / Math.sqrt(4200.0 * 2850),
        ABLATION.agreementBefore(retraining).coefficient(),
        1e-12);
    assertTrue(ABLATION.agreement(ABLATION).coefficient() > 1 - 1e-12);
  }

  @Test
  void of_badCounts_areNamed() {
    assertIllegal(
        "classes are numbered 0 to 2, the label of sample 1 is 3", () -> ClassCounts.of(3, 0, 3));
    assertIllegal("there is at least 1 class, found 0", () -> ClassCounts.of(0));
    assertIllegal(
        "a class has at least 0 samples, found -1 of class 1", () -> ClassCounts.ofCounts(3, -1));
    assertIllegal(
        "counts of one model are of the same classes, found 1 and 2",
        () -> ClassCounts.ofCounts(1).and(ClassCounts.ofCounts(1, 2)));
    ClassCounts two = ClassCounts.ofCounts(1, 2);
    assertIllegal(
        "there is one model without each class, found 1 for 2 classes",
        () -> ClassDiminishment.of(two, List.of(two)));
    assertIllegal(
        "counts are of the same classes, found 2 and, without class 1, 3",
        () -> ClassDiminishment.of(two, List.of(two, ClassCounts.ofCounts(1, 2, 3))));
    assertIllegal(
        "a frequency is of at least 1 sample, found none of the model with all but class 0",
        () -> ClassDiminishment.of(two, List.of(ClassCounts.of(2), two)));
    assertIllegal(
        "a frequency is of at least 1 sample, found none of the model with all classes",
        () -> ClassDiminishment.of(ClassCounts.of(2), List.of(two, two)));
    assertIllegal(
        "two ways are compared over the same classes, found 3 and 2",
        () -> ABLATION.agreement(ClassDiminishment.of(two, List.of(two, two))));
  }
}
