/**
 * Counterfactual landscapes and what follows from them (sections 2.1, 2.4 and 3).
 *
 * <ul>
 *   <li>{@link org.abc4j.attribution.AblationAttributor}: exact. Every counterfactual is generated;
 *   <li>{@link org.abc4j.attribution.DifferentialAttributor}: to first order, from one {@link
 *       org.abc4j.attribution.EnsembleJacobian}; thousands of times faster for many sources;
 *   <li>{@link org.abc4j.attribution.HybridAttributor}: between the two. To first order down to a
 *       step that is chosen by measurement, exactly from there on; its {@link
 *       org.abc4j.attribution.HybridLandscape} states the measured error;
 *   <li>{@link org.abc4j.attribution.AnchoredAttributor}: between the two as well, at a price that
 *       does not grow with the sources. What members say where a few counterfactuals lead is
 *       carried over to the others;
 *   <li>{@link org.abc4j.attribution.ScreeningAttributor}: exact for the first sources of any of
 *       the others and for some that are drawn; its {@link org.abc4j.attribution.ScreenedLandscape}
 *       states what that says of the rest;
 *   <li>{@link org.abc4j.attribution.VisualAttributor}: by likeness of the training items. Likeness
 *       is not influence (section 3.4).
 * </ul>
 *
 * <p>A {@link org.abc4j.attribution.Distance} says how far two samples are apart; a {@link
 * org.abc4j.attribution.PerceptualDistance} by what a network finds in them, for exact
 * counterfactuals and likeness only, as it has no gradient.
 *
 * <p>A {@link org.abc4j.attribution.LandscapePlan} says what each of the first three costs, before
 * anything is generated.
 *
 * <p>Exact, first-order and anchored attribution yield a {@link org.abc4j.attribution.Landscape};
 * the images come from {@link org.abc4j.attribution.ExactCounterfactuals} and {@link
 * org.abc4j.attribution.EnsembleJacobian#counterfactual}.
 */
package org.abc4j.attribution;
