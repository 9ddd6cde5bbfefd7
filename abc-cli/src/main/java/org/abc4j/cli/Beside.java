package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Quoted;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.report.EnsembleComparison;
import org.abc4j.report.SampleSet;
import org.abc4j.sampling.SamplerText;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleOrigin;
import org.abc4j.study.SampleStudy;

/** The samples of studies, and what other ensembles give from the same noise. */
final class Beside {
  /** Of a digest, enough to tell ensembles apart. */
  private static final int DIGITS = 8;

  private Beside() {}

  /** Opens the others, and refuses what cannot be compared, before anything is computed. */
  static List<EnsembleFolder> open(
      EnsembleFolder first, List<SampleStudy> studies, List<Path> others, Work work)
      throws IOException {
    Shape shape = first.config().inputShape();
    Normalisation own = first.manifest().preparation().normalisation();
    List<EnsembleFolder> ensembles = new ArrayList<>();
    for (Path folder : others) {
      EnsembleFolder other = work.open(folder);
      if (!other.config().inputShape().equals(shape)) {
        throw new Refusal(
            Quoted.of(folder.toString())
                + " makes images of "
                + other.config().inputShape()
                + ", the studies are of "
                + shape);
      }
      Optional<LatentPreparation> latents = first.manifest().preparation().latents();
      if (!other.manifest().preparation().latents().equals(latents)) {
        throw new Refusal(
            Quoted.of(folder.toString())
                + " was trained on other latents than the ensemble of the studies, or one of the two"
                + " on none: values of the two do not compare");
      }
      Normalisation found = other.manifest().preparation().normalisation();
      if (!found.equals(own)) {
        throw new Refusal(
            Quoted.of(folder.toString())
                + " was trained on images normalised by "
                + Quoted.of(found.text())
                + ", the studies are of an ensemble of "
                + Quoted.of(own.text())
                + ": values of the two do not compare");
      }
      ensembles.add(other);
    }
    for (SampleStudy study : others.isEmpty() ? List.<SampleStudy>of() : studies) {
      SampleOrigin origin = study.origin();
      if (origin.seed().isEmpty() || origin.index().isEmpty() || origin.sampler().isEmpty()) {
        throw new Refusal(
            "--beside needs studies that name noise and sampler, as those of abc attribute do;"
                + " one does not");
      }
    }
    return ensembles;
  }

  static EnsembleComparison compare(
      EnsembleFolder first,
      Optional<NormalisedCodec> codec,
      List<SampleStudy> studies,
      List<EnsembleFolder> others,
      Work work)
      throws IOException {
    Shown shown = Shown.of(first, codec);
    Shape shape = shown.shape();
    List<SampleSet.Row> rows = new ArrayList<>();
    rows.add(
        new SampleSet.Row(
            title(first), Batch.ofRows(shape, studies.stream().map(SampleStudy::image).toList())));
    try (Progress bar = work.progress("Samples", (long) others.size() * studies.size())) {
      for (EnsembleFolder other : others) {
        List<float[]> images = new ArrayList<>();
        for (SampleStudy study : studies) {
          images.add(shown.image(again(study.origin(), other, work)).row(0));
          bar.next(1).progress(1, 1);
        }
        rows.add(new SampleSet.Row(title(other), Batch.ofRows(shape, images)));
      }
    }
    SampleSet set =
        new SampleSet(
            ReportFolder.ENSEMBLES,
            "The same noise, other ensembles",
            List.of("Each column is one noise, each row one ensemble."),
            rows);
    EnsembleComparison comparison = EnsembleComparison.of(set);
    boolean exact = studies.stream().allMatch(study -> study.exact().isPresent());
    return exact ? comparison.beside(studies) : comparison;
  }

  /** Its folder alone: where that lies on somebody's disk is no reader's business. */
  static String name(EnsembleFolder ensemble) {
    return String.valueOf(ensemble.path().toAbsolutePath().normalize().getFileName());
  }

  /** Two ensembles may lie in folders of one name. */
  private static String title(EnsembleFolder ensemble) {
    return name(ensemble) + " (" + ensemble.manifestSha256().substring(0, DIGITS) + ")";
  }

  private static float[] again(SampleOrigin origin, EnsembleFolder other, Work work) {
    SampleNoise noise =
        ExogenousNoise.philox(origin.seed().orElseThrow()).of(origin.index().orElseThrow());
    return SamplerText.parse(origin.sampler().orElseThrow())
        .sample(other.ensemble(), noise, work.silent())
        .image();
  }
}
