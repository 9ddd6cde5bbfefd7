package org.abc4j.store;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;

/** Two computations at a time, in a process of little memory. */
final class TwoViewsProcess {
  private TwoViewsProcess() {}

  /** Asks one view from the first member on, the other from the last; prints who is still there. */
  public static void main(String[] arguments) throws IOException {
    Ensemble ensemble = EnsembleFolder.open(Path.of(arguments[0])).ensemble();
    List<Ensemble> views = List.of(ensemble.held(), ensemble.held());
    int n = ensemble.size();
    for (int k = 0; k < n; k++) {
      views.get(0).member(k);
      views.get(1).member(n - 1 - k);
    }
    List<WeakReference<NoiseModel>> members = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      members.add(new WeakReference<>(ensemble.member(k)));
    }
    HeldMembersProcess.dropWhatNobodyHolds();
    System.out.println(
        IntStream.range(0, n)
            .filter(k -> !members.get(k).refersTo(null))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" ", "held ", "")));
    System.out.println(views);
  }
}
