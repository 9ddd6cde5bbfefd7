/**
 * The paper's figures as charts and sheets of pictures, each as SVG, as PNG and as the numbers
 * behind it.
 *
 * <table>
 * <caption>Which type to use when</caption>
 * <tr><th>to show</th><th>type</th><th>in the paper</th></tr>
 * <tr><td>how values are distributed, many of them</td>
 * <td>{@link org.abc4j.report.figure.ViolinChart}</td><td>Figures 4, 8 bottom, 9, 11</td></tr>
 * <tr><td>the same, some hundred values or fewer</td>
 * <td>{@link org.abc4j.report.figure.StripChart}</td><td>Figures 5, 7, 8 top, 12, 13</td></tr>
 * <tr><td>how often values occur</td>
 * <td>{@link org.abc4j.report.figure.HistogramChart}</td><td>Figure 6</td></tr>
 * <tr><td>a number for each class, with and without something</td>
 * <td>{@link org.abc4j.report.figure.BarChart}</td><td>Figures 3, 10</td></tr>
 * <tr><td>a straight line through points</td>
 * <td>{@link org.abc4j.report.figure.FitChart}</td><td>Figures 7, 14</td></tr>
 * <tr><td>a score against the size of training sets</td>
 * <td>{@link org.abc4j.report.figure.SizeChart}</td><td>Figure 2</td></tr>
 * <tr><td>a number for each pair of methods</td>
 * <td>{@link org.abc4j.report.figure.HeatChart}</td><td>Figure 10</td></tr>
 * <tr><td>samples beside sources, counterfactuals, or both</td>
 * <td>{@link org.abc4j.report.figure.PictureSheet}</td><td>Figure 6, D.1, D.2</td></tr>
 * <tr><td>a sample and all of its counterfactuals</td>
 * <td>{@link org.abc4j.report.figure.LandscapeSheet}</td><td>D.3</td></tr>
 * </table>
 *
 * <pre>{@code
 * Figure radii =
 *     StripChart.of(
 *         "Counterfactual radii",
 *         Axis.logarithmic("counterfactual radius", "at 3×256×256"),
 *         List.of(Series.of("FASHION_256", first), Series.of("FASHION_512", second)));
 * ExperimentPage.of("Figure 7")
 *     .section(ExperimentSection.of("Radii").figure("radii", radii))
 *     .write(Path.of("report"));
 * }</pre>
 *
 * <p>A figure is 340 pixels of a page wide, half of one, unless a table of numbers needs more.
 * Names of series are rows, so that they are read without turning the head; series of points are
 * told apart by shape and line as well as by colour. Names may be any text: they are escaped, and
 * cut where there is no more room. A value that is NaN, infinite, or not positive on a logarithmic
 * axis is refused by the name of its series and its index; a series without values is said to have
 * none, a figure without any value is refused.
 *
 * <p>A figure is a drawing of few kinds of marks, of which both SVG and PNG are made. The PNG has
 * the same pixels on every machine and asks for no font: outlines of Latin, Greek and Cyrillic
 * letters are inside, other letters are boxes there. In the SVG text is text, in the reader's
 * fonts.
 */
package org.abc4j.report.figure;
