package org.abc4j.examples.tutorial;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.model.Ablation;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.training.UNetEnsembleTrainer;

/** Tutorial 3: somebody asks to be removed. */
public final class RemoveSomeone {
  private RemoveSomeone() {}

  /**
   * Runs it.
   *
   * @param args folder of the pictures, and where tutorial 1 put its ensemble
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Path pictures = Path.of(args[0]);
    Path out = Path.of(args[1]);

    EnsembleFolder before = EnsembleFolder.open(out.resolve("ensemble"));
    EnsembleRemoval removal =
        EnsembleRemoval.named(before, Instant.now(), "asked for by letter", List.of("bag"));
    long bag = removal.sources()[0];
    System.out.println("members that saw it: " + removal.removed());

    EnsembleFolder after = removal.to(out.resolve("without-bag"));
    System.out.println(after.code().sources().count() + " sources are left");

    SampleNoise noise = ExogenousNoise.philox(1).of(0);
    Sampler sampler = UniPcSampler.steps(10).withClipping(1);
    Sample with = sampler.sample(before.ensemble(), noise);
    Sample without = sampler.sample(after.ensemble(), noise);
    float[] counterfactual =
        ExactCounterfactuals.of(with)
            .images(List.of(Ablation.ofSources(before.code(), bag)))
            .row(0);
    System.out.println(
        "its samples are the old one's counterfactuals: "
            + Arrays.equals(counterfactual, without.image()));

    Batch images =
        ImageFolder.of(pictures, PicturePreparation.to(new Shape(1, 16, 16)))
            .read(Execution.sequential())
            .images()
            .scaledTo(-1, 1)
            .batch();
    int[] left = before.code().sources().itemsWithout(bag).mapToInt(Math::toIntExact).toArray();
    EnsembleFolder repaired =
        UNetEnsembleTrainer.of(after).repair(after, images.select(left), out.resolve("repaired"));
    CodeAssignment code = repaired.code();
    System.out.println(
        code.codebook().length() + " members again, for " + code.sources().count() + " sources");
  }
}
