/**
 * Perceptual metrics (appendices B.6 and C.1): what a network finds in images, and how far that is
 * apart. The networks are other people's; a module such as {@code abc-onnx} runs them.
 *
 * <ul>
 *   <li>{@link org.abc4j.perception.ExtractorDescription}: one small JSON file that says which
 *       network, how images are prepared for it ({@link org.abc4j.perception.InputPreparation}),
 *       what is read and what that is compared by. Five come with the library;
 *   <li>{@link org.abc4j.perception.FeatureExtractor}: the network. {@link
 *       org.abc4j.perception.Extractors} opens one by whichever {@link
 *       org.abc4j.perception.FeatureExtractorProvider} is on the class path;
 *   <li>{@link org.abc4j.perception.SampleFeatures}: what it finds in samples and training items;
 *   <li>{@link org.abc4j.perception.FeatureMetric}: {@link org.abc4j.perception.CosineDistance},
 *       {@link org.abc4j.perception.LargestPatchDistance} and {@link
 *       org.abc4j.perception.LpipsDistance};
 *   <li>{@link org.abc4j.perception.PerceptualMetric}: the two together, a distance for {@link
 *       org.abc4j.attribution.AblationAttributor};
 *   <li>{@link org.abc4j.perception.FeatureFolder}: features of a training set, found once and
 *       kept, for a {@link org.abc4j.attribution.VisualAttributor};
 *   <li>{@link org.abc4j.perception.FrechetScore}: the Fréchet distance of two sets, named after
 *       its extractor;
 *   <li>{@link org.abc4j.perception.SimilaritySelection}: the images that are like one phrase and
 *       unlike another, as the paper chose its Landscapes.
 * </ul>
 *
 * <pre>{@code
 * var description = ExtractorDescription.shipped("dinov2");
 * try (var extractor = Extractors.open(description, Path.of("dinov2.onnx"), 2)) {
 *   var metric = PerceptualMetric.of(description, extractor, folder, Normalisation.plusMinusOne());
 *   Landscape landscape = new AblationAttributor().withDistance(metric).attribute(sample);
 *   var kept = FeatureFolder.of(cache, metric.features(), items, dataSha256).features(execution);
 *   VisualAttributor.of(kept.by(metric), sources).attribute(sample);
 * }
 * }</pre>
 */
package org.abc4j.perception;
