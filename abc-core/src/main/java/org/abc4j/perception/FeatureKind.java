package org.abc4j.perception;

import java.util.Optional;

/** What the features of an extractor are compared by. */
public enum FeatureKind {
  /** The {@link CosineDistance} of a vector. */
  COSINE("cosine"),
  /** The {@link LargestPatchDistance} of tokens. */
  LARGEST_PATCH("largest patch"),
  /** {@link LpipsDistance} of several layers, by weights in a file. */
  LPIPS("lpips"),
  /** The {@link FrechetScore} of sets of vectors: there is no distance between two images. */
  FRECHET("frechet");

  private final String text;

  FeatureKind(String text) {
    this.text = text;
  }

  /**
   * What descriptions call it.
   *
   * @return the name
   */
  public String text() {
    return text;
  }

  static Optional<FeatureKind> of(String text) {
    for (FeatureKind kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
