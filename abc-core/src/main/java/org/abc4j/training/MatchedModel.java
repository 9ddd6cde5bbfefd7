package org.abc4j.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Rows;
import org.abc4j.codebook.DataSources;

/** One model of a matched retraining: what it is called, and what it sees. Immutable. */
final class MatchedModel {
  /** In place of a source, of the model on all items. */
  static final long NOBODY = -1;

  private static final String MODEL = "model";

  private final long without;

  /** All that it may see, and nothing else. */
  private final Rows seen;

  private final TrainingDraws draws;

  private MatchedModel(long without, Rows seen, TrainingDraws draws) {
    this.without = without;
    this.seen = seen;
    this.draws = draws;
  }

  /**
   * A model.
   *
   * @param without the source whose items it goes without, or {@link #NOBODY}
   */
  static MatchedModel of(
      TrainingConfig training,
      Replacement replacement,
      Rows items,
      DataSources sources,
      long without) {
    if (without == NOBODY) {
      return new MatchedModel(without, items, TrainingDraws.of(training, 0, items));
    }
    Rows seen = replacement.without(items, sources, without);
    if (!replacement.isNothing()) {
      return new MatchedModel(without, seen, TrainingDraws.of(training, 0, seen));
    }
    int[] left = sources.itemsWithout(without).mapToInt(Math::toIntExact).toArray();
    ItemDraws drawn = MatchedItemDraws.of(training.seed(), items.rows(), left);
    return new MatchedModel(without, seen, TrainingDraws.of(training, 0, items, drawn));
  }

  long without() {
    return without;
  }

  TrainingDraws draws() {
    return draws;
  }

  /** Whose training that of this model is. */
  MemberIdentity identity(TrainingConfig training, Map<String, String> maker) {
    Map<String, String> own = new LinkedHashMap<>(maker);
    own.put(MODEL, name(without));
    return MemberIdentity.ofSingle(training, name(without), seen, own);
  }

  /** What people call a model. */
  static String name(long without) {
    return without == NOBODY ? "the model on all items" : "the model without source " + without;
  }

  /** The file of a model's weights. */
  static Path file(Path folder, long without) {
    return folder.resolve(
        without == NOBODY
            ? "whole.safetensors"
            : String.format(Locale.ROOT, "without-%05d.safetensors", without));
  }
}
