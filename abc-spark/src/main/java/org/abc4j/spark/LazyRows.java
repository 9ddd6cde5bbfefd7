package org.abc4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.abc4j.Rows;
import org.abc4j.Shape;

/**
 * Training data that are opened when they are first asked for anything: a task whose member has
 * ended needs none. What fails then is an {@link UncheckedIOException}, of which a job fails as of
 * what it carries. Thread-safe.
 */
final class LazyRows implements Rows {
  private final RowsRecipe recipe;
  private Rows opened;

  LazyRows(RowsRecipe recipe) {
    this.recipe = recipe;
  }

  private synchronized Rows opened() {
    if (opened == null) {
      try {
        opened = recipe.open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return opened;
  }

  @Override
  public Shape shape() {
    return opened().shape();
  }

  @Override
  public int rows() {
    return opened().rows();
  }

  @Override
  public void copyRow(int row, float[] into) {
    opened().copyRow(row, into);
  }

  @Override
  public Rows view(int... rows) {
    return opened().view(rows);
  }
}
