package org.abc4j.cli.experiment;

import java.io.IOException;

/** A part of a run: it computes from a study, and puts tables where a run keeps them. */
interface Stage {

  /** The protocol that it follows. */
  Protocol protocol();

  /**
   * Does it, or goes on with it: parts that are there are not done again. Whatever it puts into the
   * output is the same bytes each time.
   */
  void run(Study study, Parts parts) throws IOException;
}
