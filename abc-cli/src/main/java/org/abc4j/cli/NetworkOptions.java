package org.abc4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CodeDesign;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.evidence.EvidencePower;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;
import picocli.CommandLine.Option;

/**
 * The members: how many, their networks, and how they are trained; options of a command, to be
 * mixed in.
 */
public final class NetworkOptions {
  /** As many as let a source be named that was chosen beforehand. */
  private static final int PLACEBOS = 19;

  private static final int SMALL_GROUPS = 8;
  private static final int PAPER_GROUPS = 32;

  /** Attention costs the square of the pixels, so it waits for this side. */
  private static final int ATTENDING_SIDE = 8;

  private static final int SMALLEST_SIDE = 4;

  /** Networks of several sizes; blocks beyond the last have as many channels as that. */
  enum Preset {
    /** About 0.3 million weights: for a first look. */
    SMALL(List.of(16, 32, 32, 32, 32), 1, SMALL_GROUPS),
    /** About 4 million. */
    MEDIUM(List.of(32, 64, 128, 128, 128), 1, SMALL_GROUPS),
    /** The paper's smaller network, 97 million at 32×32. */
    PAPER(List.of(128, 256, 512, 512, 512), 2, PAPER_GROUPS);

    private final List<Integer> channels;
    private final int layers;
    private final int groups;

    Preset(List<Integer> channels, int layers, int groups) {
      this.channels = channels;
      this.layers = layers;
      this.groups = groups;
    }
  }

  @Option(
      names = "--network",
      description =
          "Size of the members' networks: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Preset preset = Preset.SMALL;

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "C",
      description = "Channels of the network's blocks, instead of the preset's.")
  private List<Integer> channels = List.of();

  @Option(
      names = "--steps",
      description = "Optimizer steps of each member. Default: ${DEFAULT-VALUE}.")
  private int steps = 5000;

  @Option(names = "--batch", description = "Images a step. Default: ${DEFAULT-VALUE}.")
  int batch = 32;

  @Option(names = "--rate", description = "Adam's learning rate. Default: ${DEFAULT-VALUE}.")
  private double rate = 1e-3;

  @Option(
      names = "--average",
      paramLabel = "DECAY",
      description =
          "Decay of the weights' exponential average, 0 for none. Default: ${DEFAULT-VALUE}.")
  private double average = 0.999;

  @Option(
      names = "--warm-up",
      description =
          "The average begins short and grows to its decay, so that nothing is left in it of the"
              + " random weights at the start.")
  private boolean warmUp;

  @Option(
      names = "--random-flips",
      description =
          "Mirrors each picture with probability one half whenever a member sees it, as the paper"
              + " does where pictures may be mirrored.")
  private boolean randomFlips;

  @Option(
      names = "--shared-draws",
      description =
          "All members start from the same weights and meet the same noise and, so far as they may,"
              + " the same pictures: they differ by their sources alone, and what one does stands"
              + " out.")
  private boolean sharedDraws;

  @Option(
      names = "--seed",
      description = "Seed of all that is drawn at random. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--placebos",
      paramLabel = "N",
      description =
          "Words of the code that no source holds; their distances tell how far a sample moves"
              + " without any source's fault. Default: 19, with which a source can be named that"
              + " was chosen beforehand.")
  private Integer placebos;

  @Option(
      names = "--members",
      paramLabel = "N",
      description = "Members of the ensemble. Default: as few as have words enough.")
  private Integer members;

  @Option(
      names = "--weight",
      paramLabel = "W",
      description = "Members that see each source. Default: just under half of them.")
  private Integer weight;

  @Option(
      names = "--see",
      paramLabel = "SHARE",
      description =
          "Chooses --members, --weight and --placebos so that a source which explains this share of"
              + " what members differ by, such as 0.2, is found by its calibrated influence in"
              + " roughly 4 of 5 samples.")
  private Double see;

  /** As no option says otherwise. */
  public NetworkOptions() {}

  private int placebos() {
    return placebos == null ? PLACEBOS : placebos;
  }

  /** The share that is hoped to be seen. */
  OptionalDouble see() {
    return see == null ? OptionalDouble.empty() : OptionalDouble.of(see);
  }

  /** Members of a code with as many placebos, or empty if one of them would see no picture. */
  Optional<Integer> membersWith(long reserved, DataSources sources) {
    Codebook words =
        CodeDesign.forSources(sources.count()).withReserved(reserved).withSeed(seed).design();
    return DealtWords.of(words, sources, seed).isPresent()
        ? Optional.of(words.length())
        : Optional.empty();
  }

  /**
   * Which source is seen by which members.
   *
   * @param sources the sources
   * @return the code
   * @throws IllegalArgumentException if options do not go together, naming them
   */
  public CodeAssignment code(DataSources sources) {
    Codebook words = words(sources.count());
    return DealtWords.of(words, sources, seed)
        .orElseThrow(
            () ->
                new Refusal(
                    sources.count()
                        + " sources leave a member of "
                        + words.length()
                        + " without a picture, however their words are dealt: more sources are"
                        + " needed, or fewer --placebos"));
  }

  private Codebook words(long sources) {
    if (see != null) {
      EvidencePower power =
          Power.toSee(see, sources).orElseThrow(() -> Power.tooLittle(see, sources));
      return power.design().withSeed(seed).design();
    }
    try {
      CodeDesign design = CodeDesign.forSources(sources).withReserved(placebos()).withSeed(seed);
      design = members == null ? design : design.withLength(members);
      design = weight == null ? design : design.withWeight(weight);
      return design.design();
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException(
          "--members, --weight and --placebos do not go together: " + impossible.getMessage());
    }
  }

  /**
   * The network of every member.
   *
   * @param shape shape of the images
   * @return its configuration
   * @throws IllegalArgumentException if options do not go together, naming them
   */
  public UNetConfig network(Shape shape) {
    int side = Math.min(shape.height(), shape.width());
    List<Integer> widths = channels.isEmpty() ? presetFor(side) : channels;
    int attending = 0;
    while (side >> attending > ATTENDING_SIDE) {
      attending++;
    }
    try {
      return UNetConfig.attendingAt(attending, shape, widths, preset.layers, preset.groups);
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException(
          "--network, --channels and --size do not go together: " + impossible.getMessage());
    }
  }

  /** Blocks as long as sides can be halved, down to a side of 4. */
  private List<Integer> presetFor(int side) {
    List<Integer> widths = new ArrayList<>();
    int rest = side;
    for (int width : preset.channels) {
      widths.add(width);
      if (rest % 2 != 0 || rest / 2 < SMALLEST_SIDE) {
        break;
      }
      rest /= 2;
    }
    return widths;
  }

  /**
   * How members are trained.
   *
   * @return the settings
   * @throws IllegalArgumentException if an option's value is out of range, naming it
   */
  public TrainingConfig training() {
    Limits.atLeast("--placebos", 0, placebos());
    if (see != null) {
      Power.requireShare(see);
      if (members != null || weight != null || placebos != null) {
        throw new IllegalArgumentException(
            "--see chooses --members, --weight and --placebos: give it or these");
      }
    }
    Limits.atLeast("--steps", 1, steps);
    Limits.atLeast("--batch", 1, batch);
    Limits.require(rate > 0 && rate < 1, "--rate", "above 0 and below 1", rate);
    // Weights are floats, and so is the decay that they are averaged with.
    Limits.require(
        average >= 0 && (float) average < 1, "--average", "at least 0 and below 1", average);
    if (members != null) {
      Limits.between("--members", 2, Codeword.MAX_LENGTH, members);
    }
    if (weight != null) {
      Limits.between("--weight", 1, (members == null ? Codeword.MAX_LENGTH : members) - 1, weight);
    }
    return new TrainingConfig(
        seed,
        steps,
        batch,
        AdamConfig.pytorch(rate),
        randomFlips,
        average,
        NoiseSchedule.linear(),
        sharedDraws,
        warmUp);
  }
}
