package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleOrigin;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.abc4j.study.StudySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What each source did to samples. */
@Command(
    name = "attribute",
    description =
        "Finds what each sample would have been without each source, and without as many members"
            + " and no source (placebos). A study of each sample is written, of which abc report"
            + " makes a page; those that are there already are not made again. With --method"
            + " calibrated it estimates what training again without each source would change, and"
            + " says whether any left more trace than chance would; the samples that are named are"
            + " then calibrated together.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc attribute samples --ensemble ensemble --out studies",
      "  abc attribute samples --ensemble e --method exact,visual --pictures p --out s",
      "  abc attribute samples --ensemble e --method visual --pictures p --out alike",
      "  abc attribute samples --ensemble e --method calibrated --pictures p --out who",
      "  abc attribute samples --ensemble e --metric dinov2 --extractor nets --out s"
    })
final class AttributeCommand extends Task {
  @Parameters(
      arity = "1..*",
      paramLabel = "SAMPLE",
      description = "Files of samples, or folders of them.")
  private List<Path> named;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the studies.")
  private Path out;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      description =
          "The pictures that the ensemble was trained on, for --method visual and calibrated.")
  private Path pictures;

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "Sources whose counterfactual pictures are kept. With 0, calibrated influence is not"
              + " carried through the sampler, and sources are ordered by size alone. Default:"
              + " ${DEFAULT-VALUE}.")
  private int top = 4;

  @Mixin private EnsembleOptions ensembles;
  @Mixin private Methods.OfStudies methods;
  @Mixin private MetricOptions metrics;
  @Mixin private SourceOptions sources;
  @Mixin private CodecOptions codecs;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    if ((methods.visual() || methods.calibrated()) != (pictures != null)) {
      throw new IllegalArgumentException(
          "--method visual or calibrated and --pictures need each other");
    }
    methods.requireTogether();
    metrics.requireTogether(methods.exactly(), methods.visual());
    if (pictures == null) {
      sources.requireNone();
      codecs.requireNoLatents();
    }
    Limits.atLeast("--top", 0, top);
    int pictured = methods.ofCounterfactuals() || methods.calibrated() ? top : 0;
    StudySettings settings = methods.settings().picturing(pictured);
    StudyFolder.requireUsable(out);
    EnsembleFolder ensemble = ensembles.open(work);
    Optional<NormalisedCodec> codec = codecs.of(ensemble);
    if (codec.isPresent()) {
      settings = settings.decodedBy(codec.get());
    }
    // Listed before networks of gigabytes are read: a mistyped name is refused at once.
    List<EnsembleOptions.Named> samples = EnsembleOptions.samples(named, ensemble);
    try (MetricOptions.Open open = metrics.open(work)) {
      List<PerceptualMetric> measures = open.of(Shown.normalisation(ensemble));
      methods.measuredBy(measures);
      attribute(ensemble, codec, samples, settings, measures, pictured, console, work);
    }
  }

  private void attribute(
      EnsembleFolder ensemble,
      Optional<NormalisedCodec> codec,
      List<EnsembleOptions.Named> samples,
      StudySettings asked,
      List<PerceptualMetric> measures,
      int pictured,
      Console console,
      Work work)
      throws IOException {
    StudySettings settings = asked;
    CodeAssignment code = ensemble.ensemble().code();
    requireFree(samples, pictured, ensemble);
    if (methods.ofCounterfactuals()) {
      settings = Separated.settings(settings, ensemble.ensemble(), console);
    }
    if (methods.calibrated()) {
      Calibration.requirePossible(ensemble, console);
    }
    Ensemble members = ensemble.ensemble();
    Optional<Calibration> calibration = Optional.empty();
    if (pictures != null) {
      if (methods.visual()) {
        Shape shape = Shown.of(ensemble, codec).shape();
        for (PerceptualMetric metric : measures) {
          KnownFeatures.requireRoom(metric, ensemble, shape, metrics.mostBytes());
        }
      }
      TrainingPictures data =
          KnownPictures.of(pictures, sources, ensemble, codecs, codec).read(out, console, work);
      if (methods.visual()) {
        settings = settings.comparingBy(VisualAttributor.of(data.images(), code.sources()));
        for (PerceptualMetric metric : measures) {
          settings =
              settings.measuredBy(
                  metric,
                  KnownFeatures.alike(
                      metric, ensemble, data.images(), out, metrics.mostBytes(), work));
        }
      }
      if (methods.calibrated() && isAnyMissing(samples, pictured, ensemble)) {
        calibration =
            Optional.of(
                Calibration.of(ensemble, members, samples, data.trained(), methods.deals(), work));
      }
    }
    if (!methods.visual()) {
      for (PerceptualMetric metric : measures) {
        settings = settings.measuredBy(metric);
      }
    }
    OutputFolder.make(out);
    Set<AnyEffectTest> together = new LinkedHashSet<>();
    try (Progress bar = work.progress("Studies", samples.size() * settings.weight(code))) {
      for (EnsembleOptions.Named one : samples) {
        study(one, ensemble, members, settings, calibration, pictured, work, bar, console)
            .calibrated()
            .flatMap(CalibratedInfluence::anyEffect)
            .ifPresent(together::add);
      }
    }
    together.forEach(test -> Findings.sayTogether(test, console));
    console.line("Studies:    %d in %s", samples.size(), out.toAbsolutePath().normalize());
    console.put("studies", out.toAbsolutePath().normalize().toString());
  }

  /** Each sample has a file of its own, and none that is there has what would be lost. */
  private void requireFree(
      List<EnsembleOptions.Named> samples, int pictured, EnsembleFolder ensemble)
      throws IOException {
    Map<Path, Path> files = new HashMap<>();
    for (EnsembleOptions.Named one : samples) {
      Path file = StudyFolder.file(out, one.name());
      Path other = files.putIfAbsent(file, one.file());
      if (other != null) {
        throw new MalformedFileException(
            one.file().toString(),
            "name",
            "another than that of " + Quoted.of(other.toString()),
            "one whose study is " + Quoted.of(file.getFileName().toString()) + " too");
      }
      StudyFolder.requireFree(file, one.origin(), methods, pictured, ensemble);
    }
  }

  private boolean isAnyMissing(
      List<EnsembleOptions.Named> samples, int pictured, EnsembleFolder ensemble)
      throws IOException {
    for (EnsembleOptions.Named one : samples) {
      Path file = StudyFolder.file(out, one.name());
      if (StudyFolder.earlier(file, one.origin(), methods, pictured, ensemble).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private SampleStudy study(
      EnsembleOptions.Named one,
      EnsembleFolder folder,
      Ensemble ensemble,
      StudySettings settings,
      Optional<Calibration> calibration,
      int pictured,
      Work work,
      Progress bar,
      Console console)
      throws IOException {
    SampleOrigin origin = one.origin();
    Path file = StudyFolder.file(out, one.name());
    CodeAssignment code = ensemble.code();
    SampleStudy study = StudyFolder.earlier(file, origin, methods, pictured, folder).orElse(null);
    if (study == null) {
      Sample sample =
          calibration.isPresent()
              ? calibration.get().sample(one.name())
              : one.sample(ensemble, work);
      StudySettings own =
          calibration.map(found -> found.settings(settings, one.name())).orElse(settings);
      study =
          SampleStudy.of(
              sample, own.from(origin), work.silent().reportingTo(bar.next(settings.weight(code))));
      SampleStudy made = study;
      Uninterrupted.finish(() -> StudyFile.write(file, made));
    } else {
      bar.skip(settings.weight(code));
    }
    Findings.say(one.name(), study, code.sources()::name, console);
    return study;
  }
}
