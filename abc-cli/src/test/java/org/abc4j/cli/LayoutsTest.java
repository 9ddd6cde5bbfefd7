package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.DataLayout;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImageSet;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public data sets as they are distributed, on small folders of the same layout. */
class LayoutsTest {
  private static final Shape GRAY = new Shape(1, 32, 32);
  private static final Shape COLOUR = new Shape(3, 32, 32);

  private static final String ARTBENCH =
      """
      name,artist,url,is_public_domain,length,width,label,split,cifar_index
      b_1.jpg,b,http://x,True,300,200,baroque,train,0
      a_1.jpg,a,http://x,True,300,200,realism,train,1
      a_2.jpg,a,http://x,True,300,200,realism,test,0
      """;

  @TempDir private Path folder;

  private void picture(String name, int side, int phase) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < side * side; p++) {
      double wave = StrictMath.sin(0.1 * (p % side) + 0.07 * (p / side) + phase);
      image.getRaster().setSample(p % side, p / side, 0, (int) (127 + 120 * wave));
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, name.endsWith(".jpg") ? "jpg" : "png", file.toFile());
  }

  private void text(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static ImageOrigin origin(
      DataLayout layout, boolean own, OptionalInt first, OptionalInt largest) {
    return new ImageOrigin(
        layout, own, ImageOrigin.Part.TRAIN, false, false, first, largest, Optional.empty());
  }

  private PictureSet list(ImageOrigin origin, Shape shape) throws IOException {
    return PictureSets.list(
        folder, origin, Optional.empty(), PicturePreparation.to(shape), Optional.empty(), Set.of());
  }

  private static List<String> names(DataSources sources) {
    return LongStream.range(0, sources.items())
        .mapToObj(item -> sources.name(sources.sourceOf(item)))
        .toList();
  }

  /** Celebrity k mod 8 has pictures k and k + 8; the last four pictures are for tests. */
  private void celeba(String anno, String eval, String img) throws IOException {
    StringBuilder identities = new StringBuilder();
    StringBuilder partition = new StringBuilder();
    for (int k = 0; k < 20; k++) {
      String name = String.format(java.util.Locale.ROOT, "%06d.jpg", k + 1);
      identities.append(name).append(' ').append(100 + k % 8).append('\n');
      partition.append(name).append(' ').append(k < 16 ? 0 : 2).append('\n');
      picture(img + "img_align_celeba/" + name, 140, k);
    }
    text(anno + "identity_CelebA.txt", identities.toString());
    text(eval + "list_eval_partition.txt", partition.toString());
  }

  @Test
  void celeba_asDistributed_isItsMiddlesByCelebrity() throws IOException {
    celeba("Anno/", "Eval/", "Img/");
    Path out = folder.resolveSibling(folder.getFileName() + "-ensemble");
    CommandRun.of(Tiny.training(folder, out, "--layout=celeba")).well();
    EnsembleFolder ensemble = EnsembleFolder.open(out);
    assertEquals(8, ensemble.code().sources().count());
    assertEquals(16, ensemble.code().sources().items());
    assertEquals("100", ensemble.code().sources().name(0));
    String how = ensemble.manifest().preparation().picture().orElseThrow().text();
    assertTrue(how.endsWith("resampling=BILINEAR border=255,255,255 middle=128,128"), how);

    // Later commands need the folder alone.
    Path without = folder.resolveSibling(folder.getFileName() + "-without");
    CommandRun.of("remove", out, "--source=103", "--out=" + without).well();
    Files.delete(folder.resolve("Img/img_align_celeba/000004.jpg"));
    CommandRun.of(
            "repair",
            without,
            folder,
            "--out=" + folder.resolveSibling(folder.getFileName() + "-repaired"))
        .well();
  }

  @Test
  void celeba_fewCelebrities_areThoseWithMostPictures() throws IOException {
    celeba("", "", "");
    text(
        "identity_CelebA.txt",
        Files.readString(folder.resolve("identity_CelebA.txt"))
            .replace("000001.jpg 100", "000001.jpg 105"));
    PictureSet largest =
        list(origin(DataLayout.CELEBA, false, OptionalInt.empty(), OptionalInt.of(2)), COLOUR);
    assertEquals(List.of("105", "101", "105", "101", "105"), names(largest.sources()));
    PictureSet first =
        list(origin(DataLayout.CELEBA, true, OptionalInt.of(3), OptionalInt.empty()), COLOUR);
    assertEquals(List.of("000001.jpg", "000002.jpg", "000003.jpg"), names(first.sources()));
    assertEquals(
        "--sources takes at most the 8 that there are, found 9",
        assertThrows(
                Refusal.class,
                () ->
                    list(
                        origin(DataLayout.CELEBA, false, OptionalInt.empty(), OptionalInt.of(9)),
                        COLOUR))
            .getMessage());
  }

  @Test
  void metFaces_asDistributed_isByArtist() throws IOException {
    picture("images/1-00.png", 40, 1);
    picture("images/2-00.png", 40, 2);
    text(
        "metfaces.json",
        """
        [{"obj_id": "1", "image_path": "images/1-00.png", "title": "A",
          "artist_display_name": "Somebody", "face_idx": 0},
         {"obj_id": "2", "image_path": "images/2-00.png", "title": "B",
          "artist_display_name": "", "face_idx": 0}]
        """);
    PictureSet set = list(ImageOrigin.of(DataLayout.METFACES), COLOUR);
    assertEquals(List.of("Somebody", "object 2"), names(set.sources()));
  }

  @Test
  void artBench_eitherFolder_isByArtist() throws IOException {
    text("ArtBench-10.csv", ARTBENCH);
    picture("artbench-10-imagefolder/baroque/b_1.jpg", 40, 1);
    picture("artbench-10-imagefolder/realism/a_1.jpg", 40, 2);
    picture("artbench-10-imagefolder/realism/a_2.jpg", 40, 3);
    ImageOrigin train = ImageOrigin.of(DataLayout.ARTBENCH);
    assertEquals(List.of("b", "a"), names(list(train, COLOUR).sources()));

    picture("artbench-10-imagefolder-split/train/baroque/b_1.jpg", 40, 1);
    picture("artbench-10-imagefolder-split/train/realism/a_1.jpg", 40, 2);
    assertEquals(List.of("b", "a"), names(list(train, COLOUR).sources()));
    Files.delete(folder.resolve("artbench-10-imagefolder-split/train/realism/a_1.jpg"));
    assertTrue(
        assertThrows(MalformedFileException.class, () -> list(train, COLOUR))
            .getMessage()
            .contains("1 that are missing, the first 'train/realism/a_1.jpg'"));
    text("ArtBench-10.csv", ARTBENCH.replace("realism", ".."));
    assertTrue(
        assertThrows(MalformedFileException.class, () -> list(train, COLOUR))
            .getMessage()
            .contains("rows: expected names inside the folder"));
  }

  /** Image i of a batch has label i mod 10 and pixels of one value in each channel. */
  private void cifar(String name, int images, int labels) throws IOException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (int i = 0; i < images; i++) {
      for (int label = 0; label < labels; label++) {
        batch.write(i % 10);
      }
      for (int p = 0; p < 3072; p++) {
        batch.write(10 * i + p / 1024);
      }
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, batch.toByteArray());
  }

  @Test
  void cifar10_unpacked_isByClassOrImage() throws IOException {
    for (int batch = 1; batch <= 5; batch++) {
      cifar("cifar-10-batches-bin/data_batch_" + batch + ".bin", 12, 1);
    }
    PictureSet classes = list(ImageOrigin.of(DataLayout.CIFAR_10), COLOUR);
    assertEquals(60, classes.sources().items());
    assertEquals(10, classes.sources().count());
    assertEquals("airplane", classes.sources().name(0));
    PictureSet own =
        list(origin(DataLayout.CIFAR_10, true, OptionalInt.of(3), OptionalInt.empty()), COLOUR);
    assertEquals(List.of("image 0", "image 1", "image 2"), names(own.sources()));
    try (Work work = new Work(2, true)) {
      TrainingPictures read =
          own.read(NormalisationForm.fixed(Normalisation.cifarAsPrinted()), Optional.empty(), work);
      float[] image = new float[COLOUR.size()];
      read.images().copyRow(2, image);
      assertEquals((float) ((20 / 255.0 - 1) * 4), image[0]);
      assertEquals((float) ((22 / 255.0 - 1) * 4), image[3071]);
    }
  }

  @Test
  void cifar100_trained_keepsItsLayout() throws IOException {
    cifar("train.bin", 20, 2);
    Path out = folder.resolveSibling(folder.getFileName() + "-ensemble");
    CommandRun.of(
            Tiny.training(
                folder, out, "--layout=cifar-100", "--each-its-own", "--first=12", "--flips"))
        .well();
    EnsembleFolder ensemble = EnsembleFolder.open(out);
    assertEquals(12, ensemble.code().sources().count());
    assertEquals(24, ensemble.code().sources().items());
    Path without = folder.resolveSibling(folder.getFileName() + "-without");
    CommandRun.of("remove", out, "--source=image 3", "--out=" + without).well();
    Path repaired = folder.resolveSibling(folder.getFileName() + "-repaired");
    CommandRun.of("repair", without, folder, "--out=" + repaired).well();
    assertEquals(22, EnsembleFolder.open(repaired).code().sources().items());
    assertTrue(
        CommandRun.of("repair", without, folder, "--out=" + out + "-x", "--cache=" + out + ".cache")
            .failure(ExitCode.USAGE)
            .startsWith("--cache is for pictures that are a file each"));
  }

  /** Digit i mod 10, of 28×28. */
  private ImageSet digits(int count) throws IOException {
    float[] values = new float[count * 784];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 10;
      for (int p = 0; p < 784; p++) {
        values[784 * i + p] = (13 * i + p) % 256;
      }
    }
    ImageSet set = ImageSet.of(Batch.of(new Shape(1, 28, 28), values), 0, 255);
    IdxWriter.gzipped().images(folder.resolve("train-images-idx3-ubyte.gz"), set);
    IdxWriter.plain().labels(folder.resolve("train-labels-idx1-ubyte"), labels);
    return set;
  }

  @Test
  void mnist_asThePaperHasIt_hasABlackBorderOfTwoPixels() throws IOException {
    ImageSet digits = digits(20);
    PictureSet set =
        list(origin(DataLayout.MNIST, false, OptionalInt.of(15), OptionalInt.empty()), GRAY);
    assertEquals("digit 0", set.sources().name(0));
    Normalisation normalisation = Normalisation.plusMinusOne();
    Batch expected = normalisation.apply(digits.first(15).padTo(32, 32)).batch();
    try (Work work = new Work(2, true)) {
      TrainingPictures read =
          set.read(NormalisationForm.fixed(normalisation), Optional.empty(), work);
      assertEquals(EnsembleFolder.dataSha256(expected), EnsembleFolder.dataSha256(read.images()));
    }
  }

  @Test
  void mnist_trained_isGrayByDigit() throws IOException {
    digits(30);
    Path out = folder.resolveSibling(folder.getFileName() + "-ensemble");
    List<Object> args = new ArrayList<>(List.of(Tiny.training(folder, out, "--layout=MNIST")));
    args.remove("--gray");
    CommandRun.of(args.toArray()).well();
    EnsembleFolder ensemble = EnsembleFolder.open(out);
    assertEquals(10, ensemble.code().sources().count());
    assertEquals(1, ensemble.config().inputShape().channels());
  }

  @Test
  void missingFiles_areNamedWithWhereTheyAreHad() throws IOException {
    assertEquals(
        "'"
            + folder
            + "' needs files of celeba: 'img_align_celeba' or 'Img/img_align_celeba', and"
            + " 'identity_CelebA.txt' or 'Anno/identity_CelebA.txt', and"
            + " 'list_eval_partition.txt' or 'Eval/list_eval_partition.txt', as they are"
            + " distributed at https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
        CommandRun.of("plan", folder, "--layout=celeba").failure(ExitCode.BAD_INPUT));
    for (DataLayout layout :
        List.of(
            DataLayout.METFACES,
            DataLayout.ARTBENCH,
            DataLayout.CIFAR_10,
            DataLayout.CIFAR_100,
            DataLayout.MNIST,
            DataLayout.FASHION_MNIST)) {
      String said = CommandRun.of("plan", folder, "--layout=" + layout).failure(ExitCode.BAD_INPUT);
      assertTrue(said.startsWith("'" + folder + "' needs files of " + layout + ": '"), said);
      assertTrue(said.contains(", as they are distributed at http"), said);
    }
    digits(10);
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    String labels = CommandRun.of("plan", folder, "--layout=mnist").failure(ExitCode.BAD_INPUT);
    assertTrue(labels.contains("'train-labels-idx1-ubyte.gz' or"), labels);
  }

  /** It is a picture of who knows whom, and cannot be read: that is said, whatever is taken. */
  @Test
  void folders_aLinkThatLeadsNowhere_isUnreadable() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Files.createSymbolicLink(pictures.resolve("dead.png"), folder.resolve("nowhere.png"));
    for (String taken : new String[] {"--sources=6", "--sources=5", "--first=12"}) {
      Path out = folder.resolve("ensemble" + taken);
      assertTrue(
          CommandRun.of(Tiny.training(pictures, out, taken))
              .failure(ExitCode.BAD_INPUT)
              .contains(" that cannot, the first 'dead.png'"),
          taken);
      assertEquals(
          "[\"dead.png\"]",
          CommandRun.of(Tiny.training(pictures, out, taken, "--skip-unreadable", "--json"))
              .well()
              .json()
              .get("skipped")
              .toString());
    }
  }

  /** For somebody whom permissions keep out, so not for root. */
  @Test
  void folders_oneThatMayNotBeRead_isUnreadableUnlessItsSourceIsGone() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path ensemble = folder.resolve("ensemble");
    CommandRun.of(Tiny.training(pictures, ensemble)).well();
    Path without = folder.resolve("without");
    CommandRun.of("remove", ensemble, "--source=c", "--out", without).well();
    Path closed = pictures.resolve("c");
    Files.setPosixFilePermissions(closed, Set.of());
    try {
      assumeFalse(Files.isReadable(closed), "permissions keep nobody out");
      Path out = folder.resolve("fewer");
      String said = CommandRun.of(Tiny.training(pictures, out)).failure(ExitCode.BAD_INPUT);
      assertTrue(said.contains("1 of 16 that cannot, the first 'c'"), said);
      CommandRun.of(Tiny.training(pictures, out, "--skip-unreadable")).well();
      CommandRun.of("repair", without, pictures, "--out", folder.resolve("repaired")).well();
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** Unreadable as it is, a link to a removed source's picture hinders no repair. */
  @Test
  void repair_aDeadLinkOfWhatWasRemoved_isNotReadEither() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path ensemble = folder.resolve("ensemble");
    CommandRun.of(Tiny.training(pictures, ensemble)).well();
    Path without = folder.resolve("without");
    CommandRun.of("remove", ensemble, "--source=c", "--out", without).well();
    for (int k = 0; k < Tiny.PICTURES; k++) {
      Path gone = pictures.resolve("c").resolve(k + ".png");
      Files.delete(gone);
      Files.createSymbolicLink(gone, folder.resolve("nowhere.png"));
    }
    CommandRun.of("repair", without, pictures, "--out", folder.resolve("repaired")).well();
  }

  @Test
  void options_thatDoNotFitALayout_areUsage() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    for (String[] wrong :
        new String[][] {
          {"--part=test", "--layout folders has no part TEST"},
          {"--layout=metfaces", "--part=validation", "--layout metfaces has no part VALIDATION"},
          {"--layout=table", "--layout table needs --table, found none"},
          {"--first=0", "--first must be at least 1, found 0"},
          {
            "--layout=own",
            "--table=x.csv",
            "--table is of --layout table, found it with --layout own"
          }
        }) {
      List<Object> args = new ArrayList<>(List.of("plan", pictures));
      args.addAll(List.of(wrong).subList(0, wrong.length - 1));
      assertEquals(wrong[wrong.length - 1], CommandRun.of(args.toArray()).failure(ExitCode.USAGE));
    }
    String help = CommandRun.of("train", "--help").well().out();
    assertTrue(help.replaceAll("\\s+", " ").contains("cifar-100, mnist, fashion-mnist"), help);
  }

  @Test
  void folders_named_areThoseOfThePresentOptions() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    String plain = pictures(pictures);
    assertEquals(plain, pictures(pictures, "--layout=folders"));
    assertEquals(pictures(pictures, "--each-its-own"), pictures(pictures, "--layout=own"));
    assertTrue(
        pictures(pictures, "--sources=5", "--first=14")
            .startsWith("Pictures:   14 of 5 sources from "),
        "selection");
  }

  private static String pictures(Path folder, Object... more) {
    List<Object> args = new ArrayList<>(List.of("plan", folder, "--size=8", "--channels=8,8"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray()).well().lines().get(0);
  }
}
