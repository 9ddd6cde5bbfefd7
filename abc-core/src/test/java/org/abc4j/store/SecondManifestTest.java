package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.codebook.Codeword;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.noise.NoiseSchedule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 2 of a manifest: splits, images, removals. */
class SecondManifestTest {
  private static final String A = ManifestFileTest.A;
  private static final String B = ManifestFileTest.B;
  private static final String C = ManifestFileTest.C;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name_theFile() {
    file = folder.resolve("manifest.json");
  }

  private static EnsembleManifest second() {
    return new EnsembleManifest(
        "abc 1.2.3",
        NoiseSchedule.linear(),
        A,
        Map.of("a", "b"),
        B,
        C,
        List.of(C, EnsembleManifest.REMOVED, A),
        List.of(B, EnsembleManifest.REMOVED, C),
        Optional.of(ImagePreparation.of(Normalisation.plusMinusOne())),
        Optional.of(A));
  }

  @Test
  void write_version2_isThisText_andIsReadAgain() throws IOException {
    String text =
        """
        {
          "format" : "abc-ensemble",
          "version" : 2,
          "library" : "abc 1.2.3",
          "schedule" : "linear(1000, 1.0E-4, 0.02)",
          "data" : "%s",
          "codebook" : "%s",
          "config" : "%s",
          "members" : [ "%s", "removed", "%s" ],
          "splits" : [ "%s", "removed", "%s" ],
          "removal" : "%s",
          "images" : {
            "normalisation" : "normalisation shift=0x1.0p-1 scale=0x1.0p1"
          },
          "provenance" : {
            "a" : "b"
          }
        }
        """
            .formatted(A, B, C, C, A, B, C, A);
    ManifestFile.write(file, second());
    assertEquals(
        text.replace(
            "\n  }\n}\n", "\n  },\n  \"sha256\" : \"" + ManifestFileTest.digest(text) + "\"\n}\n"),
        Files.readString(file));
    EnsembleManifest read = ManifestFile.read(file);
    assertEquals(second(), read);
    assertEquals(Codeword.parse("010"), read.removed());
    assertEquals(Optional.of(read.preparation()), read.images());
    assertEquals(Codeword.parse("000"), ManifestFileTest.manifest().removed());
    assertEquals(
        Normalisation.plusMinusOne(), ManifestFileTest.manifest().preparation().normalisation());
  }

  @Test
  void read_version2Spoilt_isRefusedByField() throws IOException {
    ManifestFile.write(file, second());
    String text = Files.readString(file);
    Map<String, String> spoilt = new LinkedHashMap<>();
    spoilt.put("images", text.replace("scale=0x1.0p1", "scale=2x"));
    spoilt.put("images.normalisation", text.replaceAll("\"normalisation shift[^\"]*\"", "7"));
    spoilt.put("splits[1]", text.replaceFirst("(splits.*)\"removed\"", "$1\"gone\""));
    spoilt.put("members", text.replaceFirst("(splits.*)\"removed\"", "$1\"" + A + "\""));
    spoilt.put("members[1]", text.replaceAll("\"removal\" : \"[^\"]*\",", ""));
    spoilt.put("removal", text.replaceAll("\"removal\" : \"[^\"]*\",", "\"removal\" : 7,"));
    spoilt.put("version", text.replace("\"version\" : 2", "\"version\" : 1"));
    for (Map.Entry<String, String> one : spoilt.entrySet()) {
      assertFalse(one.getValue().equals(text), one.getKey());
      Files.writeString(file, one.getValue());
      MalformedFileException error =
          assertThrows(MalformedFileException.class, () -> ManifestFile.read(file));
      assertEquals(file.toString(), error.file());
      assertEquals(one.getKey(), error.field());
    }
  }
}
