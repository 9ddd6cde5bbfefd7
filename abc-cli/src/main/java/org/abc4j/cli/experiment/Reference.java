package org.abc4j.cli.experiment;

import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;

/**
 * The images that generated ones are compared with by a Fréchet distance (appendix C.1).
 *
 * @param dataSet the data set
 * @param part the part of it
 */
public record Reference(DataLayout dataSet, ImageOrigin.Part part) {}
