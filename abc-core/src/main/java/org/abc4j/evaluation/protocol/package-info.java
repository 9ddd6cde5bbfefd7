/**
 * The paper's protocols, and some beyond it: what is measured in a study of an ensemble, as classes
 * that take samples, landscapes and plain numbers and read and write no file.
 *
 * <p>Each protocol has the same two halves. What one sample contributes is a small value that can
 * be kept; a figure or table is made of the values of many samples. So a study can go sample by
 * sample, stop, and go on.
 *
 * <p>Of the paper, in its order:
 *
 * <ul>
 *   <li>{@link org.abc4j.evaluation.protocol.FrechetComparison}: are ensembles viable models
 *       (section 3.1, Table 3, Figure 2);
 *   <li>{@link org.abc4j.evaluation.protocol.ClassDiminishment} of {@link
 *       org.abc4j.evaluation.protocol.ClassCounts}: do removed classes vanish, by ablation and by
 *       retraining (Figure 3);
 *   <li>{@link org.abc4j.evaluation.protocol.RetrainedLandscapes}: counterfactuals by retraining
 *       (section 3.2);
 *   <li>{@link org.abc4j.evaluation.protocol.OverlapTable} of {@link
 *       org.abc4j.evaluation.protocol.TopSources}: do attributions name the same sources (Table 4,
 *       Figure 10);
 *   <li>{@link org.abc4j.evaluation.protocol.RankOfTop}: where the first by one attribution stands
 *       by another (Figures 4, 5, 9, 11, 12);
 *   <li>{@link org.abc4j.evaluation.protocol.UnattributableSearch} and {@link
 *       org.abc4j.evaluation.protocol.RadiusGallery}: samples that no source is needed for, and
 *       what radii look like (Figure 6);
 *   <li>{@link org.abc4j.evaluation.protocol.CounterfactualRadii}: how attributability fades with
 *       the training set (Figures 7, 13, 14);
 *   <li>{@link org.abc4j.evaluation.protocol.DifferentialAgreement} and {@link
 *       org.abc4j.evaluation.protocol.PixelAgreement}: how well differential ablation foretells
 *       ablation (Figure 8);
 *   <li>{@link org.abc4j.evaluation.protocol.RuntimeAnalysis}: what each way takes (appendix A.3).
 * </ul>
 *
 * <p>Beyond it, how good an attribution is:
 *
 * <ul>
 *   <li>{@link org.abc4j.evaluation.protocol.LeaveOneOutAgreement}: against retraining without each
 *       source, between what knowing nothing reaches, {@link
 *       org.abc4j.evaluation.protocol.AttributionFloor}, and what a noisy truth allows, {@link
 *       org.abc4j.evaluation.protocol.NoiseCeiling};
 *   <li>{@link org.abc4j.evaluation.protocol.LinearDatamodellingStudy}: against retraining without
 *       many, with intervals;
 *   <li>{@link org.abc4j.evaluation.protocol.FalseAttributionRate}: how often it names sources that
 *       left no effect.
 * </ul>
 *
 * <p>Statistics that know nothing of a protocol are those of {@link org.abc4j.evaluation}, such as
 * {@link org.abc4j.evaluation.Distribution} and {@link org.abc4j.evaluation.Proportion}. All
 * arithmetic is in {@code double} and in index order; arguments are copied or only read.
 */
package org.abc4j.evaluation.protocol;
