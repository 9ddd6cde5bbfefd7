package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codec.Codec;
import org.abc4j.data.Normalisation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;

/**
 * Another world, whose every model is announced to somebody who may stop it.
 *
 * @param world that world
 * @param asked run before a model is given
 */
record StoppingWorld(ExperimentWorld world, Runnable asked) implements ExperimentWorld {
  @Override
  public Rows items() {
    return world.items();
  }

  @Override
  public Rows images() {
    return world.images();
  }

  @Override
  public Normalisation normalisation() {
    return world.normalisation();
  }

  @Override
  public Rows reference(int most) throws IOException {
    return world.reference(most);
  }

  @Override
  public Optional<int[]> referenceLabels(int most) throws IOException {
    return world.referenceLabels(most);
  }

  @Override
  public CodeAssignment code() {
    return world.code();
  }

  @Override
  public Optional<Codec> codec() {
    return world.codec();
  }

  @Override
  public void prepare(Work work) throws IOException {
    world.prepare(work);
  }

  @Override
  public Ensemble ensemble() throws IOException {
    asked.run();
    return world.ensemble();
  }

  @Override
  public NoiseModel single() throws IOException {
    asked.run();
    return world.single();
  }

  @Override
  public NoiseModel member(int member) throws IOException {
    asked.run();
    return world.member(member);
  }

  @Override
  public NoiseModel without(long source) throws IOException {
    asked.run();
    return world.without(source);
  }

  @Override
  public NoiseModel singleAgain() throws IOException {
    asked.run();
    return world.singleAgain();
  }

  @Override
  public NoiseModel withoutAgain(long source) throws IOException {
    asked.run();
    return world.withoutAgain(source);
  }

  @Override
  public NoiseModel fittedTo(BitSet sources) {
    asked.run();
    return world.fittedTo(sources);
  }

  @Override
  public Map<String, String> digests() throws IOException {
    return world.digests();
  }
}
