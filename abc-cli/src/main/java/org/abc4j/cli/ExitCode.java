package org.abc4j.cli;

/** What the command's exit codes mean. */
final class ExitCode {
  /** Done. */
  static final int OK = 0;

  /** It failed: a file cannot be written, a computation goes wrong. */
  static final int FAILURE = 1;

  /** The arguments are not understood, or have values that no command takes. */
  static final int USAGE = 2;

  /** A file or folder that was given is missing, damaged, or not what it must be. */
  static final int BAD_INPUT = 3;

  /** It was understood and refused, as it cannot work; or what was to be verified is not so. */
  static final int REFUSED = 4;

  /** Stopped by Ctrl-C. */
  static final int STOPPED = 130;

  /** Nobody reads standard output any more; what a shell says of a program that SIGPIPE ends. */
  static final int LOST_READER = 141;

  private ExitCode() {}
}
