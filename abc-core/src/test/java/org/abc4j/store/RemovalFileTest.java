package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.io.MalformedFileException;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;

class RemovalFileTest extends RemovalFixture {
  @Test
  void record_isThisText() throws IOException {
    Path target = disk.resolve("without");
    EnsembleFolder without = removal(1).withImages(TinyNetworks.images()).to(target);
    assertEquals(
        """
        {
          "format" : "abc-removal",
          "version" : 1,
          "removals" : [ {
            "sources" : [ "bo" ],
            "when" : "2026-11-26T12:00:00Z",
            "reason" : "a letter of 20 November",
            "members" : "011000",
            "diminished" : 2,
            "emptied" : 0,
            "manifest" : "%s",
            "data" : "%s"
          } ]
        }
        """
            .formatted(whole.manifestSha256(), EnsembleFolder.dataSha256(left(1))),
        Files.readString(target.resolve("removal.json")));
    assertEquals(without.removal().orElseThrow(), RemovalFile.read(target.resolve("removal.json")));
  }

  @Test
  void record_malformed_isRefusedByField() throws IOException {
    Path target = disk.resolve("without");
    removal(1).to(target);
    Path file = target.resolve("removal.json");
    String text = Files.readString(file);
    Map<String, String> spoilt = new TreeMap<>();
    spoilt.put("format", text.replace("abc-removal", "abc-ensemble"));
    spoilt.put("version", text.replace("\"version\" : 1", "\"version\" : 2"));
    spoilt.put("removals[0].when", text.replace("12:00:00Z", "13:00:00+01:00"));
    spoilt.put("removals[0].members", text.replace("011000", "01x000"));
    spoilt.put("removals[0].diminished", text.replace("d\" : 2", "d\" : -2"));
    spoilt.put("removals[0].emptied", text.replace("d\" : 0", "d\" : [ ]"));
    spoilt.put("removals[0].reason", text.replace("\"a letter of 20 November\"", "7"));
    spoilt.put("removals[0]", text.replace("[ \"bo\" ]", "[ ]"));
    spoilt.put("removals[0]", text.replace("d\" : 0", "d\" : 3"));
    spoilt.put("removals", text.replaceAll("(?s)\\[ \\{.*\\} \\]\n}", "[ ]\n}"));
    for (Map.Entry<String, String> one : spoilt.entrySet()) {
      assertFalse(one.getValue().equals(text), one.getKey());
      Files.write(file, one.getValue().getBytes(StandardCharsets.UTF_8));
      assertEquals(
          one.getKey(),
          assertThrows(MalformedFileException.class, () -> RemovalFile.read(file), one.getKey())
              .field());
    }
  }
}
