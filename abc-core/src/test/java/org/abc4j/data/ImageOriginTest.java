package org.abc4j.data;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.abc4j.codebook.RandomGroups;
import org.abc4j.data.ImageOrigin.Part;
import org.abc4j.data.ImageOrigin.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageOriginTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  private static ImageOrigin table(Table table) {
    return new ImageOrigin(
        DataLayout.TABLE,
        false,
        Part.TRAIN,
        true,
        true,
        OptionalInt.of(7),
        OptionalInt.of(3),
        Optional.of(table));
  }

  @ParameterizedTest
  @EnumSource(DataLayout.class)
  void parse_text_isTheSame(DataLayout layout) {
    assertEquals(layout, DataLayout.parse(layout.text()));
    if (layout == DataLayout.TABLE) {
      return;
    }
    ImageOrigin origin = ImageOrigin.of(layout);
    assertEquals(origin, ImageOrigin.parse(origin.text()));
    ImageOrigin other =
        new ImageOrigin(
            layout,
            layout != DataLayout.FOLDERS,
            Part.VALIDATION,
            true,
            false,
            OptionalInt.of(12),
            OptionalInt.empty(),
            Optional.empty());
    assertEquals(other, ImageOrigin.parse(other.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.csv", "../who painted.csv", "a b/c=d?&é%20.csv", "?", " table=x sha256=y", "…"})
  void parse_tableOfAnyName_isTheSame(String name) {
    for (Optional<String> path : List.of(Optional.of(name), Optional.<String>empty())) {
      ImageOrigin origin = table(new Table(path, name, "painted by", SHA256));
      assertEquals(origin, ImageOrigin.parse(origin.text()));
      assertEquals(1, origin.text().lines().count());
      assertFalse(origin.textWithoutTable().contains(SHA256), origin::textWithoutTable);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../../secret.csv",
        "a/../../b.csv",
        "..",
        "",
        "./a.csv",
        "a//b.csv",
        "..\\..\\a.csv",
        "../",
        "a\0b"
      })
  void table_placesElsewhere_areRefused(String path) {
    assertFalse(Table.isNear(path));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Table(Optional.of(path), "file", "source", SHA256))
            .getMessage();
    assertTrue(message.startsWith("a table lies in the folder of pictures or beside it"), message);
  }

  @Test
  void parse_groups_areTheSameAndLinesWithoutThemReadAsBefore() {
    ImageOrigin plain = ImageOrigin.of(DataLayout.MNIST);
    String before =
        "origin layout=mnist own=false part=train skipping=false mirrored=false first=all"
            + " largest=all";
    assertEquals(before, plain.text());
    assertEquals(plain, ImageOrigin.parse(before));
    for (long seed : new long[] {0, 7, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      ImageOrigin dealt = plain.with(new RandomGroups(190, seed));
      assertEquals(before + " groups=190 dealt=" + seed, dealt.text());
      assertEquals(dealt, ImageOrigin.parse(dealt.text()));
    }
    ImageOrigin tabled =
        table(new Table(Optional.of(" groups=3 dealt=4"), " groups=", "b", SHA256));
    assertEquals(tabled, ImageOrigin.parse(tabled.text()));
    ImageOrigin both = tabled.with(new RandomGroups(3, 4));
    assertEquals(both, ImageOrigin.parse(both.text()));
    for (String wrong :
        List.of(
            " groups=0 dealt=1",
            " groups=3",
            " groups=3 dealt=x",
            " groups=3 dealt=99999999999999999999",
            " groups=-3 dealt=1")) {
      assertThrows(IllegalArgumentException.class, () -> ImageOrigin.parse(before + wrong));
    }
  }

  @Test
  void of_whatDoesNotFit_isRefused() {
    assertIllegal(
        "a table belongs to the layout table, found layout table without",
        () -> ImageOrigin.of(DataLayout.TABLE));
    Optional<Table> table = Optional.of(new Table(Optional.empty(), "file", "source", SHA256));
    OptionalInt all = OptionalInt.empty();
    assertIllegal(
        "a table belongs to the layout table, found layout celeba with one",
        () -> new ImageOrigin(DataLayout.CELEBA, false, Part.TRAIN, false, false, all, all, table));
    assertIllegal(
        "pictures are their own sources in the layout own, found layout folders with such",
        () ->
            new ImageOrigin(
                DataLayout.FOLDERS, true, Part.TRAIN, false, false, all, all, Optional.empty()));
    assertIllegal(
        "at least 1 of the pictures is taken, found 0",
        () ->
            new ImageOrigin(
                DataLayout.OWN,
                true,
                Part.TRAIN,
                false,
                false,
                OptionalInt.of(0),
                all,
                Optional.empty()));
    assertIllegal(
        "a SHA-256 digest has 64 hexadecimal digits, found 'x'",
        () -> new Table(Optional.empty(), "file", "source", "x"));
  }

  @Test
  void parse_anythingElse_isRefused() {
    String good = ImageOrigin.of(DataLayout.MNIST).text();
    for (String bad :
        List.of(
            "",
            good + " ",
            good + " table=?",
            good.replace("mnist", "imagenet"),
            good.replace("own=false", "own=no"),
            good.replace("part=train", "part=TRAIN"),
            good.replace("first=all", "first=-1"),
            good.replace("first=all", "first=0"),
            good.replace("largest=all", "largest=12345678901"))) {
      assertThrows(IllegalArgumentException.class, () -> ImageOrigin.parse(bad), bad);
    }
    String tabled = table(new Table(Optional.of("a.csv"), "file", "source", SHA256)).text();
    for (String bad :
        List.of(
            tabled.replace("/a.csv", "a.csv"),
            tabled.replace("/a.csv", "/..%2F..%2Fa.csv"),
            tabled.replace("/a.csv", "/%2Fa.csv"),
            tabled.replace("/a.csv", "/%GG"),
            tabled.replace(SHA256, "0"))) {
      assertThrows(IllegalArgumentException.class, () -> ImageOrigin.parse(bad), bad);
    }
  }
}
