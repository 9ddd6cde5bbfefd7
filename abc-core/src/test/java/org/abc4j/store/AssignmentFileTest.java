package org.abc4j.store;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AssignmentFileTest {
  private static final String SOME = "at least one item";
  private static final String NONE = "none";
  private static final String NEXT = "this field next";
  private static final String ITEMS = "sources[0].items";
  private static final String AFTER = "reserved[0]";
  private static final String OBJECT = "a JSON object";

  @TempDir private Path folder;
  private Path file;
  private CodeAssignment assignment;

  @BeforeEach
  void write_anAssignment() throws IOException {
    file = folder.resolve("codebook.json");
    DataSources sources = DataSources.named(List.of("Ada", "Bob <b>", "Ada", "\"Cy\"", "Bob <b>"));
    assignment = Codebook.allWords(5, 2).assign(sources, 3);
    AssignmentFile.write(file, assignment);
  }

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    CodeAssignment read = AssignmentFile.read(file);
    assertEquals(5, read.codebook().length());
    assertEquals(2, read.codebook().weight());
    assertEquals(3, read.sources().count());
    assertEquals(7, read.reserved());
    for (int s = 0; s < 3; s++) {
      assertEquals(assignment.word(s), read.word(s));
      assertEquals(assignment.sources().name(s), read.sources().name(s));
      assertArrayEquals(assignment.sources().itemsOf(s), read.sources().itemsOf(s));
    }
    for (int k = 0; k < 7; k++) {
      assertEquals(assignment.reservedWord(k), read.reservedWord(k));
    }
  }

  @Test
  void sha256_ofAnAssignment_isThatOfItsFile() throws IOException {
    assertEquals(Sha256.of(file), AssignmentFile.sha256(assignment));
    CodeAssignment large = Codebook.allWords(40, 20).assign(DataSources.oneItemEach(2), 1);
    assertIllegal(
        "a file lists at most 1048576 words, this codebook has 137846528820",
        () -> AssignmentFile.sha256(large));
  }

  @Test
  void write_twice_givesTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(file);
    AssignmentFile.write(file, AssignmentFile.read(file));
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void write_smallAssignment_isThisText() throws IOException {
    DataSources sources = DataSources.named(List.of("Zoë", "\ud83d\ude00", "lone \ud83d", "Zoë"));
    AssignmentFile.write(file, Codebook.allWords(4, 1).assignInOrder(sources));
    assertEquals(
        """
        {
          "format" : "abc-code-assignment",
          "version" : 1,
          "length" : 4,
          "weight" : 1,
          "sources" : [ {
            "name" : "Zoë",
            "word" : "1000",
            "items" : [ 0, 3 ]
          }, {
            "name" : "\\uD83D\\uDE00",
            "word" : "0100",
            "items" : [ 1 ]
          }, {
            "name" : "lone \\uD83D",
            "word" : "0010",
            "items" : [ 2 ]
          } ],
          "reserved" : [ "0001" ]
        }
        """,
        Files.readString(file));
    CodeAssignment read = AssignmentFile.read(file);
    for (int s = 0; s < 3; s++) {
      assertEquals(sources.name(s), read.sources().name(s));
    }
  }

  @Test
  void write_tooManyBytes_isRefusedAndLeavesTheOldFile() throws IOException {
    byte[] old = Files.readAllBytes(file);
    AssignmentFile.write(file, assignment, old.length);
    assertIllegal(
        "a file of an assignment holds at most "
            + (old.length - 1)
            + " bytes, this one would hold more",
        () -> AssignmentFile.write(file, assignment, old.length - 1));
    assertArrayEquals(old, Files.readAllBytes(file));
  }

  @Test
  void write_longName_isRefusedNamingTheSource() throws IOException {
    DataSources sources = DataSources.named(List.of("a", "b".repeat(1 << 16)));
    AssignmentFile.write(file, Codebook.allWords(2, 1).assignInOrder(sources));
    assertEquals(sources.name(1), AssignmentFile.read(file).sources().name(1));
    DataSources longer = DataSources.named(List.of("a", "b".repeat(65537)));
    assertIllegal(
        "a file names a source in at most 65536 characters, the name of source 1 has 65537",
        () -> AssignmentFile.write(file, Codebook.allWords(2, 1).assignInOrder(longer)));
    Files.writeString(file, Files.readString(file).replace("bbb", "bbbb"));
    assertEquals("content", fault().field());
  }

  @Test
  void write_tooManyItems_isRefused() {
    DataSources sources = DataSources.ofItems(new int[(1 << 24) + 1]);
    assertIllegal(
        "a file lists at most 16777216 items, these sources have 16777217",
        () -> AssignmentFile.write(file, Codebook.allWords(2, 1).assignInOrder(sources)));
  }

  @Test
  void read_tooManyBytes_isRefused() throws IOException {
    long size = Files.size(file);
    AssignmentFile.read(file, size);
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> AssignmentFile.read(file, size - 1));
    assertEquals("size", e.field());
    assertEquals("at most " + (size - 1) + " bytes", e.expected());
    assertEquals(size + " bytes", e.found());
  }

  @Test
  void read_noRegularFile_isRefused() {
    Path device = Path.of("/dev/zero");
    for (Path path : Files.exists(device) ? List.of(folder, device) : List.of(folder)) {
      MalformedFileException e =
          assertThrows(MalformedFileException.class, () -> AssignmentFile.read(path));
      assertEquals("file", e.field());
      assertEquals("a regular file", e.expected());
      assertEquals(path.equals(folder) ? "a folder" : "a device or a pipe", e.found());
    }
    assertThrows(NoSuchFileException.class, () -> AssignmentFile.read(folder.resolve("none")));
  }

  @Test
  void read_otherEncoding_isRefused() throws IOException {
    String text = Files.readString(file);
    Files.write(file, text.getBytes(StandardCharsets.UTF_16BE));
    assertEquals("content", fault().field());
    Files.write(file, text.replace("Ada", "Zoë").getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("content", fault().field());
    assertEquals("UTF-8", fault().expected());
  }

  @Test
  void read_manyWords_isRefusedWhereTheyExceedTheMost() throws IOException {
    writeMany("\"reserved\" : [ ", "\"11000\", ", 1 << 20);
    MalformedFileException e = fault();
    assertEquals("reserved[1048573]", e.field());
    assertEquals("at most 1048576 words in all", e.expected());
  }

  @Test
  void read_manyItems_isRefusedWhereTheyExceedTheMost() throws IOException {
    writeMany("\"items\" : [ ", "0,", (1 << 24) + 1);
    MalformedFileException e = fault();
    assertEquals(ITEMS, e.field());
    assertEquals("at most 16777216 items in all", e.expected());
  }

  /** The file up to and with a beginning, then a text many times. */
  private void writeMany(String beginning, String text, int times) throws IOException {
    String whole = Files.readString(file);
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(whole.substring(0, whole.indexOf(beginning) + beginning.length()));
      for (int i = 0; i < times; i++) {
        out.write(text);
      }
    }
  }

  private MalformedFileException fault() {
    return assertThrows(MalformedFileException.class, () -> AssignmentFile.read(file));
  }

  @Test
  void write_tooManyWords_isRefused() {
    CodeAssignment large = Codebook.allWords(40, 20).assign(DataSources.oneItemEach(2), 1);
    Path other = folder.resolve("large.json");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> AssignmentFile.write(other, large));
    assertEquals(
        "a file lists at most 1048576 words, this codebook has 137846528820", e.getMessage());
    assertFalse(Files.exists(other));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("abc-code-assignment", "other", "format", "abc-code-assignment", "\"other\""),
        Arguments.of("\"version\" : 1", "\"version\" : 2", "version", "1", "2"),
        Arguments.of("\"version\" : 1,", "", "version", "this field next", "the field \"length\""),
        Arguments.of("\"length\" : 5", "\"length\" : \"5\"", "length", "an integer", "\"5\""),
        Arguments.of("\"name\" : \"Ada\"", "\"name\" : 7", "sources[0].name", "a text", "7"),
        Arguments.of(
            "\"items\" : [ 0, 2 ]",
            "\"items\" : [ 0, 0 ]",
            "sources[0].items",
            "each of the items 0 to 4 once",
            "item 0"),
        Arguments.of(
            "\"items\" : [ 0, 2 ]",
            "\"items\" : [ 0, 9 ]",
            "sources[0].items",
            "each of the items 0 to 4 once",
            "item 9"),
        Arguments.of("\"items\" : [ 0, 2 ]", "\"items\" : [ ]", "sources[0].items", SOME, "none"),
        Arguments.of("\"items\" : [ 0, 2 ]", "\"items\" : 0", "sources[0].items", "a list", "0"),
        Arguments.of("\"items\" : [ 0, 2 ]", "\"items\" : [0.5]", ITEMS, "integers", "0.5"),
        Arguments.of(
            "\"items\" : [ 0, 2 ]",
            "\"items\" : [4294967296]",
            ITEMS,
            "integers of 32 bits",
            "4294967296"),
        Arguments.of("\"items\" : [ 0, 2 ]", "\"item\" : [ 0 ]", ITEMS, NEXT, "the field \"item\""),
        Arguments.of("\"sources\" : [ \\{", "\"sources\" : [ 1, {", "sources[0]", OBJECT, "1"),
        Arguments.of("\"sources\" : [ \\{", "\"sources\" : [ [], {", "sources[0]", OBJECT, "["),
        Arguments.of(
            "\"sources\" : [ (?s).*",
            "\"sources\" : [ ] }",
            "sources",
            "at least one source",
            NONE),
        Arguments.of(
            "\"reserved\" : [ \"[01]*\"", "\"reserved\" : [ 11000", AFTER, "a text", "11000"),
        Arguments.of(
            "\"reserved\" : [ \"[01]*\"", "\"reserved\" : [ null", AFTER, "a text", "null"),
        Arguments.of("^\\{", "[ {", "content", OBJECT, "["),
        Arguments.of("\\}\n$", "} {", "content", "nothing after the JSON object", "{"),
        Arguments.of("\\}\n$", "} 7", "content", "nothing after the JSON object", "7"),
        Arguments.of(
            "\\}\n$", ", \"more\" : 1 }", "content", "no further field", "the field \"more\""),
        Arguments.of("\"reserved\"", "\"other\"", "reserved", NEXT, "the field \"other\""));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void read_fault_isNamed(String from, String to, String field, String expected, String found)
      throws IOException {
    Files.writeString(file, Files.readString(file).replaceFirst(from.replace("[ ", "\\[ "), to));
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> AssignmentFile.read(file));
    assertEquals(file.toString(), e.file());
    assertEquals(field, e.field());
    assertEquals(expected, e.expected());
    assertEquals(found, e.found());
  }

  @Test
  void read_wordOfAnotherWeight_isNamed() throws IOException {
    String word = assignment.word(1).toString();
    Files.writeString(file, Files.readString(file).replace(word, "11100"));
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> AssignmentFile.read(file));
    assertEquals("sources[1]", e.field());
    assertEquals("a word of length 5 and weight 2", e.expected());
    assertEquals("11100", e.found());
  }

  @Test
  void read_wordHeldTwice_namesBoth() throws IOException {
    String zero = assignment.word(0).toString();
    String two = assignment.word(2).toString();
    Files.writeString(file, Files.readString(file).replace(two, zero));
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> AssignmentFile.read(file));
    assertEquals("words of a code are distinct, but words 0 and 2 are both " + zero, e.found());
  }

  @Test
  void read_mutatedBytes_isRefusedOrFine() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    CounterRandom random = CounterRandom.of(11, Purpose.EXAMPLE);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] mutated = whole.clone();
      for (int k = 0; k <= random.below(3, i, 0, 0); k++) {
        mutated[(int) random.below(whole.length, i, 1, k)] = (byte) random.bits(i, 2, k);
      }
      Files.write(file, mutated);
      try {
        AssignmentFile.read(file);
      } catch (MalformedFileException e) {
        refused++;
      }
    }
    assertEquals(true, refused > 500, () -> "few mutations were noticed");
  }
}
