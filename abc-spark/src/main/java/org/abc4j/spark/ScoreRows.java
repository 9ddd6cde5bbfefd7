package org.abc4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.attribution.Landscape;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One sample's scores as rows of a table.
 *
 * @param sample index of the sample in its noise
 * @param scores its scores
 */
record ScoreRows(long sample, SampleScores scores) implements Serializable {
  static final StructType SCHEMA =
      new StructType()
          .add("ensemble", DataTypes.StringType, false)
          .add("sampler", DataTypes.StringType, false)
          .add("seed", DataTypes.LongType, false)
          .add("sample", DataTypes.LongType, false)
          .add("source", DataTypes.IntegerType, false)
          .add("source_name", DataTypes.StringType, false)
          .add("method", DataTypes.StringType, false)
          .add("metric", DataTypes.StringType, false)
          .add("distance", DataTypes.DoubleType, true)
          .add("screen", DataTypes.DoubleType, true)
          .add("place", DataTypes.IntegerType, true)
          .add("rank", DataTypes.DoubleType, true);

  /**
   * What all rows say.
   *
   * @param ensemble digest of the ensemble
   * @param sampler text of the sampler
   * @param seed seed of the noise
   * @param method how distances were found
   * @param metric how far samples are from each other
   * @param names of the sources
   */
  record Table(
      String ensemble,
      String sampler,
      long seed,
      String method,
      String metric,
      ArrayList<String> names)
      implements Serializable {}

  List<Row> rows(Table table) {
    double[] distances = scores.distances();
    int[] known = known(distances);
    Landscape ranking = Landscape.of(Arrays.stream(known).mapToDouble(s -> distances[s]).toArray());
    Integer[] place = new Integer[distances.length];
    int[] order = ranking.top(known.length);
    for (int p = 0; p < order.length; p++) {
      place[known[order[p]]] = p + 1;
    }
    boolean all = known.length == distances.length;
    List<Row> rows = new ArrayList<>();
    for (int source = 0; source < distances.length; source++) {
      rows.add(
          RowFactory.create(
              table.ensemble(),
              table.sampler(),
              table.seed(),
              sample,
              source,
              table.names().get(source),
              table.method(),
              table.metric(),
              place[source] == null ? null : distances[source],
              scores.screen().length == 0 ? null : scores.screen()[source],
              place[source],
              all ? ranking.rank(source) : null));
    }
    return rows;
  }

  private static int[] known(double[] distances) {
    int[] known = new int[distances.length];
    int count = 0;
    for (int source = 0; source < distances.length; source++) {
      if (!Double.isNaN(distances[source])) {
        known[count++] = source;
      }
    }
    return Arrays.copyOf(known, count);
  }
}
