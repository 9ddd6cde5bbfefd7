/**
 * Who mattered, and is it more than chance: estimates of what a retraining would miss, from an
 * ensemble that was trained once, and the tests that go with them ({@code
 * docs/decisions/0031-calibrated-influence.md}).
 *
 * <ul>
 *   <li>{@link org.abc4j.evidence.CalibratedAttributor}: the influence of each source on a sample,
 *       from {@link org.abc4j.evidence.TrainingPoints} and the ensemble's {@link
 *       org.abc4j.evidence.TrainingResiduals} on them. Its {@link
 *       org.abc4j.evidence.CalibratedAttribution} has signed sizes of all sources and, of chosen
 *       ones, the predicted change of the image;
 *   <li>{@link org.abc4j.evidence.ResidualFolder}: residuals in files, computed once for all
 *       samples; {@link org.abc4j.evidence.ResidualCost}: what they take;
 *   <li>{@link org.abc4j.evidence.SourceEvidence}: z, p and q of each source, of one sample or of
 *       several together; {@link org.abc4j.evidence.AnyEffectTest}: whether any source is beyond
 *       chance;
 *   <li>{@link org.abc4j.evidence.Template}: in which direction an item pushes a denoiser; {@link
 *       org.abc4j.evidence.Templates} has the usual ones;
 *   <li>{@link org.abc4j.evidence.EvidencePower}: what an ensemble of so many members can show.
 * </ul>
 *
 * <p>Exact statements about the ensemble itself are in {@code org.abc4j.attribution}.
 */
package org.abc4j.evidence;
