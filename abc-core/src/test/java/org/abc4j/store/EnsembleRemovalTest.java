package org.abc4j.store;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Execution;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;

class EnsembleRemovalTest extends RemovalFixture {
  private static final DdimSampler SAMPLER = DdimSampler.steps(4);

  private static Sample sample(Ensemble ensemble) {
    return SAMPLER.sample(ensemble, ExogenousNoise.philox(3).of(1));
  }

  @Test
  void to_sampleOfTheNewEnsemble_isTheCounterfactualOfBefore() throws IOException {
    Map<String, String> before = TinyNetworks.digests(whole.path());
    EnsembleFolder without = removal(1).to(disk.resolve("without"));
    float[] expected =
        ExactCounterfactuals.of(sample(whole.ensemble()))
            .images(List.of(Ablation.ofSources(CODE, 1)))
            .row(0);
    assertArrayEquals(expected, sample(without.ensemble()).image());
    assertArrayEquals(
        expected, sample(EnsembleFolder.open(disk.resolve("without")).ensemble()).image());
    assertEquals(before, TinyNetworks.digests(whole.path()));
  }

  @Test
  void to_membersLeft_keepNumbersAndBytes_othersAreGone() throws IOException {
    EnsembleFolder without = removal(1).to(disk.resolve("without"));
    Map<String, String> files = TinyNetworks.digests(disk.resolve("without"));
    Map<String, String> before = TinyNetworks.digests(whole.path());
    for (int member = 0; member < 6; member++) {
      String name = String.format("member-%03d.safetensors", member);
      boolean gone = member == 1 || member == 2;
      assertEquals(gone ? null : before.get(name), files.get(name), name);
    }
    assertEquals(
        List.of("codebook.json", "config.json", "manifest.json", "removal.json"),
        files.keySet().stream().filter(name -> name.endsWith(".json")).toList());
    assertEquals(8, files.size());
    assertEquals(Codeword.parse("011000"), without.removed());
    assertEquals(Codeword.parse("011000"), without.ensemble().removed());
    assertEquals(Codeword.parse("011000"), without.ensemble().held().removed());
    assertEquals(5, without.code().sources().count());
    assertEquals("cy", without.code().sources().name(1));
    assertEquals(Codeword.parse("011000"), without.code().reservedWord(1));
    assertEquals(whole.manifest().provenance(), without.manifest().provenance());
    assertEquals(whole.manifest().images(), without.manifest().images());
    assertEquals(whole.manifest().dataSha256(), without.manifest().dataSha256());
    assertEquals(EnsembleManifest.REMOVED, without.manifest().splitSha256().get(2));
    assertEquals(whole.manifest().splitSha256().get(3), without.manifest().splitSha256().get(3));
  }

  @Test
  void member_removed_isNotReadWhoeverAsks() throws IOException {
    EnsembleFolder without = removal(1).to(disk.resolve("without"));
    String message =
        "member 2 of "
            + disk.resolve("without")
            + " was removed, and nobody may ask it: it saw a removed source";
    assertFails(IllegalStateException.class, message, () -> without.network(2));
    assertFails(IllegalStateException.class, message, () -> without.ensemble().member(2));
    assertFails(IllegalStateException.class, message, () -> without.ensemble().held().member(2));
    assertFails(IllegalStateException.class, message, () -> without.copyMember(2, disk));
    assertFalse(without.ensemble().separation().isWhole());
    assertTrue(without.ensemble().toString().startsWith("Ensemble[4 of 6 members in "));
    assertTrue(whole.ensemble().toString().startsWith("Ensemble[6 members in "));
  }

  @Test
  void to_twice_isBoth_andTheRecordTellsOfEach() throws IOException {
    EnsembleFolder one = removal(1).to(disk.resolve("one"));
    Instant later = WHEN.plusSeconds(60);
    EnsembleFolder two =
        EnsembleRemoval.named(one, later, "", List.of("dee")).to(disk.resolve("two"));
    EnsembleFolder both = removal(1, 3).to(disk.resolve("both"));
    assertEquals(both.removed(), two.removed());
    assertArrayEquals(sample(both.ensemble()).image(), sample(two.ensemble()).image());
    assertArrayEquals(
        ExactCounterfactuals.of(sample(whole.ensemble()))
            .images(List.of(Ablation.ofSources(CODE, 1, 3)))
            .row(0),
        sample(two.ensemble()).image());
    assertEquals(CODE.reserved() + 2, two.code().reserved());
    assertEquals(CODE.reserved(), two.neverHeld());
    assertEquals(CODE.reserved(), whole.neverHeld());
    List<SourceRemoval> removals = two.removal().orElseThrow().removals();
    assertEquals(2, removals.size());
    assertEquals(one.removal().orElseThrow().removals().get(0), removals.get(0));
    assertEquals(
        new SourceRemoval(
            List.of("bo"),
            WHEN,
            "a letter of 20 November",
            Codeword.parse("011000"),
            2,
            0,
            whole.manifestSha256(),
            Optional.empty()),
        removals.get(0));
    assertEquals(
        new SourceRemoval(
            List.of("dee"),
            later,
            "",
            Codeword.parse("000110"),
            2,
            1,
            one.manifestSha256(),
            Optional.empty()),
        removals.get(1));
    assertArrayEquals(new long[] {1}, two.ensemble().separation().withoutMembers());
  }

  /** Who was left without members can be removed too, though no member goes with them. */
  @Test
  void to_sourceWithoutMembers_takesNone() throws IOException {
    EnsembleFolder two = removal(1, 3).to(disk.resolve("two"));
    EnsembleFolder three =
        EnsembleRemoval.named(two, WHEN, "", List.of("cy")).to(disk.resolve("three"));
    SourceRemoval last = EnsembleFolder.open(three.path()).removal().orElseThrow().last();
    assertEquals(Codeword.parse("000000"), last.members());
    assertEquals(0, last.diminished());
    assertEquals(two.removed(), three.removed());
    assertArrayEquals(sample(two.ensemble()).image(), sample(three.ensemble()).image());
  }

  /** A removal makes no members: they stay those of the release that trained them. */
  @Test
  void to_membersOfAnotherRelease_saysSo() throws IOException {
    EnsembleManifest own = whole.manifest();
    EnsembleManifest earlier =
        new EnsembleManifest(
            "abc 0.0.1",
            own.schedule(),
            own.dataSha256(),
            own.provenance(),
            own.codebookSha256(),
            own.configSha256(),
            own.memberSha256());
    ManifestFile.write(whole.path().resolve("manifest.json"), earlier);
    EnsembleFolder before = EnsembleFolder.open(whole.path());
    EnsembleFolder without = EnsembleRemoval.of(before, WHEN, "", 1).to(disk.resolve("without"));
    assertEquals("abc 0.0.1", without.manifest().library());
  }

  @Test
  void separation_isThatOfTheEnsembleToCome() throws IOException {
    EnsembleRemoval removal = removal(1, 4);
    EnsembleFolder without = removal.to(disk.resolve("without"));
    assertEquals(without.removed(), removal.separation().removed());
    assertArrayEquals(
        without.ensemble().separation().inseparable(), removal.separation().inseparable());
    assertEquals(removal.record(), without.removal().orElseThrow());
  }

  // What was interrupted goes on.

  /** Every file that such a folder may have when its process is killed. */
  @Test
  void to_killedAnywhere_goesOnToTheSameBytes() throws IOException {
    Path complete = disk.resolve("complete");
    removal(1).to(complete);
    Map<String, String> expected = TinyNetworks.digests(complete);
    List<String> written =
        List.of(
            "removal.json",
            "member-000.safetensors",
            "member-003.safetensors",
            "member-004.safetensors",
            "member-005.safetensors",
            "config.json",
            "codebook.json",
            "manifest.json");
    assertEquals(written.size(), expected.size());
    for (int files = 0; files <= written.size(); files++) {
      Path target = Files.createDirectory(disk.resolve("killed after " + files));
      for (String name : written.subList(0, files)) {
        Files.copy(complete.resolve(name), target.resolve(name));
      }
      // At another time of day: the record of the first attempt counts.
      EnsembleRemoval again =
          EnsembleRemoval.of(
              whole, files == 0 ? WHEN : WHEN.plusSeconds(9), "a letter of 20 November", 1);
      again.to(target);
      assertEquals(expected, TinyNetworks.digests(target), files + " files");
    }
  }

  @Test
  void to_reporting_tellsHowFarItIsToTheEnd() throws IOException {
    List<Double> shares = new ArrayList<>();
    Execution told =
        Execution.sequential().reportingTo((done, total) -> shares.add((double) done / total));
    EnsembleFolder without = removal(1).to(disk.resolve("without"), told);
    // Four members are copied; all six places are looked at twice more.
    assertEquals(4 + 2 * 6, shares.size());
    assertEquals(shares.stream().sorted().toList(), shares);
    assertEquals(1.0, shares.get(shares.size() - 1));
    assertEquals(removal(1).to(disk.resolve("silent")).manifestSha256(), without.manifestSha256());
  }

  /** As by Ctrl-C, after any of its files. */
  @Test
  void to_cancelledAnywhere_goesOnToTheSameBytes() throws IOException {
    Path silent = disk.resolve("silent");
    removal(1).to(silent);
    for (int files = 1; files <= 4 + 2 * 6; files++) {
      Path target = disk.resolve("cancelled after " + files);
      AtomicInteger told = new AtomicInteger();
      int last = files;
      Execution interrupting =
          Execution.sequential()
              .reportingTo(
                  (done, total) -> {
                    if (told.incrementAndGet() == last) {
                      Thread.currentThread().interrupt();
                    }
                  });
      assertThrows(CancellationException.class, () -> removal(1).to(target, interrupting));
      assertTrue(Thread.interrupted(), "the interrupt stays");
      removal(1).to(target);
      assertEquals(TinyNetworks.digests(silent), TinyNetworks.digests(target), files + " files");
    }
  }

  @Test
  void to_damagedCopy_isWrittenAgain() throws IOException {
    Path target = disk.resolve("target");
    removal(1).to(target);
    Map<String, String> expected = TinyNetworks.digests(target);
    Files.delete(target.resolve("manifest.json"));
    Files.write(target.resolve("member-003.safetensors"), new byte[7]);
    removal(1).to(target);
    assertEquals(expected, TinyNetworks.digests(target));
  }

  @Test
  void to_folderOfSomethingElse_isRefusedAndLeftAlone() throws IOException {
    Path target = Files.createDirectory(disk.resolve("mine"));
    String occupied = "a removal writes to a folder of its own, but ";
    Files.writeString(target.resolve("letter.txt"), "dear");
    assertIllegal(occupied + target + " holds 'letter.txt'", () -> removal(1).to(target));
    assertEquals("dear", Files.readString(target.resolve("letter.txt")));

    Map<String, String> before = TinyNetworks.digests(whole.path());
    assertIllegal(
        occupied + whole.path() + " holds 'member-001.safetensors'",
        () -> removal(1).to(whole.path()));
    assertEquals(before, TinyNetworks.digests(whole.path()));

    Path other = disk.resolve("other");
    EnsembleFolder without = removal(4).to(other);
    before = TinyNetworks.digests(other);
    // Member 4 is among those that stay here.
    assertThrows(IllegalArgumentException.class, () -> removal(1).to(other));
    assertIllegal(
        occupied + other + " holds the record of another removal, of 'eve'",
        () -> EnsembleRemoval.of(whole, WHEN, "another letter", 4).to(other));
    assertEquals(before, TinyNetworks.digests(other));
    assertEquals(without.manifestSha256(), removal(4).to(other).manifestSha256());

    Path config = Files.createDirectory(disk.resolve("config"));
    Files.writeString(config.resolve("config.json"), "{}");
    assertIllegal(
        occupied + config + " holds 'config.json' and no record of a removal",
        () -> removal(1).to(config));
  }

  @Test
  void to_memberChangedMeanwhile_isRefused() throws IOException {
    EnsembleRemoval removal = removal(1);
    Files.write(whole.path().resolve("member-003.safetensors"), new byte[9]);
    assertThrows(MalformedFileException.class, () -> removal.to(disk.resolve("without")));
    assertFalse(EnsembleFolder.isComplete(disk.resolve("without")));
  }

  // What is refused.

  @Test
  void of_badSources_isRefused() throws IOException {
    assertIllegal("unknown source 6, sources are numbered 0 to 5", () -> removal(6));
    assertIllegal("name at least one source to remove, found none", this::removal);
    assertIllegal(
        "at least one member must survive, but removing 'ana', 'cy', 'eve' removes all 6",
        () -> removal(0, 2, 4));
    assertIllegal(
        "none of the 6 sources is called 'zoe'",
        () -> EnsembleRemoval.named(whole, WHEN, "", List.of("ana", "zoe")));
    EnsembleFolder one = removal(0).to(disk.resolve("one"));
    assertIllegal(
        "at least one member must survive, but removing 'cy', 'eve' removes all 4 that are left",
        () -> EnsembleRemoval.named(one, WHEN, "", List.of("cy", "eve")));
  }

  @Test
  void named_ambiguous_isRefused() throws IOException {
    CodeAssignment twins =
        Codebook.allWords(4, 2)
            .assignInOrder(DataSources.oneItemEach(3).withNames(List.of("ana", "bo", "ana")));
    EnsembleFolder folder =
        TinyNetworks.folder(
            Files.createDirectory(disk.resolve("twins")), TinyNetworks.config(), twins);
    assertIllegal(
        "sources 0 and 2 are both called 'ana'; name them by their indices",
        () -> EnsembleRemoval.named(folder, WHEN, "", List.of("ana")));
  }

  @Test
  void open_removedMemberThatIsThere_isRefused() throws IOException {
    Path target = disk.resolve("without");
    removal(1).to(target);
    Files.copy(
        whole.path().resolve("member-001.safetensors"), target.resolve("member-001.safetensors"));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(target));
    assertEquals(target.resolve("member-001.safetensors").toString(), error.file());
    assertEquals("none, as the manifest says that it was removed", error.expected());
  }

  @Test
  void open_recordChangedOrGone_isRefused() throws IOException {
    Path target = disk.resolve("without");
    removal(1).to(target);
    Path record = target.resolve("removal.json");
    String text = Files.readString(record);
    Files.writeString(record, text.replace("bo", "ob"));
    assertEquals(
        "SHA-256",
        assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(target)).field());
    Files.delete(record);
    assertEquals(
        "file",
        assertThrows(MalformedFileException.class, () -> EnsembleFolder.open(target)).field());
  }
}
