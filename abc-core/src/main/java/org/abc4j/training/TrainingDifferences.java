package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.ImagePreparation;
import org.abc4j.store.AssignmentFile;
import org.abc4j.training.AnotherTrainingException.Difference;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;

/**
 * What differs between a training and that of a folder: setting by setting where an entry's text,
 * or the file that it is the digest of, can be read.
 */
final class TrainingDifferences {
  private static final String CODEBOOK = "codebook.json";
  private static final String NETWORK = "config.json";
  private static final String NOTHING = "nothing";

  private final List<Difference> settings = new ArrayList<>();
  private final List<Difference> digests = new ArrayList<>();

  private final UNetConfig config;
  private final TrainingConfig training;

  /** Empty where it is not compared. */
  private final Optional<CodeAssignment> code;

  private final Optional<ImagePreparation> preparation;

  /** How the folder's images were prepared, of which an entry is but a digest. */
  private final Optional<ImagePreparation> there;

  private TrainingDifferences(
      UNetConfig config,
      TrainingConfig training,
      Optional<CodeAssignment> code,
      Optional<ImagePreparation> preparation,
      Optional<ImagePreparation> there) {
    this.config = config;
    this.training = training;
    this.code = code;
    this.preparation = preparation;
    this.there = there;
  }

  /**
   * Between the entries of a training and those that were found in a folder.
   *
   * @param images how the folder's images were prepared, as its manifest says, if it has one
   */
  static List<Difference> between(
      TrainingIdentity own,
      Map<String, String> expected,
      Path folder,
      Map<String, String> found,
      Optional<ImagePreparation> images) {
    TrainingDifferences differences =
        new TrainingDifferences(
            own.config(), own.training(), Optional.of(own.code()), own.preparation(), images);
    return differences.between(expected, folder, found);
  }

  /** Between entries of settings alone, which no image enters. */
  static List<Difference> ofSettings(
      UNetConfig config,
      TrainingConfig training,
      Map<String, String> expected,
      Path folder,
      Map<String, String> found) {
    return new TrainingDifferences(
            config, training, Optional.empty(), Optional.empty(), Optional.empty())
        .between(expected, folder, found);
  }

  private List<Difference> between(
      Map<String, String> expected, Path folder, Map<String, String> found) {
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      String asked = expected.getOrDefault(name, NOTHING);
      String there = found.getOrDefault(name, NOTHING);
      if (!asked.equals(there) && !inDetail(name, folder, there)) {
        digests.add(new Difference(name, asked, there));
      }
    }
    List<Difference> all = new ArrayList<>(settings);
    all.addAll(digests);
    return all;
  }

  /** Whether an entry could be taken apart and a setting in it differs. */
  private boolean inDetail(String name, Path folder, String text) {
    int before = settings.size();
    try {
      switch (name) {
        case TrainingIdentity.TRAINING -> training(training, TrainingConfig.parse(text));
        case TrainingIdentity.NETWORK -> {
          UNetConfig other = UNetConfigFile.read(folder.resolve(NETWORK));
          if (other.toString().equals(text)) {
            network(config, other);
          }
        }
        case TrainingIdentity.CODEBOOK -> {
          CodeAssignment other = AssignmentFile.read(folder.resolve(CODEBOOK));
          if (code.isPresent() && AssignmentFile.sha256(other).equals(text)) {
            code(code.get(), other);
          }
        }
        case TrainingIdentity.PREPARATION -> {
          if (there.isPresent()) {
            prepared(texts(preparation), texts(there));
          }
        }
        default -> {
          return false;
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      // Then the digests have to do.
      return false;
    }
    return settings.size() > before;
  }

  private void training(TrainingConfig asked, TrainingConfig there) {
    compare("seed", asked.seed(), there.seed());
    compare("steps", asked.steps(), there.steps());
    compare("batch size", asked.batchSize(), there.batchSize());
    compare("learning rate", asked.adam().learningRate(), there.adam().learningRate());
    compare("average", asked.emaDecay(), there.emaDecay());
    compare("average warm-up", asked.averageWarmUp(), there.averageWarmUp());
    compare("flips", asked.flips(), there.flips());
    compare("shared draws", asked.sharedDraws(), there.sharedDraws());
    compare("schedule", asked.schedule(), there.schedule());
  }

  private void network(UNetConfig asked, UNetConfig there) {
    compare("image shape", asked.inputShape(), there.inputShape());
    compare("channels", asked.channels(), there.channels());
    compare("layers", asked.layersPerBlock(), there.layersPerBlock());
  }

  private void code(CodeAssignment asked, CodeAssignment there) {
    compare("sources", asked.sources().count(), there.sources().count());
    compare("members", asked.codebook().length(), there.codebook().length());
    compare("weight", asked.codebook().weight(), there.codebook().weight());
    compare("reserved words", asked.reserved(), there.reserved());
  }

  private static Map<String, String> texts(Optional<ImagePreparation> preparation) {
    return preparation.map(how -> how.withoutOrigin().texts()).orElse(Map.of());
  }

  private void prepared(Map<String, String> asked, Map<String, String> there) {
    Set<String> names = new LinkedHashSet<>(asked.keySet());
    names.addAll(there.keySet());
    for (String name : names) {
      compare(name, asked.getOrDefault(name, NOTHING), there.getOrDefault(name, NOTHING));
    }
  }

  private void compare(String name, Object asked, Object there) {
    if (!asked.toString().equals(there.toString())) {
      settings.add(new Difference(name, asked.toString(), there.toString()));
    }
  }
}
