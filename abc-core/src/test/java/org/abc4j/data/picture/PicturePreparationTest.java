package org.abc4j.data.picture;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturePreparationTest {
  private static PicturePreparation to(int channels, int height, int width) {
    return PicturePreparation.to(new Shape(channels, height, width));
  }

  @ParameterizedTest
  @CsvSource({
    "23, 37, 16, 16, 16, 25",
    "37, 23, 16, 16, 25, 16",
    "20, 20, 8, 16, 16, 16",
    "20, 21, 21, 20, 21, 22",
    "10, 40, 16, 16, 16, 64",
    "16, 16, 16, 16, 16, 16",
    "32, 16, 16, 16, 32, 16"
  })
  void apply_crop_isTheMiddleOfTheCoveringPicture(
      int height, int width, int toHeight, int toWidth, int coverHeight, int coverWidth) {
    Picture picture = PictureFiles.formula(3, height, width);
    for (Resampling filter : Resampling.values()) {
      assertEquals(
          picture.resized(coverHeight, coverWidth, filter).centreCrop(toHeight, toWidth),
          to(3, toHeight, toWidth).with(filter).apply(picture));
    }
  }

  @Test
  void apply_pad_isTheFittingPictureInABorder() {
    Picture picture = PictureFiles.formula(3, 23, 37);
    Rgb border = new Rgb(1, 2, 3);
    // 16 · 23 / 37 is 9.95.
    assertEquals(
        picture.resized(10, 16, Resampling.BICUBIC).padTo(16, 16, border),
        to(3, 16, 16).with(Fit.PAD).with(border).apply(picture));
    // 20 · 37 / 23 is 32.2.
    assertEquals(
        picture.resized(20, 32, Resampling.BICUBIC).padTo(20, 50, border),
        to(3, 20, 50).with(Fit.PAD).with(border).apply(picture));
  }

  @Test
  void apply_stretch_resizesEachDirectionByItself() {
    Picture picture = PictureFiles.formula(1, 23, 37);
    assertEquals(
        picture.resized(8, 40, Resampling.BILINEAR),
        to(1, 8, 40).with(Fit.STRETCH).with(Resampling.BILINEAR).apply(picture));
  }

  @Test
  void apply_otherChannels_makesGrayFirstAndColourLast() {
    Picture colour = PictureFiles.formula(3, 20, 20);
    assertEquals(
        colour.withChannels(1).resized(8, 8, Resampling.BICUBIC), to(1, 8, 8).apply(colour));
    Picture gray = PictureFiles.formula(1, 20, 10);
    Rgb border = new Rgb(9, 200, 30);
    assertEquals(
        gray.resized(8, 4, Resampling.BICUBIC).withChannels(3).padTo(8, 8, border),
        to(3, 8, 8).with(Fit.PAD).with(border).apply(gray));
  }

  @Test
  void apply_middle_isCutOutFirst() {
    Picture picture = PictureFiles.formula(3, 218, 178);
    assertEquals(
        picture.centreCrop(128, 128).resized(256, 256, Resampling.BILINEAR),
        to(3, 256, 256).ofMiddle(128, 128).with(Resampling.BILINEAR).apply(picture));
    assertIllegal(
        "128×128 from row -54, column 25 of Picture[3×20×178]",
        () -> to(3, 8, 8).ofMiddle(128, 128).apply(PictureFiles.formula(3, 20, 178)));
  }

  @Test
  void apply_thread_isCroppedWithoutMakingWhatCoversIt() {
    // What covers 64×64 has 64 · 3.2 million pixels.
    Picture thread = PictureFiles.formula(1, 1, 50_000);
    assertEquals(new Shape(1, 64, 64), to(1, 64, 64).apply(thread).shape());
    Picture fitting = to(1, 64, 64).with(Fit.PAD).with(Rgb.BLACK).apply(thread);
    assertEquals(0, fitting.value(0, 0, 0));
  }

  @Test
  void of_impossibleValues_areRefused() {
    assertIllegal("a picture has 1 or 3 channels, found 2", () -> to(2, 8, 8));
    assertIllegal("a middle has rows and columns, found 0×3", () -> to(1, 8, 8).ofMiddle(0, 3));
    assertIllegal("a middle has rows and columns, found 3×0", () -> to(1, 8, 8).ofMiddle(3, 0));
    assertIllegal("a middle has rows and columns, found -1×3", () -> to(1, 8, 8).ofMiddle(-1, 3));
  }

  /** Every part counts, and there is no other way to make one. */
  @Test
  void equals_anyPartDifferent_isFalse() {
    PicturePreparation one = to(3, 32, 16);
    assertEquals(0, PicturePreparation.class.getConstructors().length);
    assertEquals(one, to(3, 32, 16).with(Fit.CROP));
    assertEquals(one.hashCode(), to(3, 32, 16).hashCode());
    assertEquals(one.text(), one.toString());
    for (PicturePreparation other :
        List.of(
            to(3, 16, 32),
            one.with(Fit.PAD),
            one.with(Resampling.BILINEAR),
            one.with(Rgb.BLACK),
            one.ofMiddle(4, 5))) {
      assertNotEquals(one, other);
      assertEquals(other, PicturePreparation.parse(other.text()));
    }
  }

  @Test
  void parse_text_givesTheSame() {
    PicturePreparation plain = to(3, 32, 16);
    assertEquals(
        "picture shape=3,32,16 fit=CROP resampling=BICUBIC border=255,255,255 middle=none",
        plain.text());
    for (PicturePreparation some :
        List.of(
            plain,
            to(1, 2, 3).with(Fit.PAD).with(new Rgb(1, 2, 3)),
            plain.with(Fit.STRETCH).with(Resampling.BILINEAR).ofMiddle(128, 64))) {
      assertEquals(some, PicturePreparation.parse(some.text()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "picture shape=3,32,16 fit=CROP resampling=BICUBIC border=255,255,255",
        "picture shape=3,32,16 fit=NONE resampling=BICUBIC border=255,255,255 middle=none",
        "picture shape=2,32,16 fit=CROP resampling=BICUBIC border=255,255,255 middle=none",
        "picture shape=3,32,16 fit=CROP resampling=BICUBIC border=256,255,255 middle=none",
        "picture shape=3,32,16 fit=CROP resampling=BICUBIC border=255,255,255 middle=0,3",
        "picture shape=3,32,16 fit=CROP resampling=BICUBIC border=255,255,255 middle=none "
      })
  void parse_noPreparation_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> PicturePreparation.parse(text));
  }
}
