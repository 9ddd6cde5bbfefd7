package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.picture.PngPicture;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Quoted;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.report.CsvTable;
import org.abc4j.report.StudyTable;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Samples, scores and the ensemble itself for other programs. */
@Command(
    name = "export",
    description =
        "Writes samples as PNG pictures and as one .npy array of float32, of shape (samples,"
            + " channels, height, width), with the values that networks take; or the scores of"
            + " studies as a table, CSV or JSON lines; or the ensemble as one ONNX graph. Stopped or killed, the same command goes on"
            + " from the samples that it has generated, to the same bytes.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc export samples --ensemble ensemble --npy samples.npy --png pictures",
      "  abc export studies --ensemble ensemble --scores scores.csv",
      "  abc export --ensemble ensemble --onnx without-bag.onnx --without bag"
    })
final class ExportCommand extends Task {
  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description =
          "Files of samples, or folders of them; for --scores, of studies; for --onnx, none.")
  private List<Path> named = List.of();

  @Option(names = "--npy", paramLabel = "FILE", description = "The array.")
  private Path npy;

  @Option(names = "--png", paramLabel = "FOLDER", description = "Folder of the pictures.")
  private Path png;

  @Option(
      names = "--enlarge",
      paramLabel = "N",
      description =
          "Pixels of a picture, in width and in height, for each of the sample. Default:"
              + " ${DEFAULT-VALUE}, its own pixels.")
  private int enlarge = 1;

  @Option(names = "--scores", paramLabel = "FILE", description = "The table of scores.")
  private Path scores;

  @Option(
      names = "--form",
      description = "Its form, ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TableForm form = TableForm.CSV;

  @Mixin private GraphOptions graph;
  @Mixin private EnsembleOptions ensembles;
  @Mixin private CodecOptions codecs;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    int kinds = (npy != null || png != null ? 1 : 0) + (scores != null ? 1 : 0) + graph.asked();
    if (kinds != 1) {
      throw new IllegalArgumentException(
          "--npy and --png write samples, --scores studies, --onnx the ensemble: say which of the"
              + " three");
    }
    graph.requireAlone();
    if (named.isEmpty() == (graph.asked() == 0)) {
      throw new IllegalArgumentException(
          named.isEmpty()
              ? "name files of samples or studies, or folders of them"
              : "--onnx writes the ensemble, and takes no PATH, found " + named);
    }
    Limits.between("--enlarge", 1, PngFile.MOST_ENLARGED, enlarge);
    if (graph.asked() == 1) {
      graph.export(ensembles, codecs, console, work);
    } else if (scores != null) {
      exportScores(console, work);
    } else {
      exportSamples(console, work);
    }
  }

  private void exportScores(Console console, Work work) throws IOException {
    OutputFile.requireTable(scores);
    EnsembleFolder ensemble = ensembles.open(work);
    codecs.requireUnusedOf(ensemble);
    List<String> names = new ArrayList<>();
    List<SampleStudy> studies = new ArrayList<>();
    for (Path file : StudyFolder.files(named)) {
      SampleStudy study = StudyFile.read(file);
      StudyFolder.requireOf(study, ensemble, file);
      names.add(StudyFolder.sample(file));
      studies.add(study);
    }
    CsvTable table = StudyTable.of(names, studies, ensemble.code().sources()::name);
    form.write(table, scores);
    console.line("Scores:     %d rows in %s", table.size(), scores.toAbsolutePath().normalize());
    console.put("scores", scores.toAbsolutePath().normalize().toString());
    console.put("rows", table.size());
  }

  private void exportSamples(Console console, Work work) throws IOException {
    if (npy != null) {
      OutputFile.requireArray(npy);
    }
    EnsembleFolder ensemble = ensembles.open(work);
    List<EnsembleOptions.Named> samples = EnsembleOptions.samples(named, ensemble);
    codecs.requireNoLatents();
    Optional<NormalisedCodec> codec = Optional.empty();
    if (png == null) {
      // An array has what networks make, decoded or not.
      codecs.requireUnusedOf(ensemble);
    } else {
      codec = codecs.of(ensemble);
    }
    Shown shown = Shown.of(ensemble, codec);
    if (png != null) {
      SampleFolder.requireUsable(
          png, samples.stream().map(one -> one.name() + ".png").toArray(String[]::new));
    }
    Unfinished unfinished = Unfinished.beside(npy == null ? png : npy);
    unfinished.requireOf(samples.stream().map(EnsembleOptions.Named::name).toList());
    Map<String, float[]> earlier = earlier(unfinished, samples, ensemble);
    unfinished.make();
    List<float[]> images = new ArrayList<>();
    Ensemble members = ensemble.ensemble();
    try (Progress bar = work.progress("Samples", samples.size())) {
      for (EnsembleOptions.Named one : samples) {
        float[] image = earlier.get(one.name());
        if (image == null) {
          image = one.sample(members, work).image();
          UnfinishedImage.write(unfinished.file(one.name()), ensemble.ensemble().shape(), image);
          bar.next(1).progress(1, 1);
        } else {
          bar.skip(1);
        }
        images.add(image);
      }
    }
    Batch all = Batch.ofRows(ensemble.ensemble().shape(), images);
    Map<Path, byte[]> pictures = png == null ? Map.of() : pictures(samples, shown, all);
    if (npy != null) {
      OutputFile.sweep(npy);
      Uninterrupted.finish(() -> AtomicFiles.write(npy, out -> Npy.write(out, all)));
      console.line("Array:      %s", npy.toAbsolutePath().normalize());
      console.put("npy", npy.toAbsolutePath().normalize().toString());
    }
    if (png != null) {
      OutputFolder.make(png);
      for (Map.Entry<Path, byte[]> one : pictures.entrySet()) {
        Uninterrupted.finish(() -> AtomicFiles.write(one.getKey(), one.getValue()));
      }
      console.line("Pictures:   %d in %s", samples.size(), png.toAbsolutePath().normalize());
      console.put("png", png.toAbsolutePath().normalize().toString());
    }
    unfinished.delete();
    console.put("samples", samples.size());
  }

  /** The images that an earlier run generated, of which each is found to be that of its sample. */
  private static Map<String, float[]> earlier(
      Unfinished unfinished, List<EnsembleOptions.Named> samples, EnsembleFolder ensemble)
      throws IOException {
    Map<String, float[]> images = new HashMap<>();
    for (EnsembleOptions.Named one : samples) {
      if (unfinished.holds(one.name())) {
        Path file = unfinished.file(one.name());
        images.put(
            one.name(),
            UnfinishedImage.read(file, ensemble.ensemble().shape(), one.content().image())
                .orElseThrow(() -> unfinished.of(file, "the image of another sample")));
      }
    }
    return images;
  }

  /** The pictures by their files, none of which holds another picture. */
  private Map<Path, byte[]> pictures(List<EnsembleOptions.Named> samples, Shown shown, Batch all)
      throws IOException {
    Map<Path, byte[]> pictures = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      Path file = png.resolve(samples.get(i).name() + ".png");
      byte[] picture = PngPicture.bytes(shown.picture(all.row(i)), enlarge);
      if (Files.exists(file)
          && (Files.size(file) != picture.length
              || !Arrays.equals(Files.readAllBytes(file), picture))) {
        throw new Refusal(
            Quoted.of(file.toString())
                + " is there, and is another picture than that of the sample: name a new folder");
      }
      pictures.put(file, picture);
    }
    return pictures;
  }
}
