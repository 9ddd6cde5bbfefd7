package org.abc4j.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreLocationTest {
  @Test
  void of_pathsAndFileUris_areOneAbsoluteFolder() {
    String expected = Path.of("/shared/ens").toString();
    for (String uri :
        new String[] {
          "/shared/ens",
          "/shared/ens/",
          "file:///shared/ens",
          "file:/shared/ens",
          "FILE:///shared/ens",
          "/shared/x/../ens"
        }) {
      StoreLocation location = StoreLocation.of(uri);
      assertEquals(expected, location.uri(), uri);
      assertTrue(location.isFolder(), uri);
    }
    assertEquals(Path.of("ens").toAbsolutePath().toString(), StoreLocation.of("ens").uri());
    assertEquals("/shared/a b", StoreLocation.of("file:///shared/a%20b").uri());
  }

  @Test
  void of_otherSchemes_areHadoops() {
    StoreLocation location = StoreLocation.of("s3a://bucket/some/ens/");
    assertEquals("s3a://bucket/some/ens", location.uri());
    assertFalse(location.isFolder());
    assertFalse(StoreLocation.of("hdfs://name:8020/ens").isFolder());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|is one line that is not blank",
        "'a\nb'|is one line that is not blank",
        "s3a://bucket/a/../../b|it takes no step up ('..')",
        "s3a://bucket/a?versionId=1|without a query or a fragment",
        "s3a://bucket/a#b|without a query or a fragment",
        "s3a:bucket|without a query or a fragment",
        "s3a://bu cket/a|Illegal character",
        "file://host/ens|has no host in it",
        "s3a://KEY:SECRET@bucket/ens|has no user and password in it",
        "s3a://KEY@bucket/ens|has no user and password in it"
      })
  void of_anythingElse_isRefusedWithTheRule(String uri, String rule) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> StoreLocation.of(uri));
    assertTrue(error.getMessage().contains(rule), error.getMessage());
    assertFalse(error.getMessage().contains("SECRET"), error.getMessage());
  }

  @Test
  void settings_areThoseOfFileSystemsThatDiffer_andInNoMessage() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.secret.key", "SECRET");
    configuration.set("mapreduce.job.name", "nothing of a file system");
    StoreLocation location = StoreLocation.of("s3a://bucket/ens", configuration);
    assertEquals(Map.of("fs.s3a.secret.key", "SECRET"), location.settings());
    assertEquals("s3a://bucket/ens", location.toString());
    assertEquals(location, sent(location));
    EnsembleAddress address = new EnsembleAddress(location, "ab".repeat(32));
    assertEquals(address, sent(address));
    assertFalse(address.toString().contains("SECRET"), address.toString());
  }

  @Test
  void files_ofASchemeThatNobodyKnows_isOneErrorThatSaysWhatToDo() {
    IOException error =
        assertThrows(
            IOException.class, () -> EnsembleStore.at(StoreLocation.of("gold://bucket/ens")));
    assertTrue(error.getMessage().startsWith("cannot reach gold://bucket/ens: "));
    assertTrue(
        error.getMessage().endsWith("must be on the class path of driver and executors"),
        error.getMessage());
  }

  /** Hadoop by itself would give the second what the first one opened. */
  @Test
  void files_ofOneBucketByOtherSettings_areReachedByThose() throws IOException {
    String uri = "objects://by-settings/ens";
    Map<String, String> settings = Map.of("fs.objects.impl", ObjectStoreFileSystem.class.getName());
    EnsembleStore.at(new StoreLocation(uri, settings));
    StoreLocation other = new StoreLocation(uri, Map.of("fs.objects.impl", "no.such.Class"));
    IOException error = assertThrows(IOException.class, () -> EnsembleStore.at(other));
    assertTrue(error.getMessage().contains("no.such.Class"), error.getMessage());
  }

  private static Object sent(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }
}
