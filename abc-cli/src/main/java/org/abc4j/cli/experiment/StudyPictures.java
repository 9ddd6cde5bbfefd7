package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.data.picture.Picture;
import org.abc4j.model.Ablation;
import org.abc4j.report.figure.PictureSheet.Entry;
import org.abc4j.sampling.Sample;

/** Samples, training images and counterfactuals of a study, as pictures. */
final class StudyPictures {
  private final Study study;

  StudyPictures(Study study) {
    this.study = study;
  }

  private Sample sample(int k) throws IOException {
    return study.sample(study.world().ensemble(), k);
  }

  private Picture picture(Batch images) {
    return study.world().normalisation().picture(images, 0);
  }

  private Picture picture(Sample sample) {
    return picture(study.decoded(Batch.of(sample.shape(), sample.image())));
  }

  private Picture item(int item) {
    float[] values = new float[study.world().images().shape().size()];
    study.world().images().copyRow(item, values);
    return picture(Batch.of(study.world().images().shape(), values));
  }

  private Picture without(Sample sample, int source) {
    return picture(
        ExactCounterfactuals.of(sample)
            .with(study.execution())
            .decodedBy(study.codec())
            .images(List.of(Ablation.ofSources(sample.ensemble().code(), (long) source))));
  }

  /** A sample beside a training image. */
  Entry besideItem(String caption, int k, int item) throws IOException {
    return new Entry(caption, List.of(picture(sample(k)), item(item)));
  }

  /** A sample beside a training image and the counterfactual without its source. */
  Entry besideItemAndWithout(String caption, int k, int item, int source) throws IOException {
    Sample sample = sample(k);
    return new Entry(caption, List.of(picture(sample), item(item), without(sample, source)));
  }

  /** A sample beside the counterfactual without a source. */
  Entry besideWithout(String caption, int k, int source) throws IOException {
    Sample sample = sample(k);
    return new Entry(caption, List.of(picture(sample), without(sample, source)));
  }

  /** A sample alone. */
  Entry alone(String caption, int k) throws IOException {
    return new Entry(caption, List.of(picture(sample(k))));
  }

  Picture factual(int k) throws IOException {
    return picture(sample(k));
  }

  /** The whole landscape of a sample, or its first sources. */
  List<Picture> landscape(int k, int most) throws IOException {
    Sample sample = sample(k);
    List<Ablation> ablations = new ArrayList<>();
    long sources = Math.min(most, sample.ensemble().code().sources().count());
    for (long s = 0; s < sources; s++) {
      ablations.add(Ablation.ofSources(sample.ensemble().code(), s));
    }
    Batch images =
        ExactCounterfactuals.of(sample)
            .with(study.execution())
            .decodedBy(study.codec())
            .images(ablations);
    List<Picture> pictures = new ArrayList<>();
    for (int row = 0; row < images.rows(); row++) {
      pictures.add(study.world().normalisation().picture(images, row));
    }
    return pictures;
  }
}
