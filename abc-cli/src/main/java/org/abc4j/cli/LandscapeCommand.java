package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.report.CsvTable;
import org.abc4j.report.StudyTable;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
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
            + " (placebos), as a table.",
    footer = {
      "",
      "Example:",
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
  @Mixin private Methods methods;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    if (methods.visual()) {
      throw new IllegalArgumentException("a landscape is exact or differential: use abc attribute");
    }
    OutputFile.requireTable(out);
    EnsembleFolder ensemble = ensembles.open();
    StudySettings settings =
        Separated.settings(methods.settings().picturing(0), ensemble.ensemble(), console);
    List<EnsembleOptions.Named> samples = EnsembleOptions.samples(named, ensemble);
    CodeAssignment code = ensemble.ensemble().code();
    List<String> names = new ArrayList<>();
    List<SampleStudy> studies = new ArrayList<>();
    try (Progress bar = work.progress("Landscapes", samples.size() * settings.weight(code))) {
      for (EnsembleOptions.Named one : samples) {
        Sample sample = one.sample(ensemble, work);
        SampleStudy study =
            SampleStudy.of(
                sample, settings, work.silent().reportingTo(bar.next(settings.weight(code))));
        names.add(one.name());
        studies.add(study);
      }
    }
    CsvTable table = StudyTable.of(names, studies, code.sources()::name);
    form.write(table, out);
    int placebos =
        studies.stream().mapToInt(study -> study.leadingPlacebos().length).max().orElseThrow();
    console.line(
        "Landscapes: %d of %d sources and %d placebos in %s",
        samples.size(), code.sources().count(), placebos, out.toAbsolutePath().normalize());
    console.put("table", out.toAbsolutePath().normalize().toString());
    console.put("rows", table.size());
    console.put("placebos", placebos);
  }
}
