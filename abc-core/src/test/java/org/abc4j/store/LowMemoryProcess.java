package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Batch;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.testing.Draws;

/** Asks every member of a folder, in rounds, in a process whose memory cannot hold them all. */
final class LowMemoryProcess {
  private static final int ROUNDS = 2;

  private LowMemoryProcess() {}

  /** Digest of the answers of all members in some rounds. */
  static String answers(Ensemble ensemble) {
    Sha256 digest = Sha256.begin();
    for (int round = 0; round < ROUNDS; round++) {
      Batch x = Draws.batch(1, round, ensemble.shape(), 1);
      for (int member = 0; member < ensemble.size(); member++) {
        digest.add(ensemble.member(member).predict(x, 500).toArray());
      }
    }
    return digest.hex();
  }

  /** Prints the digest for the folder that is named. */
  public static void main(String[] arguments) throws IOException {
    System.out.println(answers(EnsembleFolder.open(Path.of(arguments[0])).ensemble()));
  }
}
