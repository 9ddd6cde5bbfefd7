package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.report.StudyTable;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.abc4j.study.StudySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How far each source, and each placebo, moves samples, as a table. */
@Command(
    name = "landscape",
    description =
        "Writes how far samples move without each source, and without as many members and no source"
            + " (placebos), as a table. Stopped or killed, the same command goes on from the samples"
            + " that it has finished, to the same bytes.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc landscape samples --ensemble ensemble --out landscape.csv",
      "  abc landscape samples --ensemble ensemble --form jsonl --out all.jsonl"
    })
final class LandscapeCommand extends Task {
  @Parameters(
      arity = "1..*",
      paramLabel = "SAMPLE",
      description = "Files of samples, or folders of them.")
  private List<Path> named;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The table.")
  private Path out;

  @Option(
      names = "--form",
      description = "Its form, ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TableForm form = TableForm.CSV;

  @Mixin private EnsembleOptions ensembles;
  @Mixin private CodecOptions codecs;
  @Mixin private Methods.OfLandscapes methods;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    StudySettings asked = methods.settings().picturing(0);
    codecs.requireNoLatents();
    OutputFile.requireTable(out);
    EnsembleFolder ensemble = ensembles.open(work);
    Optional<NormalisedCodec> codec = codecs.of(ensemble);
    StudySettings settings =
        Separated.settings(
            codec.isPresent() ? asked.decodedBy(codec.get()) : asked, ensemble.ensemble(), console);
    List<EnsembleOptions.Named> samples = EnsembleOptions.samples(named, ensemble);
    CodeAssignment code = ensemble.ensemble().code();
    Unfinished unfinished = Unfinished.beside(out);
    requireOwn(unfinished, samples, code);
    unfinished.make();
    List<String> names = new ArrayList<>();
    List<SampleStudy> studies = new ArrayList<>();
    Ensemble members = ensemble.ensemble();
    try (Progress bar = work.progress("Landscapes", samples.size() * settings.weight(code))) {
      for (EnsembleOptions.Named one : samples) {
        names.add(one.name());
        studies.add(study(one, unfinished, members, settings, work, bar));
      }
    }
    CsvTable table = StudyTable.of(names, studies, code.sources()::name);
    form.write(table, out);
    unfinished.delete();
    int placebos =
        studies.stream().mapToInt(study -> study.leadingPlacebos().length).max().orElseThrow();
    console.line(
        "Landscapes: %d of %d sources and %d placebos in %s",
        samples.size(), code.sources().count(), placebos, out.toAbsolutePath().normalize());
    console.put("table", out.toAbsolutePath().normalize().toString());
    console.put("rows", table.size());
    console.put("placebos", placebos);
  }

  /** Refuses what was left unfinished of others: of it, the table would not be the same bytes. */
  private void requireOwn(
      Unfinished unfinished, List<EnsembleOptions.Named> samples, CodeAssignment code)
      throws IOException {
    unfinished.requireOf(samples.stream().map(EnsembleOptions.Named::name).toList());
    for (EnsembleOptions.Named one : samples) {
      if (unfinished.holds(one.name())) {
        Path file = unfinished.file(one.name());
        SampleStudy study = StudyFile.read(file);
        if (!study.origin().equals(one.origin())) {
          throw unfinished.of(file, "of another " + StudyFolder.difference(study, one.origin()));
        }
        if (!methods.areAllOf(study, code)) {
          throw unfinished.of(file, "of another --method or number of --placebos");
        }
      }
    }
  }

  /** The study that an earlier run made, or a new one, which is kept until the table is there. */
  private static SampleStudy study(
      EnsembleOptions.Named one,
      Unfinished unfinished,
      Ensemble ensemble,
      StudySettings settings,
      Work work,
      Progress bar)
      throws IOException {
    long weight = settings.weight(ensemble.code());
    Path file = unfinished.file(one.name());
    if (unfinished.holds(one.name())) {
      bar.skip(weight);
      return StudyFile.read(file);
    }
    SampleStudy study =
        SampleStudy.of(
            one.sample(ensemble, work),
            settings.from(one.origin()),
            work.silent().reportingTo(bar.next(weight)));
    Uninterrupted.finish(() -> StudyFile.write(file, study));
    return study;
  }
}
