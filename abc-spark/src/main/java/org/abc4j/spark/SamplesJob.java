package org.abc4j.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.sampling.Sample;

/**
 * Samples, some at a time.
 *
 * @param of which samples of which ensemble
 */
record SamplesJob(SamplingTask of) implements ClusterJob<Piece, ArrayList<float[]>> {

  @Override
  public ArrayList<float[]> run(Piece piece, Execution execution) throws IOException {
    List<Sample> samples = of.generate(piece.from(), piece.to(), execution);
    ArrayList<float[]> images = new ArrayList<>();
    samples.forEach(sample -> images.add(sample.image()));
    return images;
  }
}
