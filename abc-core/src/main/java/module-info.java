/**
 * Ablation based counterfactuals: what a generated image would have been without some of the
 * training data. {@link org.abc4j} says where to start.
 *
 * <p>Start Java with {@code --add-modules jdk.incubator.vector} if networks are used: they are many
 * times faster with it, to the same bits. The packages of inner loops, {@code kernel} and {@code
 * matrix}, and {@code epochs}, which two trainings share, are for this module alone.
 */
// Commons Math has no descriptor: its name is that of its file, commons-math3-3.6.1.jar.
@SuppressWarnings("requires-automatic")
module org.abc4j {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires commons.math3;
  requires java.desktop;
  requires java.management;

  exports org.abc4j;
  exports org.abc4j.attribution;
  exports org.abc4j.autoencoder;
  exports org.abc4j.classifier;
  exports org.abc4j.closedform;
  exports org.abc4j.codebook;
  exports org.abc4j.codec;
  exports org.abc4j.data;
  exports org.abc4j.data.cache;
  exports org.abc4j.data.folder;
  exports org.abc4j.data.picture;
  exports org.abc4j.evaluation;
  exports org.abc4j.evaluation.protocol;
  exports org.abc4j.evidence;
  exports org.abc4j.io;
  exports org.abc4j.model;
  exports org.abc4j.noise;
  exports org.abc4j.perception;
  exports org.abc4j.safetensors;
  exports org.abc4j.sampling;
  exports org.abc4j.store;
  exports org.abc4j.study;
  exports org.abc4j.training;
  exports org.abc4j.unet;
  exports org.abc4j.unet.layer;

  uses org.abc4j.codec.CodecProvider;
  uses org.abc4j.perception.FeatureExtractorProvider;
  uses org.abc4j.store.EnsembleExporter;

  provides org.abc4j.perception.FeatureExtractorProvider with
      org.abc4j.classifier.ClassifierFeaturesProvider;
}
