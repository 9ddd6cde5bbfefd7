package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Mutations;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreFuzzTest {
  private static final long MOST_BYTES = 1 << 20;

  /** Two members' networks, and the reading of four. */
  private static final long MOST_BYTES_OF_A_FOLDER = 8 << 20;

  private static final List<String> FILES =
      List.of("codebook.json", "config.json", "member-000.safetensors", "member-003.safetensors");

  /** In memory, since every file written is forced to its disk. */
  private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());

  private final Path folder = disk.getPath("/");

  @AfterEach
  void close_theDisk() throws IOException {
    disk.close();
  }

  private byte[] manifest(NoiseSchedule schedule, int members, Map<String, String> provenance)
      throws IOException {
    List<String> digests = new ArrayList<>();
    for (int member = 0; member < members; member++) {
      digests.add(Sha256.of(new byte[] {(byte) member}));
    }
    String digest = digests.get(0);
    Path file = folder.resolve("manifest.json");
    ManifestFile.write(
        file,
        new EnsembleManifest("abc 1.2.3", schedule, digest, provenance, digest, digest, digests));
    return Files.readAllBytes(file);
  }

  private byte[] assignment(CodeAssignment assignment) throws IOException {
    Path file = folder.resolve("codebook.json");
    AssignmentFile.write(file, assignment);
    return Files.readAllBytes(file);
  }

  @Test
  void read_spoiltManifests_areReadOrRefused() throws IOException {
    // Sorted: the order of Map.of is another one in each JVM.
    List<byte[]> sound =
        List.of(
            manifest(NoiseSchedule.linear(), 4, Map.of("zoë", "first\n\"second\"")),
            manifest(
                NoiseSchedule.cosine(100), 2, new TreeMap<>(Map.of("seed", "1", "steps", "20"))));
    Fuzz.run(
            "manifest",
            15,
            // A schedule of 10^5 steps is a few arrays of as many numbers.
            2 << 20,
            sound,
            draws -> draws.jsonFile(draws.of(sound), draws.of(sound)),
            ManifestFile::read)
        .assertDeep(4, 12);
  }

  @Test
  void read_spoiltSamples_areReadOrRefused() throws IOException {
    Path file = folder.resolve("sample.json");
    List<byte[]> sound = new ArrayList<>();
    for (Sampler sampler :
        List.of(UniPcSampler.steps(3).withClipping(1), DdimSampler.steps(20).withEta(0.5))) {
      String digest = Sha256.of(new byte[] {(byte) sound.size()});
      new SampleFile(digest, -1, sound.size(), sampler, digest).write(file);
      sound.add(Files.readAllBytes(file));
    }
    Fuzz.run(
            "sample",
            15,
            // The steps of a sampler.
            2 << 20,
            sound,
            draws -> draws.jsonFile(draws.of(sound), draws.of(sound)),
            spoilt -> assertTrue(SampleFile.read(spoilt).index() >= 0))
        .assertDeep(2, 8);
  }

  @Test
  void read_spoiltAssignments_areReadOrRefused() throws IOException {
    DataSources named = DataSources.oneItemEach(3).withNames(List.of("a", "zoë", "\"\\"));
    List<byte[]> sound =
        List.of(
            assignment(TinyNetworks.code()), assignment(Codebook.allWords(6, 3).assign(named, 1)));
    Fuzz.run(
            "codebook",
            20,
            MOST_BYTES,
            sound,
            draws -> draws.jsonFile(draws.of(sound), draws.of(sound)),
            file -> assertTrue(AssignmentFile.read(file).sources().count() > 0))
        .assertDeep(2, 25);
  }

  /** A folder one of whose files is spoilt; half of the manifests know it. */
  @Test
  void open_folderWithASpoiltFile_isOpenedOrRefused() throws IOException {
    TinyNetworks.folder(folder, TinyNetworks.config(), TinyNetworks.code());
    Path manifest = folder.resolve("manifest.json");
    byte[] soundManifest = Files.readAllBytes(manifest);
    EnsembleManifest written = ManifestFile.read(manifest);
    Map<String, byte[]> sound = new TreeMap<>();
    for (String name : FILES) {
      sound.put(name, Files.readAllBytes(folder.resolve(name)));
    }
    String[] spoilt = {FILES.get(0)};
    boolean[] known = {false};
    Fuzz.run(
            "folder",
            5,
            MOST_BYTES_OF_A_FOLDER,
            List.of(),
            draws -> {
              spoilt[0] = draws.of(FILES);
              known[0] = !draws.oneIn(8);
              return spoiltFile(draws, spoilt[0], sound);
            },
            file -> {
              Path target = folder.resolve(spoilt[0]);
              Files.write(target, Files.readAllBytes(file));
              if (known[0]) {
                ManifestFile.write(manifest, knowing(written));
              }
              try {
                Ensemble ensemble = EnsembleFolder.open(folder).ensemble();
                ensemble.member(0);
                ensemble.member(3);
              } finally {
                Files.write(target, sound.get(spoilt[0]));
                Files.write(manifest, soundManifest);
              }
            })
        .assertDeep(2, 25);
  }

  private static byte[] spoiltFile(Mutations draws, String name, Map<String, byte[]> sound) {
    byte[] content = sound.get(name);
    return name.endsWith(".json")
        ? draws.jsonFile(content, content)
        : draws.safetensors(content, sound.get(draws.of(FILES)));
  }

  private EnsembleManifest knowing(EnsembleManifest written) throws IOException {
    List<String> members = new ArrayList<>();
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      members.add(Sha256.of(EnsembleFolder.memberFile(folder, member)));
    }
    return new EnsembleManifest(
        "abc 1.2.3",
        written.schedule(),
        written.dataSha256(),
        written.provenance(),
        Sha256.of(folder.resolve("codebook.json")),
        Sha256.of(folder.resolve("config.json")),
        members);
  }
}
