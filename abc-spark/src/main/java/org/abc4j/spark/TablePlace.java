package org.abc4j.spark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.abc4j.cli.Refusal;
import org.abc4j.io.Quoted;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where a table will be, asked for all that writing may fail of before there is something to write.
 *
 * @param place the folder of the table
 * @param files its file system
 * @param form as Spark names it
 */
record TablePlace(Path place, FileSystem files, String form) {
  /** Those that Spark brings and that hold the columns as they are. */
  private static final List<String> FORMS = List.of("parquet", "csv", "json", "orc");

  static TablePlace of(SparkSession session, String out, String form) throws IOException {
    String named = form.toLowerCase(Locale.ROOT);
    if (!FORMS.contains(named)) {
      throw new IllegalArgumentException(
          "a table's form is one of " + String.join(", ", FORMS) + ", not " + Quoted.of(form));
    }
    Path place = new Path(out);
    FileSystem files = place.getFileSystem(session.sparkContext().hadoopConfiguration());
    return new TablePlace(files.makeQualified(place), files, named);
  }

  /**
   * Makes sure that nothing is there and that something can be.
   *
   * @throws Refusal if there is something
   * @throws IOException if nothing can be written there
   */
  void requireWritable() throws IOException {
    if (files.exists(place)) {
      throw new Refusal(place + " is there already: name a table that is not there yet");
    }
    Path parent = place.getParent();
    Path probe = new Path(parent == null ? place : parent, "_abc-" + UUID.randomUUID());
    try {
      files.create(probe, false).close();
      files.delete(probe, false);
    } catch (IOException e) {
      throw new IOException("cannot write beside " + place + ": " + e.getMessage(), e);
    }
  }

  void write(Dataset<Row> rows) {
    rows.write().format(form).save(place.toString());
  }
}
