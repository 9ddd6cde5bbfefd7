package org.abc4j.report.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * A figure of every kind, with numbers like the paper's: for tests, and to be looked at, {@code
 * java -cp … org.abc4j.report.figure.Gallery FOLDER}.
 */
public final class Gallery {
  /** The ensembles of Table 2, their training sets, and means of log₁₀ radii. */
  static final String[] ENSEMBLES = {
    "MNIST_256",
    "MNIST_512",
    "MNIST_1024",
    "MNIST_2048",
    "MNIST_4096",
    "MNIST_8192",
    "FASHION_256",
    "FASHION_512",
    "FASHION_1024",
    "FASHION_2048",
    "FASHION_4096",
    "FASHION_8192",
    "CIFAR-10_500",
    "CIFAR-10_50000",
    "CIFAR-100_500",
    "CIFAR-100_50000",
    "CelebA_BA_512",
    "CelebA_BA_8192",
    "CelebA_SD_512",
    "CelebA_SD_8192",
    "MetFaces",
    "Landscapes",
    "ArtBench"
  };

  static final double[] SIZES = {
    256, 512, 1024, 2048, 4096, 8192, 256, 512, 1024, 2048, 4096, 8192, 500, 50000, 500, 50000,
    15363, 162770, 15365, 162770, 1336, 6414, 50000
  };

  static final double[] RADII = {
    2.015, 2.003, 1.940, 1.817, 1.755, 1.765, 1.914, 1.834, 1.805, 1.783, 1.826, 1.795, 1.961,
    1.340, 1.964, 1.563, 1.566, 1.528, 1.625, 1.426, 1.794, 1.464, 1.532
  };

  private Gallery() {}

  /** A figure of every kind, under the name of its files. */
  public static Map<String, Figure> all() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("ranks", ranks());
    figures.put("correlations", correlations());
    figures.put("radii", radii());
    figures.put("few", few());
    figures.put("classes", classes());
    figures.put("fit", fit());
    figures.put("fit-one-group", oneGroup());
    figures.put("fid", fid());
    figures.put("histogram", histogram());
    figures.put("overlap", overlap());
    figures.put("pairs", pictures(2));
    figures.put("triples", pictures(3));
    figures.put("landscape", landscape());
    return figures;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (Map.Entry<String, Figure> figure : all().entrySet()) {
      Files.writeString(folder.resolve(figure.getKey() + ".svg"), figure.getValue().svg());
      Files.write(folder.resolve(figure.getKey() + ".png"), figure.getValue().png());
    }
  }

  /** Numbers like normal ones. */
  static double[] normal(int stream, int count, double mean, double deviation) {
    float[] draws = CounterRandom.of(7, Purpose.EXAMPLE).gaussians(stream, 0, count);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = mean + deviation * draws[i];
    }
    return values;
  }

  private static double[] uniforms(int stream, int count) {
    double[] values = normal(stream, count, 0, 1);
    for (int i = 0; i < count; i++) {
      values[i] = 1 / (1 + StrictMath.exp(-1.702 * values[i]));
    }
    return values;
  }

  static Figure ranks() {
    List<Series> series = new ArrayList<>();
    for (int e = 0; e < ENSEMBLES.length; e++) {
      double[] values = uniforms(e, 1000);
      double power = Math.max(1, 9 - Math.log(SIZES[e]));
      for (int i = 0; i < values.length; i++) {
        values[i] = StrictMath.pow(values[i], power);
      }
      series.add(Series.of(ENSEMBLES[e], values));
    }
    return ViolinChart.of(
        "Figure 4: visual similarity of the sources with the farthest counterfactuals",
        Axis.linear("visual similarity rank", "0 the most similar").between(0, 1),
        series);
  }

  static Figure correlations() {
    List<Series> series = new ArrayList<>();
    for (int e = 0; e < 6; e++) {
      double[] values = uniforms(40 + e, 2000);
      for (int i = 0; i < values.length; i++) {
        values[i] = 1 - 0.6 * StrictMath.pow(values[i], 3);
      }
      series.add(Series.of(ENSEMBLES[e], values));
    }
    return ViolinChart.of(
            "Figure 8: pixel correlation of first-order and exact counterfactuals",
            Axis.linear("Pearson correlation", ""),
            series)
        .withFliers();
  }

  static Figure radii() {
    List<Series> series = new ArrayList<>();
    for (int e = 0; e < ENSEMBLES.length; e++) {
      double[] values = normal(80 + e, SIZES[e] == 50000 ? 6 : 100, RADII[e], 0.12);
      for (int i = 0; i < values.length; i++) {
        values[i] = StrictMath.pow(10, values[i]);
      }
      series.add(Series.of(ENSEMBLES[e], values));
    }
    return StripChart.of(
        "Figure 7: counterfactual radii",
        Axis.logarithmic("counterfactual radius", "at 3×256×256"),
        series);
  }

  static Figure few() {
    return ViolinChart.of(
        "Awkward series: one value, equal ones, none, two, and the longest name that anybody could"
            + " come up with for an ensemble of photographs",
        Axis.linear("counterfactual radius", ""),
        List.of(
            Series.of("one value", 3),
            Series.of("equal", 4, 4, 4),
            Series.of("empty"),
            Series.of("two", 1, 6),
            Series.of("葛飾北斎の富嶽三十六景と東海道五十三次", 2, 3, 4),
            Series.of("<script>alert('&')</script> of an artist", 2, 3, 4.5)));
  }

  static Figure classes() {
    return BarChart.of(
        "Figure 3: frequencies of FASHION classes, ablation",
        Axis.linear("frequency", "of 5,100 samples"),
        List.of(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot"),
        List.of(
            Series.of("full ensemble", .11, .1, .09, .12, .095, .08, .105, .09, .11, .1)
                .withErrors(
                    "95 % by Wilson", .009, .009, .008, .009, .008, .008, .009, .008, .009, .008),
            Series.of("class ablated", .03, .002, .05, .04, .045, .012, .06, .01, .006, .008)));
  }

  static Figure fit() {
    List<Points> groups = new ArrayList<>();
    String[] names = {"MNIST", "FASHION", "CIFAR", "CelebA", "MetFaces", "ArtBench"};
    int[] ends = {0, 6, 12, 16, 20, 21, 23};
    for (int g = 0; g < names.length; g++) {
      double[] xs = java.util.Arrays.copyOfRange(SIZES, ends[g], ends[g + 1]);
      double[] ys = java.util.Arrays.copyOfRange(RADII, ends[g], ends[g + 1]);
      double[] errors = new double[xs.length];
      java.util.Arrays.fill(errors, 0.12);
      groups.add(Points.of(names[g], xs, ys).withErrors("one standard deviation", errors));
    }
    return FitChart.of(
        "Figure 7: counterfactual radius against training set size",
        Axis.logarithmic("training set size", ""),
        Axis.linear("mean log₁₀ counterfactual radius", ""),
        groups);
  }

  static Figure oneGroup() {
    return FitChart.of(
            "Radius of two ensembles, extrapolated to 10⁸ images",
            Axis.logarithmic("training set size", ""),
            Axis.logarithmic("counterfactual radius", "at 3×256×256"),
            List.of(
                Points.of(
                    "ours",
                    new double[] {64, 128, 256, 512, 1024},
                    new double[] {120, 112, 90, 88, 70})))
        .extrapolatedTo(1e8);
  }

  static Figure fid() {
    double[] sizes = {256, 512, 1024, 2048, 4096, 8192};
    return SizeChart.of(
        "Figure 2: FID of MNIST ensembles",
        Axis.linear("FID", "10,240 samples"),
        List.of(
            Points.of("ensemble", sizes, new double[] {6.245, 5.909, 5.696, 4.542, 2.134, 1.995}),
            Points.of(
                "single model", sizes, new double[] {4.512, 3.882, 3.924, 3.340, 3.206, 3.675}),
            Points.of("member", sizes, new double[] {5.474, 4.448, 3.422, 3.114, 2.426, 2.466})));
  }

  static Figure histogram() {
    double[] values = normal(200, 3731, 12, 5);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
    return HistogramChart.of(
            "Figure 6: radii of binary MNIST samples",
            Axis.linear("counterfactual radius", "pixels that differ"),
            "samples",
            values)
        .marking(0, "14 unattributable");
  }

  static Figure overlap() {
    List<String> names =
        List.of(
            "visual, Euclidean",
            "visual, LPIPS",
            "visual, OpenCLIP",
            "visual, DINOv2",
            "visual, DINO Patch",
            "ablation",
            "retraining",
            "differential ablation");
    double[][] values = new double[names.size()][names.size()];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values.length; c++) {
        values[r][c] = r == c ? 1024 : Math.round(1024.0 / (1 + Math.abs(r - c)));
      }
    }
    return HeatChart.of(
        "Figure 10: top-8 intersections",
        Axis.linear("samples of 1,024 with an intersection", ""),
        names,
        names,
        values);
  }

  static Picture picture(int stream, int channels) {
    Shape shape = new Shape(channels, 28, 28);
    byte[] values = new byte[shape.size()];
    double[] bumps = uniforms(300 + stream, 6);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < 28; y++) {
        for (int x = 0; x < 28; x++) {
          double dx = x - 28 * bumps[c];
          double dy = y - 28 * bumps[3 + c];
          values[(c * 28 + y) * 28 + x] =
              (byte) Math.round(255 * StrictMath.exp(-(dx * dx + dy * dy) / 60));
        }
      }
    }
    return Picture.of(shape, values);
  }

  static Figure pictures(int count) {
    List<String> roles =
        count == 2
            ? List.of("sample", "attributed source")
            : List.of("sample", "most alike", "without it");
    List<PictureSheet.Entry> entries = new ArrayList<>();
    for (int e = 0; e < 18; e++) {
      List<Picture> pictures = new ArrayList<>();
      for (int p = 0; p < count; p++) {
        pictures.add(picture(e * count + p, e % 2 == 0 ? 1 : 3));
      }
      entries.add(new PictureSheet.Entry("source " + (37 * e % 256) + ", rank 0.0" + e, pictures));
    }
    return PictureSheet.of(
        count == 2 ? "D.1: 18 samples of FASHION_256 drawn at random" : "D.2: FASHION_256",
        roles,
        entries);
  }

  static Figure landscape() {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      pictures.add(picture(i % 7, 1));
    }
    return LandscapeSheet.of("D.3: an entire landscape of MNIST_256", picture(0, 1), pictures);
  }
}
