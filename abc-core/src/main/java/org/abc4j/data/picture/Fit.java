package org.abc4j.data.picture;

/** How a picture of one proportion becomes one of another. */
public enum Fit {
  /** Rows and columns are resized each by its own factor. */
  STRETCH,

  /**
   * The picture is resized until it just covers the wanted size, and its middle kept, as
   * torchvision's {@code Resize} and {@code CenterCrop} do.
   */
  CROP,

  /**
   * The picture is resized until it just fits into the wanted size, and a border laid around it.
   */
  PAD
}
