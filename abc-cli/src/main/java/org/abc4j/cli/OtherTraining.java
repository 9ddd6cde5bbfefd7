package org.abc4j.cli;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.abc4j.io.Quoted;
import org.abc4j.training.AnotherTrainingException;
import org.abc4j.training.AnotherTrainingException.Difference;

/** Which options differ from those that a folder's training was begun with. */
public final class OtherTraining {
  private static final String IMAGES = "images";
  private static final String SHAPE = "image shape";
  private static final String PICTURE = "picture";

  /** The options that decide of a setting of the library. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          entry("seed", "--seed"),
          entry("steps", "--steps"),
          entry("batch size", "--batch"),
          entry("learning rate", "--rate"),
          entry("average", "--average"),
          entry("average warm-up", "--warm-up"),
          entry("flips", "--random-flips"),
          entry("shared draws", "--shared-draws"),
          entry(SHAPE, "the images' shape (--size, --gray or --color)"),
          entry("normalisation", "--normalise"),
          entry(PICTURE, "how pictures are prepared (--size, --fit, --resampling, --layout)"),
          entry("channels", "--channels or --network"),
          entry("layers", "--network"),
          entry("sources", "the number of sources"),
          entry("members", "--members or --placebos, the number of members,"),
          entry("weight", "--weight"),
          entry("reserved words", "--placebos"));

  /** What only a digest tells of, and how it is brought about. */
  private static final Map<String, String> DIGESTS =
      Map.of(
          IMAGES,
          "the pictures, or how they are read (--layout, --part, --table, --sources, --first,"
              + " --each-its-own, --flips, --skip-unreadable, --fit, --resampling, --normalise), are"
              + " others",
          "preparation",
          "pictures are prepared otherwise (--size, --fit, --resampling, --gray or --color,"
              + " --normalise)",
          "codebook",
          "sources, or their order or names, are others",
          "repair",
          "it is no repair of this ensemble",
          "extension",
          "it is an ensemble that sources were added to");

  private OtherTraining() {}

  /** What is asked about a folder. */
  interface Question {
    boolean answer() throws IOException;
  }

  /** The answer, or a refusal if the folder belongs to another training. */
  static boolean asked(Path out, Question question) throws IOException {
    try {
      return question.answer();
    } catch (AnotherTrainingException another) {
      throw refused(out, another);
    }
  }

  /**
   * In a line: each option with the value there and the one here.
   *
   * @param out the folder
   * @param another how its training differs
   * @return the refusal
   */
  public static Refusal refused(Path out, AnotherTrainingException another) {
    if (another.differences().isEmpty()) {
      return new Refusal(another.getMessage());
    }
    List<String> said = new ArrayList<>();
    List<String> names = another.differences().stream().map(Difference::name).toList();
    for (Difference one : another.differences()) {
      String option = OPTIONS.get(one.name());
      if (one.name().equals(PICTURE) && names.contains(SHAPE)) {
        // Of which the shape is a part.
        continue;
      }
      if (option != null) {
        said.add(option + " is " + one.there() + " there and " + one.asked() + " here");
      } else if (said.isEmpty() || (one.name().equals(IMAGES) && !names.contains(SHAPE))) {
        // Other digests differ where an option does that they depend on.
        said.add(DIGESTS.getOrDefault(one.name(), one.name() + " is another"));
      }
    }
    return new Refusal(
        Quoted.of(out.toString())
            + " belongs to another training: "
            + said.stream().collect(Collectors.joining("; "))
            + ". Give the same arguments to go on with it, or name a new folder");
  }
}
