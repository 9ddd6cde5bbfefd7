package org.abc4j.training;

import java.io.IOException;
import java.util.List;

/** Where members are trained if not on threads of the process that holds their folder. */
@FunctionalInterface
public interface MembersElsewhere {

  /**
   * Has members trained, each by a {@link JoinedTraining} in some process. One may be trained
   * twice, at the same time too, as their bytes are the same.
   *
   * @param missing the members that have not ended, at least one
   * @throws IOException if a file of theirs cannot be written or read
   * @throws java.util.concurrent.CancellationException if the work was called off
   */
  void train(List<MemberTask> missing) throws IOException;
}
