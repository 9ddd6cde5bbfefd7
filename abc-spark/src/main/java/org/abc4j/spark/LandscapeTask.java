package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.abc4j.Execution;
import org.abc4j.sampling.SamplerText;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How far each source moves samples, as a table of Spark. */
@Command(
    name = "landscape",
    description = "Writes how far samples move without each source, as a table of Spark.")
final class LandscapeTask extends ClusterTask {
  @Parameters(
      arity = "1..*",
      paramLabel = "SAMPLE",
      description = "Files of samples, or folders of them.")
  private List<Path> named;

  @Option(
      names = "--ensemble",
      paramLabel = "FOLDER",
      required = true,
      description =
          "The ensemble that the samples are of: a folder in shared storage, or a URI such as"
              + " s3a://bucket/ensemble.")
  private String place;

  @Option(
      names = "--out",
      paramLabel = "TABLE",
      required = true,
      description = "The table: a path that Spark writes to and that is not there yet.")
  private String out;

  @Option(
      names = "--form",
      description = "Its form: parquet, csv, json or orc. Default: ${DEFAULT-VALUE}.")
  private String form = "parquet";

  @Option(
      names = "--method",
      description = "How: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ClusterMethod.Kind method = ClusterMethod.Kind.EXACT;

  @Option(
      names = "--first",
      paramLabel = "K",
      description = "Of --method screened, how many first are verified. Default: ${DEFAULT-VALUE}.")
  private int first = 16;

  @Option(
      names = "--drawn",
      paramLabel = "R",
      description = "And how many others, drawn by chance. Default: ${DEFAULT-VALUE}.")
  private int drawn = 16;

  @Option(names = "--top", paramLabel = "K", description = "Only the K farthest of each sample.")
  private Integer top;

  @Mixin private StoreOptions stores;

  @Override
  void run(ClusterJobs jobs) throws IOException {
    ClusterMethod how =
        method == ClusterMethod.Kind.SCREENED
            ? ClusterMethod.screened(first, drawn, 0)
            : new ClusterMethod(method, ClusterMethod.Metric.EUCLIDEAN, 0, 0, 0);
    // Now, and not when days of work are to be written.
    TablePlace table = TablePlace.of(session(), out, form);
    table.requireWritable();
    ClusterEnsemble placed = stores.open(place, session(), Execution.sequential());
    EnsembleFolder ensemble = placed.folder();
    List<SampleFile> samples = samples(ensemble);
    EnsembleRecipe recipe = placed.recipe();
    List<Dataset<Row>> tables = new ArrayList<>();
    showing(
        "Landscapes",
        execution -> {
          int before = 0;
          for (List<SampleFile> group : groups(samples)) {
            int done = before;
            ClusterJobs heard =
                jobs.with(
                    execution.reportingTo(
                        (units, of) ->
                            execution.progress(done + group.size() * units / of, samples.size())));
            SampleFile any = group.get(0);
            long[] indices = group.stream().mapToLong(SampleFile::index).toArray();
            ClusterLandscapes found =
                heard.landscapes(recipe, any.sampler(), SampleSet.at(any.seed(), indices), how);
            tables.add(top == null ? found.table() : found.top(top));
            before += group.size();
          }
        });
    Dataset<Row> all = tables.stream().reduce(Dataset::union).orElseThrow();
    table.write(all);
    say(
        "Landscapes: "
            + samples.size()
            + " of "
            + ensemble.code().sources().count()
            + " sources in "
            + out);
  }

  private List<SampleFile> samples(EnsembleFolder ensemble) throws IOException {
    // Each once: a file may be named by itself and by its folder.
    Set<SampleFile> samples =
        new TreeSet<>(
            Comparator.comparing((SampleFile one) -> SamplerText.of(one.sampler()))
                .thenComparing(SampleFile::seed)
                .thenComparing(SampleFile::index));
    for (Path one : named) {
      List<Path> files = List.of(one);
      if (Files.isDirectory(one)) {
        try (Stream<Path> all = Files.list(one)) {
          files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
      }
      for (Path file : files) {
        SampleFile sample = SampleFile.read(file);
        sample.requireOf(ensemble, file.toString());
        samples.add(sample);
      }
    }
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("there is no file of a sample in " + named);
    }
    return List.copyOf(samples);
  }

  /** Samples of one noise by one sampler: a job each. */
  static List<List<SampleFile>> groups(List<SampleFile> samples) {
    List<List<SampleFile>> groups = new ArrayList<>();
    SampleFile before = null;
    for (SampleFile one : samples) {
      if (before == null
          || !before.sampler().equals(one.sampler())
          || before.seed() != one.seed()) {
        groups.add(new ArrayList<>());
        before = one;
      }
      groups.get(groups.size() - 1).add(one);
    }
    return groups;
  }
}
