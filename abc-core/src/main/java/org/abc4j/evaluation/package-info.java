/**
 * Measures of how good an attribution or an ensemble is, on plain arrays.
 *
 * <ul>
 *   <li>{@link org.abc4j.evaluation.TopKOverlap}: do two attributions name the same sources, and
 *       how often would chance make them do so (section 3.4, Table 4);
 *   <li>{@link org.abc4j.evaluation.Correlation}: do two attributions order the sources alike, with
 *       {@link org.abc4j.evaluation.Ranks} for the order itself;
 *   <li>{@link org.abc4j.evaluation.LinearDatamodellingScore}: does an attribution foretell what
 *       becomes of a sample when only some sources are kept;
 *   <li>{@link org.abc4j.evaluation.FrechetDistance} between {@link
 *       org.abc4j.evaluation.GaussianMoments}: how far generated images are from real ones
 *       (appendix C.1, Table 3), of as many as there are by {@link
 *       org.abc4j.evaluation.MomentsAccumulator};
 *   <li>{@link org.abc4j.evaluation.RadiusRegression}: how the counterfactual radius shrinks as the
 *       training set grows (section 3.6, Figure 7), by a {@link
 *       org.abc4j.evaluation.LeastSquaresLine};
 *   <li>{@link org.abc4j.evaluation.PlaceboTest}: is the distance of a source's counterfactual more
 *       than what leaving out as many members does by itself;
 *   <li>{@link org.abc4j.evaluation.Distribution}: what numbers of many samples are like, as a box
 *       plot shows it, and {@link org.abc4j.evaluation.Quantiles};
 *   <li>{@link org.abc4j.evaluation.Proportion}: a count of samples, with {@linkplain
 *       org.abc4j.evaluation.Interval intervals} of its probability, and {@link
 *       org.abc4j.evaluation.Bootstrap} for intervals of anything else.
 * </ul>
 *
 * <p>What the paper measures with these, figure by figure, is in {@link
 * org.abc4j.evaluation.protocol}.
 *
 * <p>All arithmetic is in {@code double} and in index order, so that the same input gives the same
 * bits everywhere. All arguments are read, never kept or changed.
 */
package org.abc4j.evaluation;
