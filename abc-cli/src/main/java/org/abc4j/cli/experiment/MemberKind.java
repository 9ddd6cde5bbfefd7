package org.abc4j.cli.experiment;

import java.util.Locale;

/** What an experiment's members are. */
public enum MemberKind {
  /** Networks that are trained. */
  UNET,

  /** Wiener denoisers in closed form, where training is a fit. */
  GAUSSIAN,

  /** Posterior means of finite training sets: the memorising limit. */
  POSTERIOR_MEAN;

  /** As in files and options: in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
