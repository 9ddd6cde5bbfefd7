package org.abc4j.samediff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleFolder;

/**
 * The ensemble of a folder with its members on ND4J, whichever executor trained them. Members are
 * read when they are first asked for, and kept. Thread-safe.
 */
public final class SameDiffEnsemble implements Ensemble, AutoCloseable {
  private final Path path;
  private final EnsembleFolder folder;
  private final CodeAssignment code;
  private final SameDiffNoiseModel[] members;
  private final Object[] locks;

  private SameDiffEnsemble(Path path, EnsembleFolder folder) {
    this.path = path;
    this.folder = folder;
    this.code = folder.ensemble().code();
    this.members = new SameDiffNoiseModel[code.codebook().length()];
    this.locks = new Object[members.length];
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Opens a folder and checks every file of it against its manifest.
   *
   * @param folder the folder
   * @return the ensemble
   * @throws MalformedFileException if a file is missing, changed or malformed, naming it
   * @throws IOException if a file cannot be read
   * @throws UnusableBackendException if ND4J cannot run here
   */
  public static SameDiffEnsemble open(Path folder) throws IOException {
    BackendGate.check();
    return new SameDiffEnsemble(folder, EnsembleFolder.open(folder));
  }

  @Override
  public CodeAssignment code() {
    return code;
  }

  @Override
  public Codeword removed() {
    return folder.removed();
  }

  @Override
  public Shape shape() {
    return folder.config().inputShape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(folder.manifest().schedule());
  }

  /**
   * A member.
   *
   * @param index from 0 to {@code size() - 1}
   * @return the member, the same object each time
   * @throws IndexOutOfBoundsException if there is no such member
   * @throws IllegalStateException if it was removed
   * @throws UncheckedIOException if its file can no longer be read, has been changed since the
   *     folder was opened, or holds weights of another network
   */
  @Override
  public SameDiffNoiseModel member(int index) {
    Objects.checkIndex(index, members.length);
    synchronized (locks[index]) {
      if (members[index] == null) {
        members[index] = SameDiffNoiseModel.of(folder.network(index), folder.manifest().schedule());
      }
      return members[index];
    }
  }

  /** Frees the memory that the members' calls have left for the next ones. */
  @Override
  public void close() {
    for (int i = 0; i < members.length; i++) {
      synchronized (locks[i]) {
        if (members[i] != null) {
          members[i].close();
        }
      }
    }
  }

  @Override
  public String toString() {
    return "SameDiffEnsemble[" + members.length + " members in " + path + "]";
  }
}
