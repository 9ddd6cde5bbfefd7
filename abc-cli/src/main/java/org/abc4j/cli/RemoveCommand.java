package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
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
    footerHeading = "%nExample:%n",
    footer = {"  abc remove ensemble --source bag --reason request-17 --out without-bag"})
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
  @Mixin private CodecOptions codecs;

  @Override
  void run(Console console, Work work) throws IOException {
    OutputFolder.requireUsable(out, "an ensemble", "manifest.json", "removal.json", "checkpoints");
    EnsembleFolder before = work.open(folder);
    EnsembleRemoval removal = EnsembleRemoval.named(before, Instant.now(), reason, sources);
    Optional<Path> cache = Optional.empty();
    if (pictures == null) {
      pictureSources.requireNone();
      codecs.requireUnusedOf(before);
    } else {
      KnownPictures known = KnownPictures.of(pictures, pictureSources, before, codecs);
      cache = PictureCache.choose(pictureSources.cache, out, known.set(), console);
      boolean own = pictureSources.cache == null && cache.filter(Files::exists).isEmpty();
      removal = withImages(removal, known, cache, own, work);
      if (own) {
        cache = Optional.empty();
        console.remove("cache");
      }
    }
    if (!EnsembleFolder.isComplete(out)) {
      OutputFolder.requireSpace(out, bytes(removal), "the ensemble");
    }
    EnsembleFolder after = written(removal, work);
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
    sayWhatElseHoldsIt(cache, console);
    console.put("ensemble", out.toAbsolutePath().normalize().toString());
    console.put("removed", record.sources());
    console.put("removedIndices", removal.sources());
    console.put("when", record.when().toString());
    console.put("reason", record.reason());
    console.put("removedMembers", record.members().members());
    console.put("diminished", record.diminished());
    // Of the new ensemble, which counts its sources anew.
    console.put("emptied", emptied);
    console.put("emptiedIndices", separation.withoutMembers());
    inseparable.ifPresent(
        them -> {
          console.put(
              "inseparable", LongStream.of(them).mapToObj(after.code().sources()::name).toList());
          console.put("inseparableIndices", them);
        });
  }

  /** All that was made of the removed pictures, as far as it is known: who removes deletes it. */
  private void sayWhatElseHoldsIt(Optional<Path> cache, Console console) {
    StringBuilder too = new StringBuilder();
    cache.ifPresent(
        file -> too.append(", and so has the cache ").append(Quoted.of(file.toString())));
    codecs
        .kept()
        .ifPresent(
            kept -> {
              too.append(", and so have latents in ").append(Quoted.of(kept.toString()));
              console.put("latents", kept.toAbsolutePath().normalize().toString());
            });
    Path features = KnownFeatures.beside(folder);
    if (Files.exists(features)) {
      too.append(", and so have features in ").append(Quoted.of(features.toString()));
      console.put("features", features.toAbsolutePath().normalize().toString());
    }
    console.line(
        "Other commands may have kept what they made of the pictures: caches (--cache), latents"
            + " (--latents), features among studies, and studies themselves.");
    console.line(
        "The old one, in %s, still has what was removed%s: delete it, and its copies.",
        folder, too);
  }

  /**
   * With the digest of what is left. A cache holds the pictures that are removed, too: one that was
   * made for this alone goes at once.
   */
  static EnsembleRemoval withImages(
      EnsembleRemoval removal, KnownPictures known, Optional<Path> cache, boolean own, Work work)
      throws IOException {
    try {
      return removal.withImages(known.read(cache, work).trained());
    } finally {
      if (own && cache.isPresent()) {
        PictureCache.delete(cache.get());
      }
    }
  }

  /** Of the members that are copied, which are nearly all. */
  private long bytes(EnsembleRemoval removal) throws IOException {
    long bytes = 0;
    for (int member : removal.removed().complement().members()) {
      bytes += Files.size(EnsembleFolder.memberFile(folder, member));
    }
    return bytes;
  }

  /** The new folder, copied under a bar. */
  private EnsembleFolder written(EnsembleRemoval removal, Work work) throws IOException {
    try (Progress bar = work.progress("Copying", 1)) {
      return removal.to(out, work.silent().reportingTo(bar.next(1)));
    } catch (IllegalArgumentException occupied) {
      // The arguments were found to be good: it is the folder that holds something else.
      throw new Refusal(occupied.getMessage());
    } catch (AccessDeniedException denied) {
      throw OutputFolder.notWritten(denied);
    }
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
