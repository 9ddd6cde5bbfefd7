package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.autoencoder.AutoencoderFolder;
import org.abc4j.codec.Codec;
import org.abc4j.codec.LatentFolder;
import org.abc4j.codec.Latents;
import org.abc4j.codec.NormalisedCodec;
import org.abc4j.data.LatentPreparation;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import picocli.CommandLine.Option;

/** The autoencoder of an ensemble's latent space. */
final class CodecOptions {
  @Option(
      names = "--codec",
      paramLabel = "FOLDER",
      description =
          "The autoencoder of the ensemble's latent space, as abc autoencoder makes it; without, an"
              + " ensemble is one of pictures.")
  private Path folder;

  @Option(
      names = "--latents",
      paramLabel = "FOLDER",
      description =
          "Keeps the pictures' latents in this folder, where other commands find them. Default: they"
              + " are encoded anew, into memory.")
  private Path latents;

  /** What an ensemble of normalised latents is trained on. */
  Rows latents(NormalisedCodec codec, Rows images, Work work) throws IOException {
    return codec.normalisation().apply(raw(codec.codec(), images, work), 0, 1);
  }

  /** Latents of images as they are encoded, from a folder or into memory. */
  Rows raw(Codec codec, Rows images, Work work) throws IOException {
    try (Progress bar = work.progress("Latents", 1)) {
      Execution execution = work.silent().reportingTo(bar.next(1));
      if (latents == null) {
        return Latents.of(codec, images, execution);
      }
      requireUsable(latents);
      return LatentFolder.of(latents, codec, images, EnsembleFolder.dataSha256(images))
          .latents(execution);
    }
  }

  private static void requireUsable(Path folder) throws IOException {
    List<String> marks = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(folder, "latents-*.safetensors")) {
        files.forEach(file -> marks.add(file.getFileName().toString()));
      }
    }
    OutputFolder.requireUsable(folder, "latents", marks.toArray(String[]::new));
  }

  /** The folder of latents that is named. */
  Optional<Path> kept() {
    return Optional.ofNullable(latents);
  }

  /** Refuses a folder of latents where no pictures are encoded. */
  void requireNoLatents() {
    if (latents != null) {
      throw new IllegalArgumentException(
          "--latents keeps those of pictures that are encoded, here none are");
    }
  }

  private void requireTogether() {
    if (folder == null && latents != null) {
      throw new IllegalArgumentException("--latents is of --codec, found none");
    }
  }

  /**
   * Refuses an autoencoder that is another than the ensemble's, where none is needed: nobody should
   * think that it was used.
   */
  void requireUnusedOf(EnsembleFolder ensemble) throws IOException {
    requireNoLatents();
    if (folder != null) {
      of(ensemble);
    }
  }

  /** The autoencoder that is named. */
  Optional<AutoencoderFolder> open() throws IOException {
    requireTogether();
    return folder == null ? Optional.empty() : Optional.of(AutoencoderFolder.open(folder));
  }

  /** The codec of an ensemble's samples, by which they are decoded; none if they are pictures. */
  Optional<NormalisedCodec> of(EnsembleFolder ensemble) throws IOException {
    Optional<LatentPreparation> latents = ensemble.manifest().preparation().latents();
    String named = Quoted.of(ensemble.path().toString());
    if (latents.isEmpty()) {
      requireTogether();
      if (folder != null) {
        throw new Refusal(named + " is an ensemble of pictures, --codec is for one of latents");
      }
      return Optional.empty();
    }
    if (folder == null) {
      throw new Refusal(
          named
              + " is an ensemble of latents: name the autoencoder that it was trained with as"
              + " --codec, that of SHA-256 "
              + latents.get().codecSha256());
    }
    Codec codec = AutoencoderFolder.open(folder).codec();
    try {
      latents.get().requireCodec(codec.sha256());
    } catch (IllegalArgumentException another) {
      throw new Refusal(named + ": " + another.getMessage());
    }
    return Optional.of(NormalisedCodec.of(codec, latents.get().normalisation()));
  }
}
