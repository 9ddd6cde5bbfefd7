package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A value of the network in a SameDiff graph: images [B, height, width, channels], with their
 * tangents beside them where the graph has any. Vectors are images of one pixel.
 *
 * @param primal the value, B rows
 * @param tangent its tangents, K rows beside one of the value; null where there are none, or all 0
 * @param height rows of the image
 * @param width columns of the image
 * @param channels number of channels
 */
record Value(SDVariable primal, SDVariable tangent, int height, int width, int channels) {}
