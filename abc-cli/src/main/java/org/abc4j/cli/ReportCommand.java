package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.Quoted;
import org.abc4j.report.Report;
import org.abc4j.report.ReportPart;
import org.abc4j.report.SourceImages;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A page of studies. */
@Command(
    name = "report",
    description =
        "Makes one page of studies, which needs nothing else: each sample with its farthest"
            + " sources, the placebos beside them, and what can be said.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc report studies --ensemble ensemble --pictures pictures --out report",
      "  abc report s --ensemble e --pictures p --beside without-bag --out report"
    })
final class ReportCommand extends Task {
  @Parameters(
      arity = "1..*",
      paramLabel = "STUDY",
      description = "Files of studies, or folders of them.")
  private List<Path> named;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      required = true,
      description = "The pictures that the ensemble was trained on.")
  private Path pictures;

  @Option(
      names = "--beside",
      paramLabel = "FOLDER",
      description =
          "An ensemble to compare with at the same noise, as after a removal or a repair; may be"
              + " given several times.")
  private List<Path> beside = List.of();

  @Option(names = "--title", description = "Heading of the samples. Default: ${DEFAULT-VALUE}.")
  private String title = "Samples";

  @Option(
      names = "--reasons",
      description = "Tells the page's readers why sources were removed, as it was recorded.")
  private boolean reasons;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Sources that are shown of each sample. Default: ${DEFAULT-VALUE}.")
  private int show = 4;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the page.")
  private Path out;

  @Mixin private EnsembleOptions ensembles;
  @Mixin private SourceOptions sources;
  @Mixin private CodecOptions codecs;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    Limits.atLeast("--show", 1, show);
    ReportFolder.requireUsable(out);
    EnsembleFolder ensemble = ensembles.open(work);
    List<SampleStudy> studies = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int pictured = show;
    for (Path file : StudyFolder.files(named)) {
      SampleStudy study = StudyFile.read(file);
      StudyFolder.requireOf(study, ensemble, file);
      if (!study.hasLandscape() && study.calibrated().isEmpty()) {
        throw new Refusal(
            Quoted.of(file.toString())
                + " says only what looks like the sample, a report is of counterfactuals or"
                + " calibrated influence: make them by abc attribute");
      }
      if (ReportPart.most(study) == 0) {
        throw new Refusal(
            Quoted.of(file.toString())
                + " has no source's pictures, a report shows at least one: make it by abc attribute"
                + " with --top 1 or more");
      }
      studies.add(study);
      names.add(StudyFolder.sample(file));
      pictured = Math.min(pictured, ReportPart.most(study));
    }
    Optional<NormalisedCodec> codec = codecs.of(ensemble);
    List<EnsembleFolder> others = Beside.open(ensemble, studies, beside, work);
    Rows pixels =
        KnownPictures.of(pictures, sources, ensemble, codecs, codec)
            .read(out, console, work)
            .images();
    CodeAssignment code = ensemble.code();
    SourceImages images =
        SourceImages.reading(
            pixels.shape(),
            item -> row(pixels, item),
            code.sources(),
            ensemble.manifest().preparation().normalisation());
    ReportPart part =
        new ReportPart(ReportFolder.SAMPLES, title, List.of(), studies, pictured, names);
    Report report = Report.of(images, List.of(part), facts(ensemble, studies));
    if (!beside.isEmpty()) {
      report = report.with(Beside.compare(ensemble, codec, studies, others, work));
    }
    if (pictured < show) {
      console.line("Shown:      %d sources of each sample, as studies have no more", pictured);
    }
    Path page = ReportFolder.write(report, out);
    console.line("Report:     %s", page.toAbsolutePath().normalize());
    console.put("report", page.toAbsolutePath().normalize().toString());
    console.put("studies", studies.size());
  }

  private static float[] row(Rows rows, int item) {
    float[] values = new float[rows.shape().size()];
    rows.copyRow(item, values);
    return values;
  }

  /** What was computed with what. */
  private Map<String, String> facts(EnsembleFolder ensemble, List<SampleStudy> studies) {
    CodeAssignment code = ensemble.code();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Sources", code.sources().toString());
    facts.put("Codebook", code.codebook().toString());
    facts.put("Reserved words", code.reserved() + ", which no source holds");
    facts.put(
        "Members", code.codebook().length() + ", each source seen by " + code.codebook().weight());
    facts.put(
        "Sampler",
        studies.stream()
            .map(study -> study.origin().sampler().orElse("unknown"))
            .distinct()
            .collect(Collectors.joining("; ")));
    facts.put("Ensemble", Beside.name(ensemble));
    facts.put("SHA-256 of its manifest", ensemble.manifestSha256());
    facts.put("SHA-256 of the training images", ensemble.manifest().dataSha256());
    ImagePreparation preparation = ensemble.manifest().preparation();
    preparation
        .withoutOrigin()
        .texts()
        .forEach((name, text) -> facts.put("Images: " + name, withoutName(name, text)));
    // Not where a table lies, nor what its columns are called.
    preparation
        .origin()
        .ifPresent(
            origin ->
                facts.put("Images: origin", withoutName("origin", origin.textWithoutTable())));
    ensemble
        .manifest()
        .provenance()
        .forEach((name, text) -> facts.put("Provenance: " + name, text));
    ensemble
        .removal()
        .ifPresent(
            record ->
                record
                    .removals()
                    .forEach(
                        one ->
                            facts.put(
                                "Removed " + one.when(),
                                String.join(", ", one.sources())
                                    + (reasons ? ": " + one.reason() : ""))));
    return facts;
  }

  /** Texts of a manifest begin with their names, which stand before them already. */
  private static String withoutName(String name, String text) {
    return text.startsWith(name + " ") ? text.substring(name.length() + 1) : text;
  }
}
