/**
 * The classifier of appendix B.5, in pure Java: whose class a generated image is of.
 *
 * <ul>
 *   <li>{@link org.abc4j.classifier.ClassifierTrainer} makes one of {@link
 *       org.abc4j.classifier.LabelledImages}, a {@link org.abc4j.classifier.ResNet} of the paper's
 *       size or a small one, first on images and then on images that a {@link
 *       org.abc4j.classifier.ProjectedGradientAttack} has perturbed, too;
 *   <li>{@link org.abc4j.classifier.ImageClassifier} says labels, and what its last layer goes by;
 *   <li>{@link org.abc4j.classifier.ClassifierFolder} opens what was made. What it finds in images
 *       is also a perceptual metric ({@link org.abc4j.classifier.ClassifierFeatures}).
 * </ul>
 *
 * <pre>{@code
 * ClassifierTraining training = ClassifierTraining.paper(seed, 3);
 * ImageClassifier classifier =
 *     ClassifierTrainer.of(ResNet.eighteen(shape, 10), training)
 *         .train(LabelledImages.of(train), LabelledImages.of(test), folder)
 *         .classifier();
 * int[] frequencies = classifier.counts(samples, Execution.sequential());
 * }</pre>
 */
package org.abc4j.classifier;
