package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.JsonTokens;
import org.abc4j.io.JsonTokens.Token;
import org.abc4j.io.MalformedFileException;

/**
 * One pass over the file of an assignment.
 *
 * <p>Format, version, length and weight come first, so that nothing is kept of a file that is
 * something else. Words and items are counted as they arrive.
 */
final class AssignmentReader {
  private static final int FIRST_ITEMS = 1024;

  private final Path file;
  private final JsonTokens json;

  private int length;
  private int weight;
  private final List<Codeword> words = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** The items of all sources, one after another, and where those of each source end. */
  private int[] items = new int[FIRST_ITEMS];

  private int itemCount;
  private final List<Integer> ends = new ArrayList<>();

  private AssignmentReader(Path file, JsonTokens json) {
    this.file = file;
    this.json = json;
  }

  /** The file is of at most so many bytes; if it grows meanwhile, no more are read. */
  static CodeAssignment read(Path file, long mostBytes) throws IOException {
    return AssignmentFile.RULES.read(
        file, mostBytes, tokens -> new AssignmentReader(file, tokens).assignment());
  }

  private CodeAssignment assignment() throws IOException {
    expect(json.next(), Token.START_OBJECT, "content", "a JSON object");
    String format = text("format", "format");
    if (!format.equals(AssignmentFile.FORMAT)) {
      throw malformed("format", AssignmentFile.FORMAT, quoted(format));
    }
    int version = integer("version");
    if (version != AssignmentFile.VERSION) {
      throw malformed("version", "" + AssignmentFile.VERSION, "" + version);
    }
    length = integer("length");
    weight = integer("weight");
    sources();
    reserved();
    expect(json.next(), Token.END_OBJECT, "content", "no further field");
    if (json.next() != Token.END) {
      throw malformed("content", "nothing after the JSON object", found());
    }
    DataSources sources = DataSources.ofItems(sourceOfItem()).withNames(names);
    try {
      return Codebook.of(words).assignInOrder(sources);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "words", "a code", String.valueOf(e.getMessage()), e);
    }
  }

  private void sources() throws IOException {
    field("sources", "sources");
    expect(json.next(), Token.START_ARRAY, "sources", "a list");
    while (json.next() != Token.END_ARRAY) {
      String at = "sources[" + names.size() + "]";
      expect(json.token(), Token.START_OBJECT, at, "a JSON object");
      names.add(text("name", at + ".name"));
      addWord(text("word", at + ".word"), at);
      field("items", at + ".items");
      items(at + ".items");
      expect(json.next(), Token.END_OBJECT, at, "no further field");
    }
    if (names.isEmpty()) {
      throw malformed("sources", "at least one source", "none");
    }
  }

  private void items(String at) throws IOException {
    expect(json.next(), Token.START_ARRAY, at, "a list");
    int begin = itemCount;
    while (json.next() != Token.END_ARRAY) {
      expect(json.token(), Token.VALUE_NUMBER_INT, at, "integers");
      if (!json.isInt()) {
        throw malformed(at, "integers of 32 bits", found());
      }
      if (itemCount == AssignmentFile.MAX_ITEMS) {
        throw malformed(at, "at most " + AssignmentFile.MAX_ITEMS + " items in all", "more");
      }
      if (itemCount == items.length) {
        items = Arrays.copyOf(items, 2 * items.length);
      }
      items[itemCount++] = json.intValue();
    }
    if (itemCount == begin) {
      throw malformed(at, "at least one item", "none");
    }
    ends.add(itemCount);
  }

  private void reserved() throws IOException {
    field("reserved", "reserved");
    expect(json.next(), Token.START_ARRAY, "reserved", "a list");
    while (json.next() != Token.END_ARRAY) {
      String at = "reserved[" + (words.size() - names.size()) + "]";
      expect(json.token(), Token.VALUE_STRING, at, "a text");
      addWord(json.text(), at);
    }
  }

  private void addWord(String digits, String at) throws IOException {
    if (words.size() == AssignmentFile.MAX_WORDS) {
      throw malformed(at, "at most " + AssignmentFile.MAX_WORDS + " words in all", "more");
    }
    String expected = "a word of length " + length + " and weight " + weight;
    Codeword word;
    try {
      word = Codeword.parse(digits);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file.toString(), at, expected, digits, e);
    }
    if (word.length() != length || word.weight() != weight) {
      throw malformed(at, expected, digits);
    }
    words.add(word);
  }

  private int[] sourceOfItem() throws IOException {
    int[] sourceOfItem = new int[itemCount];
    Arrays.fill(sourceOfItem, -1);
    int source = 0;
    for (int k = 0; k < itemCount; k++) {
      if (k == ends.get(source)) {
        source++;
      }
      int item = items[k];
      if (item < 0 || item >= itemCount || sourceOfItem[item] >= 0) {
        throw malformed(
            "sources[" + source + "].items",
            "each of the items 0 to " + (itemCount - 1) + " once",
            "item " + item);
      }
      sourceOfItem[item] = source;
    }
    return sourceOfItem;
  }

  /** Takes the name of a field, which must be the one that comes next in a file of this format. */
  private void field(String name, String at) throws IOException {
    if (json.next() != Token.FIELD_NAME || !name.equals(json.text())) {
      throw malformed(at, "this field next", found());
    }
  }

  private String text(String name, String at) throws IOException {
    field(name, at);
    expect(json.next(), Token.VALUE_STRING, at, "a text");
    return json.text();
  }

  private int integer(String name) throws IOException {
    field(name, name);
    json.next();
    if (!json.isInt()) {
      throw malformed(name, "an integer", found());
    }
    return json.intValue();
  }

  private void expect(Token token, Token expected, String at, String described) throws IOException {
    if (token != expected) {
      throw malformed(at, described, found());
    }
  }

  private String found() throws IOException {
    return switch (json.token()) {
      case END -> "the end";
      case FIELD_NAME -> "the field " + quoted(json.text());
      case VALUE_STRING -> quoted(json.text());
      default -> json.text();
    };
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private MalformedFileException malformed(String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
