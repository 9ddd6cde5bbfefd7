package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Execution;
import org.abc4j.model.Ensemble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldEnsemblesTest {
  private static final Execution HERE = Execution.sequential();

  @TempDir private Path temp;

  private static ClosedFormRecipe withRidge(ClosedFormRecipe of, double ridge) {
    return new ClosedFormRecipe(
        of.kind(),
        of.items(),
        of.itemsSha256(),
        of.codeFile(),
        of.codeSha256(),
        ridge,
        of.schedule());
  }

  @Test
  void get_sameDigest_isMadeOnce() throws IOException {
    ClosedFormRecipe recipe = ClosedForm.in(temp).recipe();
    HeldEnsembles held = new HeldEnsembles(1 << 30);

    assertSame(held.get(recipe, HERE), held.get(withRidge(recipe, recipe.ridge()), HERE));
    assertNotSame(held.get(recipe, HERE), held.get(withRidge(recipe, 1), HERE));
    assertEquals(2, held.size());
  }

  @Test
  void get_moreThanFit_letsGoTheOneUsedLongestAgo() throws IOException {
    ClosedFormRecipe first = ClosedForm.in(temp).recipe();
    HeldEnsembles held = new HeldEnsembles(2 * first.bytes());

    Ensemble one = held.get(first, HERE);
    Ensemble two = held.get(withRidge(first, 2), HERE);
    held.get(first, HERE);
    held.get(withRidge(first, 3), HERE);

    assertEquals(2, held.size());
    assertSame(one, held.get(first, HERE));
    assertNotSame(two, held.get(withRidge(first, 2), HERE));
  }

  @Test
  void get_largerThanTheBound_isHeldAlone() throws IOException {
    ClosedFormRecipe recipe = ClosedForm.in(temp).recipe();
    HeldEnsembles held = new HeldEnsembles(0);

    assertSame(held.get(recipe, HERE), held.get(recipe, HERE));
    held.get(withRidge(recipe, 2), HERE);
    assertEquals(1, held.size());
  }
}
