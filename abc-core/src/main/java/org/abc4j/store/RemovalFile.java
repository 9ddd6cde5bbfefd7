package org.abc4j.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.StrictJson;

/** {@link RemovalRecord} as JSON. The manifest beside it has its digest. */
final class RemovalFile {
  private static final String FORMAT = "abc-removal";
  private static final int VERSION = 1;

  /** Some ten thousand removals, or a hundred thousand names. */
  static final int MAX_BYTES = 8 << 20;

  private static final int MAX_TEXT = AssignmentFile.MAX_NAME;

  /** The record, its removals, a removal, its sources. */
  private static final int MAX_NESTING = 4;

  private static final StrictJson RULES = StrictJson.nesting(MAX_NESTING).withTexts(MAX_TEXT);
  private static final ObjectMapper JSON = new ObjectMapper();

  private RemovalFile() {}

  static void write(Path file, RemovalRecord record) throws IOException {
    AtomicFiles.write(file, bytes(record));
  }

  /** What {@link #write} writes: nothing but the record decides it. */
  static byte[] bytes(RemovalRecord record) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(record)) + "\n";
    ByteBuffer encoded;
    try {
      encoded =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text.replace("\r\n", "\n")));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "a record of removals is of whole characters, found half of one", e);
    }
    if (encoded.limit() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a record of removals has at most "
              + MAX_BYTES
              + " bytes, this one would have "
              + encoded.limit());
    }
    return Arrays.copyOf(encoded.array(), encoded.limit());
  }

  private static ObjectNode json(RemovalRecord record) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    ArrayNode removals = root.putArray("removals");
    for (SourceRemoval removal : record.removals()) {
      ObjectNode one = removals.addObject();
      ArrayNode sources = one.putArray("sources");
      removal.sources().forEach(name -> sources.add(requireShort("name", name)));
      one.put("when", removal.when().toString());
      one.put("reason", requireShort("reason", removal.reason()));
      one.put("members", removal.members().toString());
      one.put("diminished", removal.diminished());
      one.put("emptied", removal.emptied());
      one.put("manifest", removal.manifestSha256());
      removal.dataSha256().ifPresent(digest -> one.put("data", digest));
    }
    return root;
  }

  private static String requireShort(String what, String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "a "
              + what
              + " in a record of removals has at most "
              + MAX_TEXT
              + " characters, found "
              + text.length());
    }
    return text;
  }

  static RemovalRecord read(Path file) throws IOException {
    JsonTree root = RULES.tree(file, MAX_BYTES);
    if (!root.field("format").isText(FORMAT)) {
      throw root.field("format").fault(FORMAT);
    }
    JsonTree version = root.field("version");
    if (!version.isInteger() || version.integer() != VERSION) {
      throw version.fault(VERSION + ", the newest that this release reads");
    }
    root.requireNoFieldBut(List.of("format", "version", "removals"));
    List<SourceRemoval> removals = new ArrayList<>();
    for (JsonTree removal : root.field("removals").list()) {
      removals.add(removal(file, removal, "removals[" + removals.size() + "]"));
    }
    try {
      return new RemovalRecord(removals);
    } catch (IllegalArgumentException e) {
      throw root.field("removals").fault("removals from one ensemble", e.getMessage());
    }
  }

  private static SourceRemoval removal(Path file, JsonTree one, String at) throws IOException {
    one.as(at)
        .requireNoFieldBut(
            List.of(
                "sources",
                "when",
                "reason",
                "members",
                "diminished",
                "emptied",
                "manifest",
                "data"));
    List<String> names = new ArrayList<>();
    for (JsonTree name : one.field("sources").as(at + ".sources").list()) {
      names.add(name.as(at + ".sources[" + names.size() + "]").text());
    }
    JsonTree data = one.field("data").as(at + ".data");
    SourceRemoval removal;
    try {
      removal =
          new SourceRemoval(
              names,
              when(one.field("when").as(at + ".when")),
              one.field("reason").as(at + ".reason").text(),
              members(one.field("members").as(at + ".members")),
              count(one.field("diminished").as(at + ".diminished")),
              count(one.field("emptied").as(at + ".emptied")),
              one.field("manifest").as(at + ".manifest").text(),
              data.isMissing() ? Optional.empty() : Optional.of(data.text()));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file.toString(), at, "a removal", e.getMessage(), e);
    }
    return removal;
  }

  private static int count(JsonTree number) throws IOException {
    if (!number.isInteger() || number.integer() < 0) {
      throw number.fault("a number of sources, at least 0");
    }
    return number.integer();
  }

  private static Instant when(JsonTree text) throws IOException {
    try {
      Instant when = Instant.parse(text.text());
      if (when.toString().equals(text.text())) {
        return when;
      }
    } catch (DateTimeException e) {
      // Told of below.
    }
    throw text.fault("a time in UTC such as 2026-11-26T12:00:00Z");
  }

  private static Codeword members(JsonTree digits) throws IOException {
    try {
      return Codeword.parse(digits.text());
    } catch (IllegalArgumentException e) {
      throw digits.fault("members as zeros and ones");
    }
  }
}
