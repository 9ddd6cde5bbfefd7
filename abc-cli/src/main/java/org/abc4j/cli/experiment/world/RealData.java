package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import org.abc4j.Rows;
import org.abc4j.cli.DataSetImages;
import org.abc4j.cli.Progress;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.UnusableInput;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.Flips;
import org.abc4j.cli.experiment.Reference;
import org.abc4j.cli.experiment.SourceKind;
import org.abc4j.cli.experiment.Space;
import org.abc4j.cli.experiment.Subset;
import org.abc4j.codebook.DataSources;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.codec.Codec;
import org.abc4j.codec.LatentFolder;
import org.abc4j.codec.Latents;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.store.EnsembleFolder;

/** Data of an experiment from a data set, as {@code abc train} reads it. */
final class RealData {
  /** Which of ArtBench's pictures are landscapes, whoever found it out (appendix B.1). */
  private static final String LANDSCAPES = "landscapes.csv";

  private static final String LATENTS = "latents";
  private static final String REFERENCES = "references";

  private final ExperimentPlan plan;
  private final Path data;
  private final Path folder;
  private final Work work;

  private RealData(ExperimentPlan plan, Path data, Path folder, Work work) {
    this.plan = plan;
    this.data = data;
    this.folder = folder;
    this.work = work;
  }

  /**
   * Reads data.
   *
   * @param data the folder of data sets
   * @param folder the experiment's folder, for what does not fit into memory
   * @throws UnusableInput if something is missing, saying what goes where and where it comes from
   * @throws Refusal if these data do not go with the plan
   */
  static WorldData read(ExperimentPlan plan, Path data, Path folder, Work work) throws IOException {
    return new RealData(plan, data, folder, work).read();
  }

  /** Which files a plan's data are, and where they come from. */
  static String wanted(ExperimentPlan plan, Work work) throws IOException {
    Path nowhere = Path.of("DIR");
    try {
      RealData of = new RealData(plan, nowhere, nowhere, work);
      of.requireFiles();
      of.list(origin(plan), Optional.empty());
      return "";
    } catch (UnusableInput missing) {
      return ": " + missing.getMessage();
    }
  }

  /** Makes sure that all of a plan's data are there, and reads no image. */
  static void require(ExperimentPlan plan, Path data, Path folder, Work work) throws IOException {
    RealData of = new RealData(plan, data, folder, work);
    of.listAll();
    if (plan.experiment().space() != Space.PIXEL) {
      SpaceCodec.open(plan, data).close();
    }
  }

  private WorldData read() throws IOException {
    DataSetImages listed = listAll();
    if (plan.experiment().space() == Space.PIXEL) {
      return ofPixels(listed);
    }
    SpaceCodec codec = SpaceCodec.open(plan, data);
    try {
      return ofLatents(listed, codec.codec()).holding(codec::close);
    } catch (IOException | RuntimeException failure) {
      codec.close();
      throw failure;
    }
  }

  /** What is missing shows before anything is read, of references too. */
  private DataSetImages listAll() throws IOException {
    if (plan.scale().mostItemsPerSource() > 0) {
      throw new Refusal(
          "scale "
              + plan.scale().name()
              + " takes at most "
              + plan.scale().mostItemsPerSource()
              + " images of a source, which goes with made up images alone");
    }
    requireFiles();
    DataSetImages listed = list(origin(plan), subset());
    listReferences(OptionalInt.empty());
    return listed;
  }

  /** All files of a data set that are missing are named at once, those of references too. */
  private void requireFiles() {
    if (subset().isPresent()) {
      // A table says which.
      return;
    }
    Experiment of = plan.experiment();
    Map<DataLayout, Set<ImageOrigin.Part>> parts = new LinkedHashMap<>();
    parts.computeIfAbsent(of.dataSet(), any -> new LinkedHashSet<>()).add(of.part());
    Reference reference = of.reference();
    parts.computeIfAbsent(reference.dataSet(), any -> new LinkedHashSet<>()).add(reference.part());
    for (Map.Entry<DataLayout, Set<ImageOrigin.Part>> one : parts.entrySet()) {
      DataSetImages.requireFiles(data, one.getKey(), one.getValue());
    }
  }

  private DataSetImages list(ImageOrigin origin, Optional<String> table) throws IOException {
    return DataSetImages.list(data, origin, table, plan.imageShape(), plan.experiment().binary());
  }

  private Optional<String> subset() {
    return plan.experiment().subset() == Subset.LANDSCAPES
        ? Optional.of(LANDSCAPES)
        : Optional.empty();
  }

  /** Which images {@code abc train} would be told to take. */
  static ImageOrigin origin(ExperimentPlan plan) {
    Experiment of = plan.experiment();
    boolean own = of.source() == SourceKind.IMAGE;
    boolean group = of.source() == SourceKind.GROUP;
    boolean fewer = plan.items() < of.items();
    boolean first = own && of.subset() == Subset.FIRST || (own || group) && fewer;
    boolean largest =
        of.subset() == Subset.LARGEST_SOURCES || !own && !group && plan.sources() < of.sources();
    ImageOrigin origin =
        new ImageOrigin(
            of.dataSet(),
            own,
            of.part(),
            false,
            of.flips() == Flips.MIRRORED,
            first ? OptionalInt.of(plan.items()) : OptionalInt.empty(),
            largest ? OptionalInt.of(plan.sources()) : OptionalInt.empty(),
            Optional.empty());
    return group ? origin.with(new RandomGroups(plan.sources(), plan.scale().seed())) : origin;
  }

  private WorldData ofPixels(DataSetImages listed) throws IOException {
    DataSetImages.Read read =
        listed.read(plan.experiment().normalisation().toString(), folder, work);
    return new WorldData(
        read.images(),
        read.images(),
        read.sources(),
        read.preparation(),
        Optional.empty(),
        most -> references(most, read.preparation().normalisation()));
  }

  private WorldData ofLatents(DataSetImages listed, Codec codec) throws IOException {
    Normalisation ofImages = Normalisation.plusMinusOne();
    DataSetImages.Read read = listed.read(ofImages, folder, work);
    Rows raw;
    try (Progress bar = work.progress("Latents", 1)) {
      raw =
          LatentFolder.of(
                  folder.resolve(LATENTS),
                  codec,
                  read.images(),
                  EnsembleFolder.dataSha256(read.images()))
              .latents(work.silent().reportingTo(bar.next(1)));
    }
    int[] constant = Latents.constantChannels(raw);
    if (constant.length > 0) {
      throw new Refusal(
          "the autoencoder of "
              + plan.experiment().name()
              + " says nothing of these images in channel "
              + constant[0]
              + " of its latents: "
              + (plan.experiment().space() == Space.STABLE_DIFFUSION
                  ? "export it anew, as docs/onnx.md shows"
                  : "train it longer, or with another --seed"));
    }
    Normalisation normalisation = Normalisations.of(plan.experiment().normalisation(), raw, 0, 1);
    return new WorldData(
        normalisation.apply(raw, 0, 1),
        read.images(),
        read.sources(),
        read.preparation().with(new LatentPreparation(codec.sha256(), raw.shape(), normalisation)),
        Optional.of(NormalisedCodec.of(codec, normalisation)),
        most -> references(most, ofImages));
  }

  private DataSetImages listReferences(OptionalInt first) throws IOException {
    Experiment of = plan.experiment();
    boolean same = of.reference().dataSet() == of.dataSet() && of.reference().part() == of.part();
    return list(
        new ImageOrigin(
            of.reference().dataSet(),
            false,
            of.reference().part(),
            false,
            false,
            first,
            OptionalInt.empty(),
            Optional.empty()),
        same ? subset() : Optional.empty());
  }

  /** In a folder of their own, as images and references may both be too many for memory. */
  private WorldData.Some references(int most, Normalisation normalisation) throws IOException {
    DataSetImages listed = listReferences(OptionalInt.empty());
    if (most < listed.sources().items()) {
      listed = listReferences(OptionalInt.of(most));
    }
    Path own = folder.resolve(REFERENCES);
    DataSetImages.Read read = listed.read(normalisation, own, work);
    return new WorldData.Some(read.images(), classes(read.sources()));
  }

  private Optional<List<String>> classes(DataSources sources) {
    DataLayout layout = plan.experiment().reference().dataSet();
    return switch (layout) {
      case MNIST, FASHION_MNIST, CIFAR_10, CIFAR_100 ->
          Optional.of(
              LongStream.range(0, sources.items())
                  .mapToObj(item -> sources.name(sources.sourceOf(item)))
                  .toList());
      default -> Optional.empty();
    };
  }
}
