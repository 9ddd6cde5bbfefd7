/**
 * ONNX files: networks of abc as graphs for others, and graphs of others in ONNX Runtime.
 *
 * <ul>
 *   <li>{@link org.abc4j.onnx.OnnxFile}: what a file says of itself, read and bounded before any
 *       native code sees it;
 *   <li>{@link org.abc4j.onnx.OnnxSession}: such a file in ONNX Runtime, with {@link
 *       org.abc4j.onnx.OnnxArray} in and out and {@link org.abc4j.onnx.OnnxSettings} that make its
 *       bits repeatable;
 *   <li>{@link org.abc4j.onnx.OnnxExport}: a network, or the mean of an ensemble's members, as one
 *       graph;
 *   <li>{@link org.abc4j.onnx.OnnxExtractor}: a graph that finds features in images, for perceptual
 *       metrics; {@link org.abc4j.onnx.OnnxExtractors} is found by whoever opens one;
 *   <li>{@link org.abc4j.onnx.OnnxCodec}: an autoencoder in two files, as Stable Diffusion's, for
 *       ensembles of its latent space; {@link org.abc4j.onnx.OnnxCodecs} is found by whoever opens
 *       one;
 *   <li>{@link org.abc4j.onnx.OnnxNoiseModel}: any graph that predicts noise as a member; {@link
 *       org.abc4j.onnx.DifferencedNoiseModel} with tangents, where it computes in {@code double}.
 * </ul>
 */
package org.abc4j.onnx;
