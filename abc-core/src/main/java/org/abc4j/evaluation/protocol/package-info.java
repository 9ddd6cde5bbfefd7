/**
 * The paper's protocols, and some beyond it: what is measured in a study of an ensemble, as classes
 * that take samples, landscapes and plain numbers and read and write no file.
 *
 * <p>Each protocol has the same two halves. What one sample contributes is a small value that can
 * be kept; a figure or table is made of the values of many samples. So a study can go sample by
 * sample, stop, and go on.
 *
 * <ul>
 *   <li>{@link org.abc4j.evaluation.protocol.OverlapTable} of {@link
 *       org.abc4j.evaluation.protocol.TopSources}: do attributions name the same sources (Table 4,
 *       Figure 10);
 *   <li>{@link org.abc4j.evaluation.protocol.RankOfTop}: where the first by one attribution stands
 *       by another (Figures 4, 5, 9, 11, 12);
 *   <li>{@link org.abc4j.evaluation.protocol.CounterfactualRadii}: how attributability fades with
 *       the training set (Figures 7, 13, 14);
 *   <li>{@link org.abc4j.evaluation.protocol.DifferentialAgreement} and {@link
 *       org.abc4j.evaluation.protocol.PixelAgreement}: how well differential ablation foretells
 *       ablation (Figure 8).
 * </ul>
 *
 * <p>Statistics that know nothing of a protocol are those of {@link org.abc4j.evaluation}, such as
 * {@link org.abc4j.evaluation.Distribution} and {@link org.abc4j.evaluation.Proportion}. All
 * arithmetic is in {@code double} and in index order; arguments are copied or only read.
 */
package org.abc4j.evaluation.protocol;
