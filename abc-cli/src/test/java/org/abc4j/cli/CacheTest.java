package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.abc4j.data.ImageOrigin;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are read into a file once. */
class CacheTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private Path folder;
  private Path pictures;
  private Path cache;

  @BeforeEach
  void pictures() throws IOException {
    pictures = Tiny.pictures(folder.resolve("pictures"));
    cache = folder.resolve("cache");
    try (var files = Files.walk(pictures)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, LONG_AGO);
      }
    }
  }

  private CommandRun train(Path out, Object... more) {
    return CommandRun.of(Tiny.training(pictures, out, more));
  }

  @Test
  void train_fromACache_isTheSameToTheByte() throws IOException {
    Path memory = folder.resolve("memory");
    train(memory, "--flips", "--normalise=standard").well();
    Path cached = folder.resolve("cached");
    train(cached, "--flips", "--normalise=standard", "--cache=" + cache).well();
    assertEquals(Tiny.digests(memory), Tiny.digests(cached));
  }

  /** What is in the cache is not decoded again: the pictures need not even be pictures. */
  @Test
  void train_again_readsTheCacheAlone() throws IOException {
    Path first = folder.resolve("first");
    train(first, "--cache=" + cache).well();
    Path spoilt = pictures.resolve("a").resolve("0.png");
    Files.write(spoilt, new byte[(int) Files.size(spoilt)]);
    Files.setLastModifiedTime(spoilt, LONG_AGO);
    Path again = folder.resolve("again");
    train(again, "--cache=" + cache).well();
    assertEquals(Tiny.digests(first), Tiny.digests(again));

    Path without = folder.resolve("without");
    CommandRun.of("remove", first, "--source=c", "--out", without, "--pictures", pictures)
        .failure(ExitCode.BAD_INPUT);
    CommandRun.of(
            "remove",
            first,
            "--source=c",
            "--out=" + without,
            "--pictures=" + pictures,
            "--cache=" + cache)
        .well();
  }

  @Test
  void train_aFolderForTheCache_getsOneInIt() throws IOException {
    Path place = Files.createDirectory(folder.resolve("caches"));
    train(folder.resolve("ensemble"), "--cache=" + place).well();
    assertTrue(Files.exists(place.resolve("pictures.cache.items.json")));
  }

  @Test
  void train_aChangedCache_isBadInput() throws IOException {
    train(folder.resolve("first"), "--cache=" + cache).well();
    byte[] bytes = Files.readAllBytes(cache);
    bytes[bytes.length - 1] ^= 1;
    Files.write(cache, bytes);
    String said = train(folder.resolve("again"), "--cache=" + cache).failure(ExitCode.BAD_INPUT);
    assertTrue(said.startsWith(cache + ": SHA-256: expected '"), said);
    assertFalse(Files.exists(folder.resolve("again")));
  }

  @Test
  void train_aCacheOfOtherPictures_isRefusedAndStays() throws IOException {
    train(folder.resolve("first"), "--cache=" + cache).well();
    byte[] before = Files.readAllBytes(cache);
    Path out = folder.resolve("ensemble");
    String shape = train(out, "--cache=" + cache, "--fit=pad").failure(ExitCode.REFUSED);
    assertTrue(shape.contains(" is a cache of other pictures, prepared as picture "), shape);
    String copies = train(out, "--cache=" + cache, "--flips").failure(ExitCode.REFUSED);
    assertTrue(copies.contains("18 with all copies, found 36"), copies);
    Tiny.picture(pictures.resolve("b").resolve("1.png"), 99);
    String changed = train(out, "--cache=" + cache).failure(ExitCode.REFUSED);
    assertTrue(changed.contains("as they were before, found 'b/1.png', changed since"), changed);
    Files.setLastModifiedTime(pictures.resolve("b").resolve("1.png"), LONG_AGO);
    Files.move(pictures.resolve("d"), pictures.resolve("x"));
    String others = train(out, "--cache=" + cache).failure(ExitCode.REFUSED);
    assertTrue(others.contains("others, found 'e/0.png' of 'e'"), others);
    assertArrayEquals(before, Files.readAllBytes(cache));
  }

  @Test
  void train_somethingElseInItsPlace_isNotWrittenOver() throws IOException {
    Files.writeString(cache, "a letter, and not a short one: it says that all is well");
    String said = train(folder.resolve("ensemble"), "--cache=" + cache).failure(ExitCode.BAD_INPUT);
    assertTrue(said.startsWith(cache + ": header: expected 'abc images 1'"), said);
    assertTrue(Files.readString(cache).startsWith("a letter"));
    Path ensemble = folder.resolve("ensemble");
    train(ensemble).well();
    assertTrue(
        train(folder.resolve("other"), "--cache=" + ensemble.resolve("cache"))
            .failure(ExitCode.REFUSED)
            .contains("lies in the folder of what is made"));
  }

  /** Killed when the images were in place and nothing said whose they are. */
  @Test
  void train_anUnfinishedCache_isMadeAgain() throws IOException {
    Path first = folder.resolve("first");
    train(first, "--cache=" + cache).well();
    Files.delete(folder.resolve("cache.items.json"));
    byte[] before = Files.readAllBytes(cache);
    String images = train(folder.resolve("again"), "--cache=" + cache).failure(ExitCode.REFUSED);
    assertEquals(
        "'"
            + cache
            + "' holds images, and nothing beside it says of which pictures they are: move it away,"
            + " or name another file by --cache",
        images);
    assertArrayEquals(before, Files.readAllBytes(cache));
    // Who is killed leaves that.
    Files.writeString(folder.resolve("cache.lock"), "process 1\n");
    Files.writeString(folder.resolve(".abc-9-1.tmp"), "half");
    Path again = folder.resolve("again");
    train(again, "--cache=" + cache).well();
    assertEquals(Tiny.digests(first), Tiny.digests(again));
    assertTrue(Files.exists(folder.resolve("cache.items.json")));
    assertFalse(Files.exists(folder.resolve("cache.lock")));
    assertFalse(Files.exists(folder.resolve(".abc-9-1.tmp")), "left half-written");
  }

  /** Their names are those of files that somebody else may have. */
  @Test
  void train_somebodysFilesBesideIt_areNotWrittenOver() throws IOException {
    for (String ending : new String[] {".sha256", ".items.json", ".lock", ".origin.txt"}) {
      Path mine = Files.writeString(folder.resolve("cache" + ending), "0123  celeba.zip\n");
      String said = train(folder.resolve("e"), "--cache=" + cache).failure(ExitCode.REFUSED);
      assertTrue(said.startsWith("'" + mine + "' is there "), said);
      assertEquals("0123  celeba.zip\n", Files.readString(mine));
      Files.delete(mine);
    }
    Path mine = Files.write(folder.resolve("cache.origin.txt"), new byte[] {(byte) 0xff, 0});
    String said = train(folder.resolve("e"), "--cache=" + cache).failure(ExitCode.REFUSED);
    assertTrue(said.startsWith("'" + mine + "' is there "), said);
    assertFalse(Files.exists(cache));
  }

  /** What could not be read may be readable now, and what was read while it changed is older. */
  @Test
  void train_aMendedOrAnOlderPicture_isRefused() throws IOException {
    Path mended = Files.writeString(pictures.resolve("a").resolve("9.png"), "no picture");
    Object[] options = {"--skip-unreadable", "--cache=" + cache};
    train(folder.resolve("first"), options).well();
    Path again = folder.resolve("again");
    Tiny.picture(mended, 99);
    assertTrue(
        train(again, options).failure(ExitCode.REFUSED).contains("found 'a/9.png', changed since"));
    Files.delete(mended);
    for (String ending : new String[] {"", ".sha256", ".items.json"}) {
      Files.delete(folder.resolve("cache" + ending));
    }
    train(folder.resolve("second"), options).well();
    Tiny.picture(pictures.resolve("b").resolve("1.png"), 99);
    Files.setLastModifiedTime(pictures.resolve("b").resolve("1.png"), FileTime.fromMillis(1));
    String older = train(again, options).failure(ExitCode.REFUSED);
    assertTrue(older.contains("found 'b/1.png', changed since: delete it with its .sha"), older);
  }

  /** For those who train elsewhere, or later. */
  @Test
  void cache_isWhatTrainingReads_andIsCheckedWhereItIsThere() throws IOException {
    Object[] command = {"cache", pictures, "--size=8", "--gray", "--cache=" + cache};
    String said = CommandRun.of(command).well().out();
    assertTrue(said.contains("Cache:      '" + cache + "'"), said);
    byte[] read = Files.readAllBytes(cache);
    assertTrue(CachedSelection.read(cache).isPresent());
    CommandRun.of(command).well();
    Path ensemble = folder.resolve("ensemble");
    CommandRun.of(Tiny.training(pictures, ensemble, "--steps=1", "--cache=" + cache)).well();
    assertArrayEquals(read, Files.readAllBytes(cache));
    Path memory = folder.resolve("memory");
    CommandRun.of(Tiny.training(pictures, memory, "--steps=1")).well();
    assertEquals(Tiny.digests(memory), Tiny.digests(ensemble));
    Object[] color = {"cache", pictures, "--size=8", "--color", "--cache=" + cache};
    assertTrue(CommandRun.of(color).failure(ExitCode.REFUSED).contains("prepared as"));
    assertEquals(
        "--cache names the file that pictures are read into, found none",
        CommandRun.of("cache", pictures, "--size=8").failure(ExitCode.USAGE));
    Path into = Files.createDirectory(folder.resolve("into"));
    CommandRun.of("cache", pictures, "--size=8", "--cache=" + into).well();
    assertTrue(Files.exists(into.resolve("pictures.cache")));
  }

  /** So that an ensemble of the cache alone says it too. */
  @Test
  void train_aCache_saysBesideItWhichPicturesItHolds() throws IOException {
    Path ensemble = folder.resolve("ensemble");
    train(ensemble, "--cache=" + cache, "--each-its-own", "--first=4", "--flips").well();
    Optional<ImageOrigin> origin = CachedSelection.read(cache);
    assertTrue(origin.isPresent());
    assertEquals(EnsembleFolder.open(ensemble).manifest().images().orElseThrow().origin(), origin);
    Path said = folder.resolve("cache.origin.txt");
    String text = Files.readString(said);
    Files.writeString(said, text.replace("origin: ", "origin: else "));
    MalformedFileException damaged =
        assertThrows(MalformedFileException.class, () -> CachedSelection.read(cache));
    assertEquals("origin", damaged.field());
    Files.writeString(said, "items: 12\n" + text.substring(text.indexOf('\n') + 1));
    MalformedFileException another =
        assertThrows(MalformedFileException.class, () -> CachedSelection.read(cache));
    assertEquals("'12'", another.found());
    Files.delete(said);
    assertEquals(Optional.empty(), CachedSelection.read(cache));
  }

  private KnownPictures known(Path ensemble) throws IOException {
    return KnownPictures.of(
        pictures, new SourceOptions(), EnsembleFolder.open(ensemble), new CodecOptions());
  }

  /** It would be one more copy of what is removed. */
  @Test
  void remove_aCacheOfItsOwn_isDeletedOnceTheDigestIsHad() throws IOException {
    Path ensemble = folder.resolve("ensemble");
    train(ensemble).well();
    EnsembleRemoval removal =
        EnsembleRemoval.named(EnsembleFolder.open(ensemble), Instant.EPOCH, "", List.of("c"));
    try (Work work = new Work(1, true)) {
      EnsembleRemoval inMemory =
          RemoveCommand.withImages(removal, known(ensemble), Optional.empty(), true, work);
      EnsembleRemoval cached =
          RemoveCommand.withImages(removal, known(ensemble), Optional.of(cache), true, work);
      Path first = inMemory.to(folder.resolve("memory")).path();
      assertEquals(Tiny.digests(first), Tiny.digests(cached.to(folder.resolve("cached")).path()));
      for (String ending : new String[] {"", ".sha256", ".items.json", ".origin.txt", ".lock"}) {
        assertFalse(Files.exists(folder.resolve("cache" + ending)), ending);
      }
      RemoveCommand.withImages(removal, known(ensemble), Optional.of(cache), false, work);
      assertTrue(Files.exists(cache));
    }
  }

  @Test
  void remove_aCacheThatIsNamed_isSaidToHoldWhatWasRemoved() throws IOException {
    Path ensemble = folder.resolve("ensemble");
    train(ensemble).well();
    Object[] remove = {
      "remove",
      ensemble,
      "--source=c",
      "--out=" + folder.resolve("without"),
      "--pictures=" + pictures,
      "--cache=" + cache
    };
    List<String> said = CommandRun.of(remove).well().lines();
    assertEquals(
        "The old one, in "
            + ensemble
            + ", still has what was removed, and so has the cache '"
            + cache
            + "': delete it, and its copies.",
        said.get(said.size() - 1));
    assertTrue(Files.exists(cache));
  }
}
