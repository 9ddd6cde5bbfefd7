package org.abc4j.cli;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.Rows;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Quoted;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How values of pictures become those of networks: numbers, or how they follow from pictures. */
interface NormalisationForm {
  /** Values of pixels go to 255. */
  int HIGHEST = 255;

  /** For standardising: a mean and a deviation. */
  int PASSES = 2;

  /** The normalisation of some pictures, whose values lie from 0 to 255. */
  Normalisation of(Rows pixels, Work work);

  /** The same, whatever the pictures. */
  static NormalisationForm fixed(Normalisation normalisation) {
    return (pixels, work) -> normalisation;
  }

  /** From what is typed. */
  final class Converter implements ITypeConverter<NormalisationForm> {
    private static final String NUMBER = "(-?\\d{1,9}(?:\\.\\d{1,9})?)";
    private static final Pattern AFFINE = Pattern.compile(NUMBER + "," + NUMBER);

    @Override
    public NormalisationForm convert(String text) {
      Matcher affine = AFFINE.matcher(text);
      if (affine.matches()) {
        double shift = Double.parseDouble(affine.group(1));
        double scale = Double.parseDouble(affine.group(2));
        if (!(scale > 0)) {
          throw new TypeConversionException("the scale must be above 0, found " + scale);
        }
        return fixed(Normalisation.affine(shift, scale));
      }
      return switch (text) {
        case "plus-minus-one" -> fixed(Normalisation.plusMinusOne());
        case "cifar" -> fixed(Normalisation.cifarAsPrinted());
        case "standard" ->
            (pixels, work) ->
                measured(pixels, work, rows -> Normalisation.standardising(rows, 0, HIGHEST));
        case "standard-channels" ->
            (pixels, work) ->
                measured(
                    pixels, work, rows -> Normalisation.standardisingChannels(rows, 0, HIGHEST));
        default ->
            throw new TypeConversionException(
                "expected plus-minus-one, standard, standard-channels, cifar or SHIFT,SCALE, found "
                    + Quoted.of(text));
      };
    }

    private static Normalisation measured(
        Rows pixels, Work work, Function<Rows, Normalisation> by) {
      try (Progress bar = work.progress("Normalisation", 1)) {
        return by.apply(CountedRows.of(pixels, PASSES, bar.next(1)));
      } catch (IllegalArgumentException allEqual) {
        throw new Refusal(allEqual.getMessage());
      }
    }
  }
}
