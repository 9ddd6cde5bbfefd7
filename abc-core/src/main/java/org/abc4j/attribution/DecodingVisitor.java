package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.CounterfactualWalk.Chunks;
import org.abc4j.codec.Codec;
import org.abc4j.model.Ablation;

/**
 * Decodes counterfactuals some at a time, on several threads, and hands them on in their order. Not
 * thread-safe.
 */
final class DecodingVisitor implements CounterfactualVisitor {
  private final Codec codec;
  private final Shape latents;
  private final Execution execution;
  private final Chunks chunks;
  private final CounterfactualVisitor visitor;
  private final int most;
  private final List<Waiting> waiting = new ArrayList<>();

  /** One that was visited and not handed on yet. */
  private record Waiting(long index, Ablation ablation, float[] latent) {}

  DecodingVisitor(
      Codec codec,
      Shape latents,
      Execution execution,
      Chunks chunks,
      CounterfactualVisitor visitor) {
    this.codec = codec;
    this.latents = latents;
    this.execution = execution;
    this.chunks = chunks;
    this.visitor = visitor;
    this.most = Math.multiplyExact(codec.preferredRows(), execution.threads());
  }

  @Override
  public void visit(long index, Ablation ablation, float[] latent) {
    waiting.add(new Waiting(index, ablation, latent));
    if (waiting.size() == most) {
      handOn();
    }
  }

  /** Hands on those that wait; to be called after the last. */
  void handOn() {
    if (waiting.isEmpty()) {
      return;
    }
    Batch images =
        codec.decode(
            Batch.ofRows(latents, waiting.stream().map(Waiting::latent).toList()), execution);
    chunks.see(waiting.get(0).index(), images);
    for (int i = 0; i < waiting.size(); i++) {
      visitor.visit(waiting.get(i).index(), waiting.get(i).ablation(), images.row(i));
    }
    waiting.clear();
  }
}
