package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.cli.DealtWords;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.Protocol;
import org.abc4j.cli.experiment.SourceKind;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CodeDesign;
import org.abc4j.codebook.DataSources;
import org.abc4j.codec.Codec;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.Replacement;

/** A world's data and code; its models are for others to add. */
abstract class DataWorld implements ExperimentWorld {
  /** Images of which the nearest class is told. */
  private static final int CLASSIFIED = 10_000;

  private final ExperimentPlan plan;
  private final WorldData data;
  private final CodeAssignment code;

  DataWorld(ExperimentPlan plan, WorldData data) {
    this.plan = plan;
    this.data = data;
    this.code = code(plan, data.sources());
  }

  /** As {@code abc train} deals it. */
  private static CodeAssignment code(ExperimentPlan plan, DataSources sources) {
    Experiment of = plan.experiment();
    long seed = plan.scale().seed();
    return DealtWords.of(
            CodeDesign.forSources(sources.count())
                .withReserved(plan.placebos())
                .withSeed(seed)
                .withLength(of.members())
                .withWeight(of.weight())
                .design(),
            sources,
            seed)
        .orElseThrow(
            () ->
                new Refusal(
                    sources.count()
                        + " sources leave one of "
                        + of.members()
                        + " members without an image, however their words are dealt"));
  }

  final ExperimentPlan plan() {
    return plan;
  }

  final WorldData data() {
    return data;
  }

  /** What single models see in place of a source: black as the paper, or nothing of a class. */
  final Replacement replacement() {
    if (plan.samples(Protocol.RETRAINING) == 0) {
      return Replacement.nothing();
    }
    Replacement black = Replacement.black(data.images().shape(), normalisation());
    if (data.codec().isEmpty()) {
      return black;
    }
    float[] dark = new float[data.images().shape().size()];
    normalisation().apply(Batch.of(data.images().shape(), dark), 0, 1).copyRow(0, dark);
    Batch latent = data.codec().get().encode(Batch.of(data.images().shape(), dark));
    return Replacement.by(latent.row(0));
  }

  @Override
  public final void close() {
    data.close();
  }

  @Override
  public final Rows items() {
    return data.items();
  }

  @Override
  public final Rows images() {
    return data.images();
  }

  @Override
  public final Normalisation normalisation() {
    return data.normalisation();
  }

  @Override
  public final CodeAssignment code() {
    return code;
  }

  @Override
  public final Optional<Codec> codec() {
    return data.codec();
  }

  @Override
  public final Rows reference(int most) throws IOException {
    return references(most).images();
  }

  private WorldData.Some references(int most) throws IOException {
    return data.references().some(most);
  }

  /** A class is labelled as its source, where sources are classes; else in order of appearance. */
  @Override
  public final Optional<int[]> referenceLabels(int most) throws IOException {
    return references(most).classes().map(this::labels);
  }

  private int[] labels(List<String> classes) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    if (plan.experiment().source() == SourceKind.CLASS) {
      for (long source = 0; source < data.sources().count(); source++) {
        numbers.put(data.sources().name(source), (int) source);
      }
    }
    return classes.stream()
        .mapToInt(
            name -> {
              numbers.putIfAbsent(name, numbers.size());
              return numbers.get(name);
            })
        .toArray();
  }

  /**
   * The most reference images that a stage asks for; others ask for the first of these. Fréchet
   * distances are to all, however few samples there are (appendix C.1).
   */
  static int referencesNeeded(ExperimentPlan plan) {
    if (plan.samples(Protocol.FRECHET) > 0) {
      return Integer.MAX_VALUE;
    }
    return plan.samples(Protocol.CLASSES) > 0 ? CLASSIFIED : 0;
  }

  @Override
  public final Map<String, String> digests() throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    digests.put("items", EnsembleFolder.dataSha256(data.items()));
    if (data.codec().isPresent()) {
      digests.put("images", EnsembleFolder.dataSha256(data.images()));
      digests.put("codec", data.codec().get().sha256());
    }
    digests.put("code", AssignmentFile.sha256(code));
    int most = referencesNeeded(plan);
    if (most > 0) {
      WorldData.Some some = references(most);
      Sha256 sha = Sha256.begin().add(EnsembleFolder.dataSha256(some.images()));
      some.classes().ifPresent(classes -> classes.forEach(sha::add));
      digests.put("references", sha.hex());
    }
    digests.putAll(modelDigests());
    return digests;
  }

  /** Of the models that are there. */
  abstract Map<String, String> modelDigests() throws IOException;
}
