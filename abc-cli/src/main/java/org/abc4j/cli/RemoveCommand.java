package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.abc4j.codebook.Separation;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.store.SourceRemoval;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An ensemble without some sources. */
@Command(
    name = "remove",
    description =
        "Removes sources from an ensemble, without training: writes it to a new folder without the"
            + " members that saw them, and with a record of what was removed, when and for whom."
            + " The old folder stays as it is; whoever owes the removal deletes it.",
    footer = {
      "",
      "Example:",
      "  abc remove ensemble --source bag --reason request-17 --out without-bag"
    })
final class RemoveCommand extends Task {
  @Parameters(paramLabel = "ENSEMBLE", description = "Folder of the ensemble.")
  private Path folder;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      required = true,
      description = "Name of a source to remove; may be given several times.")
  private List<String> sources;

  @Option(names = "--reason", description = "For whom or why, for the record.")
  private String reason = "";

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the new ensemble.")
  private Path out;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      description =
          "The pictures that the ensemble was trained on: with them the record has the digest of"
              + " those that are left.")
  private Path pictures;

  @Mixin private SourceOptions pictureSources;

  @Override
  void run(Console console, Work work) throws IOException {
    OutputFolder.requireUsable(out, "an ensemble", "manifest.json", "removal.json", "checkpoints");
    EnsembleFolder before = EnsembleFolder.open(folder);
    EnsembleRemoval removal = EnsembleRemoval.named(before, Instant.now(), reason, sources);
    if (pictures != null) {
      removal =
          removal.withImages(
              KnownPictures.of(pictures, pictureSources, before).read(out, console, work).images());
    }
    EnsembleFolder after = removal.to(out);
    SourceRemoval record = after.removal().orElseThrow().last();
    console.line(
        "Removed:    %s, with %d of %d members",
        String.join(", ", record.sources().stream().map(Quoted::of).toList()),
        record.members().weight(),
        record.members().length());
    console.line("Lost some:  %d other sources lost members with them", record.diminished());
    Separation separation = after.ensemble().separation();
    List<String> emptied =
        LongStream.of(separation.withoutMembers()).mapToObj(after.code().sources()::name).toList();
    if (!emptied.isEmpty()) {
      console.line("Lost all:   %s, until abc repair", Quoted.first(emptied));
    }
    Optional<long[]> inseparable = inseparable(separation);
    console.line(
        "Together:   %s of %d sources cannot be told apart from all others until abc repair",
        inseparable.map(them -> Integer.toString(them.length)).orElse("an unknown number"),
        after.code().sources().count());
    console.line("Ensemble:   %s", out.toAbsolutePath().normalize());
    console.line(
        "The old one, in %s, still has what was removed: delete it, and its copies.", folder);
    console.put("ensemble", out.toAbsolutePath().normalize().toString());
    console.put("removed", record.sources());
    console.put("when", record.when().toString());
    console.put("reason", record.reason());
    console.put("members", record.members().toString());
    console.put("diminished", record.diminished());
    console.put("emptied", emptied);
    inseparable.ifPresent(them -> console.put("inseparable", them));
  }

  /** Empty if there are too many words to compare: the removal is done all the same. */
  private static Optional<long[]> inseparable(Separation separation) {
    try {
      return Optional.of(separation.inseparable());
    } catch (IllegalStateException tooMany) {
      return Optional.empty();
    }
  }
}
