package org.abc4j.spark;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Landscapes that a cluster has computed, at the driver: 8 bytes a sample and source. As tables of
 * Spark they are expanded by the executors, and nothing is computed again. Immutable and
 * thread-safe.
 */
public final class ClusterLandscapes {
  private static final double CONFIDENCE = 0.95;
  private static final long MOST_BYTES_A_TASK = 1 << 20;

  private final SparkSession session;
  private final SamplingTask of;
  private final ClusterMethod method;
  private final List<String> names;
  private final List<SampleScores> rows;

  ClusterLandscapes(
      SparkSession session,
      SamplingTask of,
      ClusterMethod method,
      List<String> names,
      List<SampleScores> rows) {
    this.session = session;
    this.of = of;
    this.method = method;
    this.names = names;
    this.rows = List.copyOf(rows);
  }

  /**
   * The samples.
   *
   * @return their addresses
   */
  public SampleSet samples() {
    return of.samples();
  }

  /**
   * A sample's landscape, exact or to first order.
   *
   * @param place which of the samples, from 0
   * @return its landscape, the same distances as on one machine
   * @throws IllegalStateException if it was screened
   */
  public Landscape landscape(int place) {
    if (method.kind() == ClusterMethod.Kind.SCREENED) {
      throw new IllegalStateException("these landscapes are screened: not all distances are known");
    }
    return Landscape.of(rows.get(place).distances());
  }

  /**
   * A sample's landscape of which some sources were verified.
   *
   * @param place which of the samples, from 0
   * @return its landscape, the same as on one machine
   * @throws IllegalStateException if it was not screened
   */
  public ScreenedLandscape screened(int place) {
    if (method.kind() != ClusterMethod.Kind.SCREENED) {
      throw new IllegalStateException("these landscapes are " + method.kind().word());
    }
    SampleScores row = rows.get(place);
    return ScreenedLandscape.of(
        Landscape.of(row.screen()), row.distances(), row.drawn(), CONFIDENCE);
  }

  /**
   * All scores as a table, a row for each sample and source: {@code ensemble} and {@code sampler},
   * which tell what they are of; {@code seed} and {@code sample}, the noise; {@code source} and
   * {@code source_name}; {@code method} and {@code metric}, how they were found; {@code distance},
   * null for a source that was screened and not verified; {@code screen}, its distance to first
   * order where that was the screen, otherwise null; {@code place}, 1 for the farthest of those
   * with a distance, and {@code rank}, from 0 to 1 for the farthest, null unless all have one.
   *
   * @return the table, in the order of samples and sources
   */
  public Dataset<Row> table() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    List<byte[]> each = new ArrayList<>();
    long bytes = 0;
    for (int place = 0; place < rows.size(); place++) {
      each.add(Sent.of(new ScoreRows(of.samples().index(place), rows.get(place))));
      bytes += each.get(place).length;
    }
    // Slices travel inside tasks, which Spark bounds.
    int slices =
        (int)
            Math.min(
                each.size(), Math.max(spark.defaultParallelism(), bytes / MOST_BYTES_A_TASK + 1));
    ScoreRows.Table table =
        new ScoreRows.Table(
            of.recipe().digest(),
            of.sampler(),
            of.samples().seed(),
            method.kind().word(),
            method.distance().word(),
            new ArrayList<>(names));
    JavaRDD<Row> all =
        spark
            .parallelize(each, Math.max(1, slices))
            .flatMap(one -> Sent.<ScoreRows>read(one).rows(table).iterator());
    return session.createDataFrame(all, ScoreRows.SCHEMA);
  }

  /**
   * The farthest sources of each sample.
   *
   * @param k how many, at least 1
   * @return the rows of {@link #table} whose place is at most k
   * @throws IllegalArgumentException if {@code k} is less than 1
   */
  public Dataset<Row> top(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("1 or more sources are the first, found " + k);
    }
    return table().filter("place <= " + k);
  }
}
