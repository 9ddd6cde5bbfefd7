package org.abc4j.cli.experiment;

/**
 * What a scale evaluates beyond the paper, where an experiment retrains without each source.
 *
 * @param samples how many samples at most
 * @param sets sets of half of the sources, to which members in closed form are fitted alone; 0 for
 *     none, else at least 2
 * @param draws attributions that know nothing, and draws of each bootstrap
 * @param again whether networks are retrained a second time, by other draws: as many trainings more
 */
public record ScaleEvaluation(int samples, int sets, int draws, boolean again) {
  private static final int MOST = 1_000_000;
  private static final int MOST_DRAWS = 100_000;

  /**
   * Checks the numbers.
   *
   * @param samples how many samples at most
   * @param sets sets of half of the sources
   * @param draws attributions that know nothing, and draws of each bootstrap
   * @param again whether networks are retrained a second time
   * @throws IllegalArgumentException if one is out of range
   */
  public ScaleEvaluation {
    Checks.between("samples of an evaluation", 1, MOST, samples);
    Checks.between("sets of an evaluation", 0, MOST_DRAWS, sets);
    Checks.require(sets != 1, "a score over sets is of none or at least 2", sets);
    Checks.between("draws of an evaluation", 1, MOST_DRAWS, draws);
  }
}
