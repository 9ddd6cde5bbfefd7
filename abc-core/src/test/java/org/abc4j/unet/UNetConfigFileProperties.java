package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;

/** Spoilt configuration files: one kind of error, or a configuration. */
class UNetConfigFileProperties {
  private static final FileSystem DISK = Jimfs.newFileSystem(Configuration.unix());
  private static final UNetConfig CONFIG =
      UNetConfig.attendingOnce(new Shape(3, 16, 16), List.of(16, 24), 2, 8).withDropout(0.25);
  private static final byte[] VALID = valid();

  @AfterContainer
  static void close() throws IOException {
    DISK.close();
  }

  private static byte[] valid() {
    try {
      Path file = DISK.getPath("/valid");
      UNetConfigFile.write(file, CONFIG);
      return Files.readAllBytes(file);
    } catch (IOException cause) {
      throw new AssertionError(cause);
    }
  }

  /** True if the file is read; whatever is read is written and read again. */
  private static boolean readsFine(byte[] content) throws IOException {
    Path file = Files.write(DISK.getPath("/fuzzed"), content);
    UNetConfig config;
    try {
      config = UNetConfigFile.read(file);
    } catch (MalformedFileException expected) {
      assertTrue(expected.getMessage().startsWith("/fuzzed: "), expected.getMessage());
      return false;
    }
    UNetConfigFile.write(file, config);
    assertEquals(config, UNetConfigFile.read(file));
    return true;
  }

  @Property(tries = 3000)
  void read_bytesReplaced_isRefusedOrFine(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 10_000) Integer> places,
      @ForAll @Size(4) List<Byte> values)
      throws IOException {
    byte[] content = VALID.clone();
    for (int i = 0; i < places.size(); i++) {
      content[places.get(i) % content.length] = values.get(i);
    }
    readsFine(content);
  }

  @Provide
  Arbitrary<String> tokens() {
    return Arbitraries.of(
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "null",
        "true",
        "-1",
        "0",
        "1e999",
        "-1e999",
        "NaN",
        "2147483648",
        "9".repeat(40),
        "9".repeat(1500),
        "0.1",
        "{}",
        "[]",
        "[[[[[[[[[[",
        "\\u0000",
        "\"a\":1,",
        "\"dropout\":0.5,",
        "/*",
        "4096",
        "64",
        "\ud800",
        "\u0000");
  }

  @Property(tries = 3000)
  void read_textReplaced_isRefusedOrFine(
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll @IntRange(max = 30) int length,
      @ForAll("tokens") String token)
      throws IOException {
    String text = new String(VALID, StandardCharsets.UTF_8);
    int from = place % text.length();
    int to = Math.min(text.length(), from + length);
    String changed = text.substring(0, from) + token + text.substring(to);
    readsFine(changed.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1000)
  void read_numberReplaced_isRefusedOrFine(
      @ForAll @IntRange(max = 40) int which, @ForAll("tokens") String token) throws IOException {
    String[] parts = new String(VALID, StandardCharsets.UTF_8).split("(?<=[^0-9.])(?=[0-9.])", -1);
    int part = which % parts.length;
    parts[part] = parts[part].replaceFirst("[0-9.]+", Matcher.quoteReplacement(token));
    readsFine(String.join("", parts).getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 500)
  void read_cutShort_isRefused(@ForAll @IntRange(max = 10_000) int length) throws IOException {
    // All but the last two bytes, the closing brace and the end of the line, are needed.
    byte[] content = Arrays.copyOf(VALID, length % (VALID.length - 1));
    assertTrue(!readsFine(content), "cut to " + content.length + " of " + VALID.length);
  }

  @Property(tries = 500)
  void read_anyBytes_isRefused(@ForAll @Size(max = 100) byte[] content) throws IOException {
    assertTrue(!readsFine(content));
  }

  @Example
  void read_unchanged_isFine() throws IOException {
    assertTrue(readsFine(VALID));
  }
}
