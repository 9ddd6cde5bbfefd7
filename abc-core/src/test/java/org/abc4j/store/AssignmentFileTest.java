package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AssignmentFileTest {
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
  void write_twice_givesTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(file);
    AssignmentFile.write(file, AssignmentFile.read(file));
    assertArrayEquals(first, Files.readAllBytes(file));
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
        Arguments.of("\"version\" : 1,", "", "version", "an integer", "nothing"),
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
        Arguments.of("\"reserved\"", "\"other\"", "reserved", "a list", "nothing"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void read_fault_isNamed(String from, String to, String field, String expected, String found)
      throws IOException {
    Files.writeString(file, Files.readString(file).replaceFirst(from.replace("[", "\\["), to));
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
