package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Jvm;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnsembleFolderTest {
  private static final UNetConfig CONFIG = TinyNetworks.config();
  private static final CodeAssignment CODE = TinyNetworks.code();

  @TempDir private Path folder;

  @BeforeEach
  void make_aFolder() throws IOException {
    TinyNetworks.folder(folder, CONFIG, CODE);
  }

  private MalformedFileException assertMalformed(String file) {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(folder));
    assertEquals(folder.resolve(file).toString(), error.file());
    return error;
  }

  /** Writes a manifest that has the digests of the files as they are, and other members. */
  private void rewriteManifest(List<String> members) throws IOException {
    EnsembleManifest old = ManifestFile.read(folder.resolve("manifest.json"));
    ManifestFile.write(
        folder.resolve("manifest.json"),
        new EnsembleManifest(
            old.library(),
            old.schedule(),
            old.dataSha256(),
            old.provenance(),
            Sha256.of(folder.resolve("codebook.json")),
            Sha256.of(folder.resolve("config.json")),
            members));
  }

  private List<String> memberDigests() throws IOException {
    List<String> digests = new ArrayList<>();
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      digests.add(Sha256.of(EnsembleFolder.memberFile(folder, member)));
    }
    return digests;
  }

  private static void copyInto(Path from, SafetensorsWriter writer, String left)
      throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(from);
    for (String name : tensors.names()) {
      if (!name.equals(left)) {
        writer.put(name, tensors.entry(name).shape(), tensors.floats(name));
      }
    }
  }

  @Test
  void open_reporting_tellsOfEachMemberAndAsksWhetherToGoOn() throws IOException {
    List<Long> told = new ArrayList<>();
    Execution execution = Execution.sequential().reportingTo((done, total) -> told.add(done));
    assertEquals(
        EnsembleFolder.open(folder).manifestSha256(),
        EnsembleFolder.open(folder, execution).manifestSha256());
    assertEquals(
        LongStream.rangeClosed(1, TinyNetworks.MEMBERS).boxed().toList(), told, told::toString);

    told.clear();
    assertThrows(
        CancellationException.class,
        () -> EnsembleFolder.open(folder, execution.until(() -> told.size() == 2)));
    assertEquals(List.of(1L, 2L), told);
  }

  @Test
  void open_whatWasCompleted_isTheSame() throws IOException {
    EnsembleFolder opened = EnsembleFolder.open(folder);
    assertEquals(CONFIG, opened.config());
    assertEquals(NoiseSchedule.linear(), opened.manifest().schedule());
    assertEquals(Map.of("made by", "a test"), opened.manifest().provenance());
    assertEquals(memberDigests(), opened.manifest().memberSha256());
    Ensemble ensemble = opened.ensemble();
    assertEquals(TinyNetworks.SHAPE, ensemble.shape());
    assertEquals(TinyNetworks.MEMBERS, ensemble.size());
    assertEquals(Optional.of(NoiseSchedule.linear()), ensemble.schedule());
    assertEquals("Ensemble[4 members in " + folder + "]", ensemble.toString());
    for (int s = 0; s < TinyNetworks.SOURCES; s++) {
      assertEquals(CODE.word(s), ensemble.code().word(s));
      assertArrayEquals(CODE.sources().itemsOf(s), ensemble.code().sources().itemsOf(s));
    }
    Batch x = Draws.batch(1, 1, TinyNetworks.SHAPE, 2);
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      NoiseModel expected =
          UNetModel.of(TinyNetworks.network(CONFIG, 5, member), NoiseSchedule.linear());
      assertEquals(expected.predict(x, 30), ensemble.member(member).predict(x, 30));
      assertSame(ensemble.member(member), ensemble.member(member));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> ensemble.member(4));
    assertThrows(IndexOutOfBoundsException.class, () -> ensemble.member(-1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "codebook.json",
        "config.json",
        "member-000.safetensors",
        "member-003.safetensors"
      })
  void open_flippedBit_isAnErrorNamingTheFile(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    String digest = Sha256.of(bytes);
    for (int at : new int[] {0, bytes.length / 3, bytes.length - 1}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 16;
      Files.write(folder.resolve(name), damaged);
      MalformedFileException error = assertMalformed(name);
      assertEquals("SHA-256", error.field());
      assertEquals(digest, error.expected());
      assertEquals(Sha256.of(damaged), error.found());
    }
  }

  @Test
  void open_flippedBitOfTheManifest_isAnErrorNamingAFile() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("manifest.json"));
    for (int k = 0; k < 150; k++) {
      int at = Draws.below(bytes.length, 2, k, 0);
      byte[] damaged = bytes.clone();
      damaged[at] ^= 2;
      Files.write(folder.resolve("manifest.json"), damaged);
      // Blanks may become something else that JSON does not care for.
      if (bytes[at] > ' ') {
        MalformedFileException error =
            assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(folder));
        assertTrue(Path.of(error.file()).startsWith(folder), error.file());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"manifest.json", "codebook.json", "config.json", "member-002.safetensors"})
  void open_missingFile_isAnErrorNamingIt(String name) throws IOException {
    Files.delete(folder.resolve(name));
    assertEquals("none", assertMalformed(name).found());
    assertEquals(!name.equals("manifest.json"), EnsembleFolder.isComplete(folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"manifest.json", "codebook.json", "config.json", "member-002.safetensors"})
  void open_linkOutOfTheFolder_isRefusedNamingBoth(String name, @TempDir Path elsewhere)
      throws IOException {
    Path real = Files.move(folder.resolve(name), elsewhere.resolve(name)).toRealPath();
    Files.createSymbolicLink(folder.resolve(name), real);
    MalformedFileException error = assertMalformed(name);
    assertEquals("one in the folder itself", error.expected());
    assertEquals("a link to " + real, error.found());
    Files.delete(folder.resolve(name));
    // Nor is it another way that leads out of it and not back.
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.move(real, inside.resolve(name));
    Files.createSymbolicLink(folder.resolve(name), Path.of("inside", name));
    assertEquals("one in the folder itself", assertMalformed(name).expected());
    Files.delete(folder.resolve(name));
    Files.move(inside.resolve(name), folder.resolve("other " + name));
    Files.createSymbolicLink(folder.resolve(name), Path.of("other " + name));
    EnsembleFolder.open(folder);
  }

  @Test
  void open_linkToTheFolder_isOpened(@TempDir Path elsewhere) throws IOException {
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), folder);
    assertEquals(CONFIG, EnsembleFolder.open(link).config());
    assertEquals(TinyNetworks.SHAPE, EnsembleFolder.open(link).ensemble().member(1).shape());
  }

  /** As a clone without its large files has them. */
  @Test
  void open_pointersInThePlaceOfFiles_saysWhatTheyAre() throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    for (String name :
        List.of("member-003.safetensors", "config.json", "codebook.json", "manifest.json")) {
      Files.writeString(folder.resolve(name), pointer);
      assertEquals(
          Optional.of("it looks like a Git LFS pointer: run `git lfs pull`"),
          assertMalformed(name).looksLike(),
          name);
    }
  }

  /** Between the check of its digest and its reading, a file may become another. */
  @Test
  void network_fileReplacedWhileItIsRead_isThatOfTheDigestOrRefused(@TempDir Path elsewhere)
      throws Exception {
    EnsembleFolder opened = EnsembleFolder.open(folder);
    Path file = EnsembleFolder.memberFile(folder, 1);
    Path sound = Files.copy(file, elsewhere.resolve("sound"));
    Path other = elsewhere.resolve("other");
    UNetWeights.write(other, TinyNetworks.network(CONFIG, 6, 1));
    float[] expected = firstWeights(opened.network(1));
    int read = 0;
    int tries = 60;
    for (int k = 0; k < tries; k++) {
      Files.copy(sound, file, StandardCopyOption.REPLACE_EXISTING);
      Path next = Files.copy(other, elsewhere.resolve("next"), StandardCopyOption.REPLACE_EXISTING);
      long nanos = Draws.below(3_000_000, 4, k, 0);
      Thread replaces =
          new Thread(
              () -> {
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < nanos) {
                  Thread.onSpinWait();
                }
                assertDoesNotThrow(
                    () -> Files.move(next, file, StandardCopyOption.REPLACE_EXISTING));
              });
      replaces.start();
      try {
        assertArrayEquals(expected, firstWeights(opened.network(1)));
        read++;
      } catch (UncheckedIOException refused) {
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
      }
      replaces.join();
    }
    assertTrue(read < tries, "none was replaced in time");
  }

  private static float[] firstWeights(Network network) {
    return network.parameters().values().iterator().next().toArray();
  }

  @Test
  void open_anotherNumberOfMembers_isAnErrorNamingBoth() throws IOException {
    List<String> digests = memberDigests();
    digests.add(digests.get(0));
    Files.copy(EnsembleFolder.memberFile(folder, 0), EnsembleFolder.memberFile(folder, 4));
    rewriteManifest(digests);
    MalformedFileException error = assertMalformed("manifest.json");
    assertEquals("members", error.field());
    assertEquals("4 members, as the codebook has", error.expected());
    assertEquals("5 members", error.found());
    rewriteManifest(digests.subList(0, 3));
    assertEquals("3 members", assertMalformed("manifest.json").found());
  }

  @Test
  void open_membersExchanged_isAnErrorNamingTheFirst() throws IOException {
    Path one = EnsembleFolder.memberFile(folder, 1);
    Path two = EnsembleFolder.memberFile(folder, 2);
    byte[] bytes = Files.readAllBytes(one);
    Files.write(one, Files.readAllBytes(two));
    Files.write(two, bytes);
    assertMalformed("member-001.safetensors");
  }

  @Test
  void open_newerVersion_isAnErrorThatSaysSo() throws IOException {
    Path manifest = folder.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"version\" : 1", "\"version\" : 2"));
    MalformedFileException error = assertMalformed("manifest.json");
    assertEquals("version", error.field());
    assertEquals("2", error.found());
  }

  /** However large the network that a configuration asks for, it is counted, not made. */
  @Test
  void open_configOfAHugeNetwork_isAnErrorNamingTheMember() throws IOException {
    UNetConfigFile.write(
        folder.resolve("config.json"),
        UNetConfig.attendingOnce(new Shape(1, 64, 64), List.of(4096, 4096, 4096, 4096), 16, 32));
    rewriteManifest(memberDigests());
    MalformedFileException error = assertMalformed("member-000.safetensors");
    assertEquals("weights", error.field());
    long expected = Long.parseLong(error.expected().split(" ")[0]);
    assertTrue(expected > 10_000_000_000L, error.expected());
  }

  @Test
  void open_memberWithAWeightLess_isAnErrorNamingIt() throws IOException {
    Path file = EnsembleFolder.memberFile(folder, 1);
    SafetensorsWriter writer = SafetensorsWriter.create();
    copyInto(file, writer, "conv_in.bias");
    writer.write(file);
    rewriteManifest(memberDigests());
    assertEquals("weights", assertMalformed("member-001.safetensors").field());
  }

  @Test
  void open_memberThatIsNoSafetensorsFile_isAnErrorNamingIt() throws IOException {
    Files.writeString(EnsembleFolder.memberFile(folder, 3), "something else");
    rewriteManifest(memberDigests());
    assertMalformed("member-003.safetensors");
  }

  @Test
  void open_otherNumberOfOutputChannels_isAnErrorNamingBoth() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replaceAll("(\"out_channels\" : )1", "$12"));
    rewriteManifest(memberDigests());
    MalformedFileException error = assertMalformed("config.json");
    assertEquals("out_channels", error.field());
    assertEquals("as many as in_channels, 1", error.expected());
    assertEquals("2", error.found());
  }

  // Members as they are asked for.

  @Test
  void member_weightOfAnotherShape_isAnErrorNamingIt() throws IOException {
    Path file = EnsembleFolder.memberFile(folder, 2);
    String name = "time_embedding.linear_1.weight";
    float[] values = SafetensorsFile.read(file).floats(name);
    SafetensorsWriter writer = SafetensorsWriter.create().put(name, new int[] {8, 32}, values);
    copyInto(file, writer, name);
    writer.write(file);
    rewriteManifest(memberDigests());
    MalformedFileException error = assertUnreadable(EnsembleFolder.open(folder).ensemble(), file);
    assertEquals("tensor '" + name + "', shape", error.field());
    assertEquals("[32, 8]", error.expected());
    assertEquals("[8, 32]", error.found());
  }

  @Test
  void member_weightOfAnotherName_isAnErrorNamingIt() throws IOException {
    Path file = EnsembleFolder.memberFile(folder, 2);
    String name = "conv_in.bias";
    float[] values = SafetensorsFile.read(file).floats(name);
    SafetensorsWriter writer = SafetensorsWriter.create().put("conv.bias", new int[] {8}, values);
    copyInto(file, writer, name);
    writer.write(file);
    rewriteManifest(memberDigests());
    MalformedFileException error = assertUnreadable(EnsembleFolder.open(folder).ensemble(), file);
    assertEquals("tensor 'conv.bias'", error.field());
  }

  @Test
  void member_changedAfterOpening_isAnErrorNamingTheFile() throws IOException {
    Ensemble ensemble = EnsembleFolder.open(folder).ensemble();
    NoiseModel other = ensemble.member(1);
    Path file = EnsembleFolder.memberFile(folder, 2);
    UNetWeights.write(file, TinyNetworks.network(CONFIG, 6, 2));
    MalformedFileException error = assertUnreadable(ensemble, file);
    assertEquals("SHA-256", error.field());
    Files.delete(file);
    assertEquals("none", assertUnreadable(ensemble, file).found());
    assertSame(other, ensemble.member(1));
    UNetWeights.write(file, TinyNetworks.network(CONFIG, 5, 2));
    assertEquals(TinyNetworks.SHAPE, ensemble.member(2).shape());
  }

  private static MalformedFileException assertUnreadable(Ensemble ensemble, Path file) {
    UncheckedIOException error = assertThrows(UncheckedIOException.class, () -> ensemble.member(2));
    MalformedFileException cause = assertInstanceOf(MalformedFileException.class, error.getCause());
    assertEquals(file.toString(), cause.file());
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    return cause;
  }

  @Test
  void member_askedForByManyThreads_isReadOnce() throws IOException {
    Ensemble ensemble = EnsembleFolder.open(folder).ensemble();
    NoiseModel[] found = new NoiseModel[32];
    Threads.with(
        4, execution -> execution.forEach(found.length, k -> found[k] = ensemble.member(k % 4)));
    for (int k = 0; k < found.length; k++) {
      assertSame(ensemble.member(k % 4), found[k]);
    }
  }

  /** More weights than memory: members must be dropped, and read again. */
  @Test
  void member_memoryShorterThanTheMembers_areReadAgain() throws Exception {
    Path large = Files.createDirectory(folder.resolve("large"));
    UNetConfig config = UNetConfig.attendingOnce(TinyNetworks.SHAPE, List.of(96, 96), 1, 8);
    CodeAssignment code = Codebook.allWords(12, 6).assign(DataSources.oneItemEach(20), 1);
    Ensemble ensemble = TinyNetworks.folder(large, config, code).ensemble();
    long bytes = 0;
    for (int member = 0; member < 12; member++) {
      bytes += Files.size(EnsembleFolder.memberFile(large, member));
    }
    assertTrue(bytes > 36 << 20, "weights in bytes " + bytes);
    Process process = Jvm.start(LowMemoryProcess.class, List.of("-Xmx32m"), large.toString());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains(LowMemoryProcess.answers(ensemble)), said);
    // Nobody computes step by step on it, who would have to wait again and again.
    assertFalse(said.contains("have been dropped"), said);
  }

  @Test
  void memberFile_ofAnyMember_sortsByItsNumber() {
    assertEquals(folder.resolve("member-007.safetensors"), EnsembleFolder.memberFile(folder, 7));
    assertEquals(
        folder.resolve("member-1023.safetensors"), EnsembleFolder.memberFile(folder, 1023));
  }
}
