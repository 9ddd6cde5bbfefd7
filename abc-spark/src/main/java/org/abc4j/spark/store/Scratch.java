package org.abc4j.spark.store;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.abc4j.Execution;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;

/**
 * A folder of a machine's own disk for ensembles that are stored elsewhere: each is brought once,
 * for all processes of the machine, and its files are checked by their digests.
 *
 * <p>Ensembles are kept by the digests of their manifests, so equal ones of two places are one.
 * What a process has opened stays for as long as it lives; of the others, those that were brought
 * first go when more space is needed than allowed. A process that is killed leaves files that the
 * next one goes on with. Immutable, thread-safe, and serializable: it names a folder of whichever
 * machine it comes to.
 *
 * @param folder an absolute path, made where it is not there
 * @param mostBytes that all ensembles in it may take together, at least 1
 */
public record Scratch(String folder, long mostBytes) implements Serializable {
  private static final long serialVersionUID = 1;

  /** What this process has opened, by folder. */
  private static final Map<Path, EnsembleFolder> OPENED = new ConcurrentHashMap<>();

  /**
   * Checks the values.
   *
   * @param folder an absolute path, made where it is not there
   * @param mostBytes that all ensembles in it may take together, at least 1
   * @throws IllegalArgumentException if one is out of range
   */
  public Scratch {
    if (!Path.of(folder).isAbsolute()) {
      throw new IllegalArgumentException(
          "a scratch folder has an absolute path, as it is made on other machines, found "
              + folder);
    }
    if (mostBytes < 1) {
      throw new IllegalArgumentException(
          "a scratch folder holds at least 1 byte, found " + mostBytes);
    }
  }

  /**
   * Brings an ensemble to this machine, if no process of it has yet.
   *
   * @param address which ensemble
   * @param execution hears of each file that is brought, and is asked whether to go on, also while
   *     another process brings it
   * @return its folder, the same for each call of this process
   * @throws IncompleteEnsembleException if files are missing at its place, naming them
   * @throws org.abc4j.io.MalformedFileException if a file there is not the ensemble's
   * @throws IOException if it takes more space than is allowed or left, or a file cannot be read or
   *     written
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleFolder bring(EnsembleAddress address, Execution execution) throws IOException {
    Path place = Path.of(folder, address.manifestSha256());
    EnsembleFolder opened = OPENED.get(place);
    if (opened != null) {
      return opened;
    }
    try (ScratchLock lock = ScratchLock.of(Path.of(folder), execution)) {
      opened = OPENED.get(place);
      if (opened == null) {
        EnsembleStore store = EnsembleStore.at(address.location());
        EnsembleManifest manifest = store.requireWhole(address);
        lock.use(place);
        lock.makeRoom(place, store.bytes(manifest), mostBytes);
        opened = store.fetch(manifest, address.manifestSha256(), place, execution);
        OPENED.put(place, opened);
      }
      return opened;
    }
  }

  /**
   * Brings one member of an ensemble, and what it needs to be read: for work that asks one member
   * alone, as residuals do.
   *
   * @param address which ensemble
   * @param member index of the member
   * @param execution asked whether to go on
   * @return a new network of its weights, as a noise model
   * @throws IllegalStateException if the member was removed
   * @throws IOException as {@link #bring} does
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public UNetModel member(EnsembleAddress address, int member, Execution execution)
      throws IOException {
    Path place = Path.of(folder, address.manifestSha256());
    try (ScratchLock lock = ScratchLock.of(Path.of(folder), execution)) {
      EnsembleStore store = EnsembleStore.at(address.location());
      EnsembleManifest manifest = store.requireWhole(address);
      if (manifest.memberSha256().get(member).equals(EnsembleManifest.REMOVED)) {
        throw new IllegalStateException(
            "member "
                + member
                + " of "
                + address.location()
                + " was removed, and nobody may ask it");
      }
      lock.use(place);
      lock.makeRoom(place, store.bytes(manifest), mostBytes);
      store.fetchFrame(manifest, place, execution);
      Path file = store.fetchMember(manifest, member, place, execution);
      Network network = Network.of(EnsembleStore.config(manifest, member, place));
      UNetWeights.read(file, network);
      return UNetModel.of(network, manifest.schedule());
    }
  }

  /** Forgets what this process has opened: tests are machines one after the other. */
  static void forget() {
    OPENED.clear();
    ScratchLock.forget();
  }

  /** The bytes of the files in a folder of an ensemble. */
  static long bytes(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return 0;
    }
    try (var files = Files.list(place)) {
      return files.mapToLong(Scratch::size).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
