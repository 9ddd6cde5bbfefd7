package org.abc4j.cli.experiment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeSize;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.io.Quoted;

/**
 * One of the paper's ensembles with all that is done with it: a row of Table 2, or one of appendix
 * B.3. Data, not code: {@link ExperimentRegistry} reads them from a file. Immutable.
 *
 * @param name what the paper calls it, or in its manner; a name of a folder
 * @param table where the paper describes it, {@code "Table 2"} or {@code "B.3"}
 * @param dataSet the data set
 * @param part which part of it
 * @param items images of its training set, N<sub>items</sub>, mirrored copies not counted
 * @param subset which images of the part
 * @param sources number of data sources, N
 * @param source what a source is
 * @param members number of members, n
 * @param weight members that see a source, w
 * @param space what it diffuses in
 * @param channels channels of an image
 * @param side side of an image, as it is encoded or diffused
 * @param network which of the paper's networks
 * @param dropout probability of dropout
 * @param flips what is done with mirrored images
 * @param normalisation how values become the network's
 * @param binary whether pixels are made black or white, and duplicates removed
 * @param figures what is done with it, and of how many samples
 * @param reference what Fréchet distances are to
 * @param paper the paper's own numbers, by name
 * @param note what a reader must know, or empty
 */
public record Experiment(
    String name,
    String table,
    DataLayout dataSet,
    ImageOrigin.Part part,
    int items,
    Subset subset,
    int sources,
    SourceKind source,
    int members,
    int weight,
    Space space,
    int channels,
    int side,
    NetworkSize network,
    double dropout,
    Flips flips,
    NormalisationRule normalisation,
    boolean binary,
    Map<Protocol, Integer> figures,
    Reference reference,
    Map<String, Double> paper,
    String note) {
  private static final int MOST_SIDE = 1024;
  private static final int MOST_ITEMS = 10_000_000;
  private static final int MOST_MEMBERS = 1024;
  private static final int MOST_SAMPLES = 1_000_000;

  /** Side of what diffuses, in all of the paper. */
  static final int DIFFUSED = 32;

  private static final int LATENT_CHANNELS = 4;

  /**
   * Checks all of it.
   *
   * @param name what the paper calls it, or in its manner
   * @param table where the paper describes it
   * @param dataSet the data set
   * @param part which part of it
   * @param items images of its training set
   * @param subset which images of the part
   * @param sources number of data sources
   * @param source what a source is
   * @param members number of members
   * @param weight members that see a source
   * @param space what it diffuses in
   * @param channels channels of an image
   * @param side side of an image
   * @param network which of the paper's networks
   * @param dropout probability of dropout
   * @param flips what is done with mirrored images
   * @param normalisation how values become the network's
   * @param binary whether pixels are made black or white
   * @param figures what is done with it, and of how many samples
   * @param reference what Fréchet distances are to
   * @param paper the paper's own numbers, by name
   * @param note what a reader must know, or empty
   * @throws IllegalArgumentException if one is out of range, or the code has too few words
   */
  public Experiment {
    Checks.require(
        name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}"),
        "an experiment's name has letters, digits, hyphens and underscores, 1 to 64",
        Quoted.of(name));
    Checks.require(
        table.equals("Table 2") || table.equals("B.3") || table.equals("own"),
        "an experiment's table is Table 2, B.3 or own",
        Quoted.of(table));
    Checks.between("items of " + name, 1, MOST_ITEMS, items);
    Checks.between("sources of " + name, 2, items, sources);
    Checks.between("members of " + name, 2, MOST_MEMBERS, members);
    Checks.between("weight of " + name, 1, members - 1L, weight);
    Checks.require(
        new CodeSize(members, weight).capacity().longValue() >= sources
            || new CodeSize(members, weight).capacity().bitLength() > Integer.SIZE,
        "the code of " + name + " has a word for each of " + sources + " sources",
        new CodeSize(members, weight).capacity());
    Checks.require(
        source != SourceKind.IMAGE || items == sources,
        "where each image of " + name + " is a source there are as many of both",
        items + " and " + sources);
    Checks.between("channels of " + name, 1, 3, channels);
    Checks.require(channels != 2, "images of " + name + " have 1 or 3 channels", channels);
    Checks.between("side of " + name, DIFFUSED, MOST_SIDE, side);
    Checks.require(
        side % DIFFUSED == 0 && (side == DIFFUSED) == (space == Space.PIXEL),
        "the side of " + name + " is 32 in pixels, and a greater multiple of it in latents",
        side + " in " + space);
    Checks.require(
        space != Space.PIXEL
            || channels == 1
            || normalisation != NormalisationRule.STANDARD_CHANNELS,
        "distances in pixels need one scale for all channels, which "
            + name
            + "'s normalisation has not",
        normalisation);
    Checks.require(
        dropout >= 0 && dropout < 1, "dropout of " + name + " is from 0 to below 1", dropout);
    Checks.require(!figures.isEmpty(), "something is done with " + name, "no figure");
    Checks.require(
        !figures.containsKey(Protocol.EVALUATION),
        "what goes beyond the paper is a scale's to say, not that of " + name,
        "figure " + Protocol.EVALUATION);
    figures.forEach((figure, n) -> Checks.between(figure + " of " + name, 1, MOST_SAMPLES, n));
    paper.forEach(
        (key, value) ->
            Checks.require(
                key.matches("[a-z0-9.A-Z-]{1,64}") && Double.isFinite(value),
                "a number of the paper has a plain name and is finite",
                Quoted.of(key) + " " + value));
    Checks.require(note.length() <= 1000, "a note has at most 1000 characters", note.length());
    figures = Collections.unmodifiableMap(new EnumMap<>(figures));
    paper = Collections.unmodifiableMap(new TreeMap<>(paper));
  }

  /**
   * How many times smaller, in width and in height, what diffuses is than an image.
   *
   * @return 1 for pixels
   */
  public int reduction() {
    return side / DIFFUSED;
  }

  /**
   * The shape of what diffuses, at some side.
   *
   * @param diffused its side
   * @return a square of as many channels as images have, or 4 for latents
   */
  public Shape diffusedShape(int diffused) {
    return new Shape(space == Space.PIXEL ? channels : LATENT_CHANNELS, diffused, diffused);
  }

  /**
   * The shape of images, where what diffuses has some side.
   *
   * @param diffused its side
   * @return a square
   */
  public Shape imageShape(int diffused) {
    return new Shape(channels, diffused * reduction(), diffused * reduction());
  }

  /**
   * What the folders of its data sets are called, so that several fit into one.
   *
   * @return such as {@code "fashion-mnist"}
   */
  public String dataFolder() {
    return dataSet.text();
  }
}
