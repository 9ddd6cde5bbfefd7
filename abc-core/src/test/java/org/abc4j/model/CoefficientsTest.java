package org.abc4j.model;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoefficientsTest {
  @Test
  void ones_areOnes() {
    assertEquals(Coefficients.of(1, 1, 1), Coefficients.ones(3));
    assertArrayEquals(new double[3], Coefficients.ones(3).minusOnes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void ones_noMembers_isAnErrorNamingTheNumber(int members) {
    assertIllegal(
        "an ensemble has at least 1 member, found " + members + " members",
        () -> Coefficients.ones(members));
  }

  @Test
  void of_none_isAnError() {
    assertIllegal(
        "an ensemble has at least 1 member, found 0 coefficients", () -> Coefficients.of());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void of_notFinite_isAnErrorNamingMemberAndValue(double bad) {
    assertIllegal(
        "coefficients are finite, but that of member 2 is " + bad,
        () -> Coefficients.of(1, 0, bad, 1));
  }

  @Test
  void of_anyReals_needNotSumToN() {
    Coefficients coefficients = Coefficients.of(-2.5, 0, 1e300);
    assertEquals(3, coefficients.size());
    assertEquals(-2.5, coefficients.get(0));
    assertArrayEquals(new double[] {-3.5, -1, 1e300}, coefficients.minusOnes());
  }

  @Test
  void arrays_changed_coefficientsStay() {
    double[] values = {1, 2};
    Coefficients coefficients = Coefficients.of(values);
    values[0] = 99;
    coefficients.toArray()[1] = 99;
    coefficients.minusOnes()[1] = 99;
    assertArrayEquals(new double[] {1, 2}, coefficients.toArray());
    assertArrayEquals(new double[] {0, 1}, coefficients.minusOnes());
  }

  @Test
  void ones_ofTheSmallestEnsemble_isOne() {
    assertEquals(Coefficients.of(1), Coefficients.ones(1));
  }

  @Test
  void get_noSuchMember_isAnErrorNamingIt() {
    IndexOutOfBoundsException error =
        assertThrows(IndexOutOfBoundsException.class, () -> Coefficients.ones(2).get(2));
    assertEquals("Index 2 out of bounds for length 2", error.getMessage());
  }

  @Test
  void requireSize_otherNumberOfMembers_isAnErrorNamingBoth() {
    Coefficients.ones(2).requireSize(2);
    assertIllegal(
        "an ensemble of 3 members takes 3 coefficients, found 2",
        () -> Coefficients.ones(2).requireSize(3));
  }

  @Test
  void equals_byValues() {
    assertEquals(Coefficients.of(1, 2).hashCode(), Coefficients.of(1, 2).hashCode());
    assertNotEquals(Coefficients.of(1, 2).hashCode(), Coefficients.of(2, 1).hashCode());
    assertNotEquals(Coefficients.of(1, 2), Coefficients.of(2, 1));
    assertNotEquals(Coefficients.of(1, 2), Coefficients.of(1, 2, 0));
    assertEquals("Coefficients[1.0, 2.0]", Coefficients.of(1, 2).toString());
  }
}
