package org.abc4j.cli.experiment;

import java.util.Locale;

/** The space that an ensemble diffuses in (appendix B.1). */
public enum Space {
  /** Pixels. */
  PIXEL,

  /** Latents of the autoencoder of appendix B.4. */
  BASIC_AUTOENCODER,

  /** Latents of Stable Diffusion's autoencoder. */
  STABLE_DIFFUSION;

  /** As in files and options: in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
