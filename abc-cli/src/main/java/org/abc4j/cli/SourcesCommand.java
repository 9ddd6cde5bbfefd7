package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Whose pictures an ensemble was trained on. */
@Command(
    name = "sources",
    description =
        "Lists the sources of an ensemble, or those that are named: index, number of pictures,"
            + " members that saw them, and name. Names are as abc remove takes them.",
    footerHeading = "%nExample:%n",
    footer = {"  abc sources ensemble", "  abc sources ensemble bag --json"})
final class SourcesCommand extends Task {
  @Parameters(index = "0", paramLabel = "ENSEMBLE", description = "Folder of the ensemble.")
  private Path folder;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      description = "Names of sources, as they are listed. Default: all.")
  private List<String> names = List.of();

  @Override
  void run(Console console, Work work) throws IOException {
    EnsembleFolder ensemble = work.open(folder);
    CodeAssignment code = ensemble.code();
    DataSources sources = code.sources();
    long[] listed =
        names.isEmpty() ? LongStream.range(0, sources.count()).toArray() : sources.indicesOf(names);
    console.line("%8s  %8s  %-24s  %s", "source", "pictures", "members", "name");
    for (long source : listed) {
      int pictures = sources.itemsOf(source).length;
      int[] members = code.word(source).members();
      console.line(
          "%8d  %8d  %-24s  %s",
          source, pictures, joined(members), Quoted.of(sources.name(source)));
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("source", sources.name(source));
      one.put("index", source);
      one.put("pictures", pictures);
      one.put("members", members);
      console.add("sources", one);
    }
    console.line(
        "%d of %s; %d words are reserved, %d of them never held",
        listed.length, sources, code.reserved(), ensemble.neverHeld());
    console.put("count", sources.count());
    console.put("pictures", sources.items());
    console.put("named", sources.isNamed());
    console.put("reserved", code.reserved());
    console.put("neverHeld", ensemble.neverHeld());
  }

  private static String joined(int... members) {
    StringBuilder text = new StringBuilder();
    for (int member : members) {
      text.append(text.length() == 0 ? "" : " ").append(member);
    }
    return text.toString();
  }
}
