package org.abc4j.spark;

import java.io.IOException;
import java.util.ArrayList;
import org.abc4j.Execution;
import org.abc4j.io.Sha256;

/**
 * SHA-256 of samples' values, some samples at a time.
 *
 * @param of which samples of which ensemble
 */
record SampleDigestsJob(SamplingTask of) implements ClusterJob<Piece, ArrayList<String>> {

  @Override
  public ArrayList<String> run(Piece piece, Execution execution) throws IOException {
    ArrayList<String> digests = new ArrayList<>();
    of.generate(piece.from(), piece.to(), execution)
        .forEach(sample -> digests.add(Sha256.of(sample.image())));
    return digests;
  }
}
