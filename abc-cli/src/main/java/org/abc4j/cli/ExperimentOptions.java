package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.io.Quoted;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How large an experiment is run, and with which members. */
final class ExperimentOptions {
  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description =
          "How large: paper, small, tiny, or smoke, which takes seconds on made-up data, or one of"
              + " --scales. Default: ${DEFAULT-VALUE}.")
  private String scale = "tiny";

  @Option(
      names = "--members",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description =
          "What members are: unet, networks that are trained; closed-form or gaussian, Wiener"
              + " denoisers of small images, where training is a fit; posterior-mean, the"
              + " memorising limit. Default: unet.")
  private MemberKind kind = MemberKind.UNET;

  @Option(
      names = "--experiments",
      paramLabel = "FILE",
      description = "Experiments of one's own, a JSON list like the paper's, instead of those.")
  private Path own;

  @Option(
      names = "--scales",
      paramLabel = "FILE",
      description = "Scales of one's own, a JSON list like those that come, beside them.")
  private Path scales;

  /** From what is typed. */
  static final class KindConverter implements ITypeConverter<MemberKind> {
    @Override
    public MemberKind convert(String text) {
      return switch (text) {
        case "unet" -> MemberKind.UNET;
        case "closed-form", "gaussian" -> MemberKind.GAUSSIAN;
        case "posterior-mean" -> MemberKind.POSTERIOR_MEAN;
        default ->
            throw new TypeConversionException(
                "expected unet, closed-form, gaussian or posterior-mean, found " + Quoted.of(text));
      };
    }
  }

  ExperimentRegistry registry() throws IOException {
    ExperimentRegistry registry =
        own == null ? ExperimentRegistry.paper() : ExperimentRegistry.read(own);
    return scales == null ? registry : registry.withScales(scales);
  }

  /** Scale and members for people. */
  String words() {
    return "scale " + scale + " with " + kind + " members";
  }

  ExperimentPlan plan(ExperimentRegistry registry, Experiment experiment) {
    return new ExperimentPlan(experiment, registry.scale(scale), kind);
  }
}
