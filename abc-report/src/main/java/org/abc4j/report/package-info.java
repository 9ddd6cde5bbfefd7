/**
 * Results as one self-contained HTML page, as PNG sheets and as CSV tables, for programs that embed
 * the library.
 *
 * <ul>
 *   <li>{@link org.abc4j.report.Report} writes a page with its sheets and tables into a folder: of
 *       studied samples ({@link org.abc4j.report.ReportPart}: calibrated influence, landscapes and
 *       what looks alike), of sets of samples ({@link org.abc4j.report.SampleSet}), and of
 *       ensembles compared at the same noises ({@link org.abc4j.report.EnsembleComparison}: before
 *       and after a removal or a repair);
 *   <li>{@link org.abc4j.report.SourceImages} says whose image is which and how values become
 *       pixels;
 *   <li>{@link org.abc4j.report.StudyTable} is a landscape as a {@link org.abc4j.report.CsvTable},
 *       {@link org.abc4j.report.ContactSheet} samples as one PNG, each on its own;
 *   <li>{@link org.abc4j.report.ExperimentPage} is the report of an experiment: its plan, {@link
 *       org.abc4j.report.figure figures}, and numbers {@linkplain org.abc4j.report.PaperComparison
 *       beside the paper's};
 *   <li>{@link org.abc4j.report.CurvePage} is a page of {@linkplain org.abc4j.report.Curve curves}.
 * </ul>
 *
 * <pre>{@code
 * SourceImages images = SourceImages.of(batch, code.sources(), Normalisation.plusMinusOne());
 * SampleStudy study = StudyFile.read(Path.of("sample-0.study.safetensors"));
 * Report.of(
 *         images,
 *         List.of(new ReportPart("samples", "Samples", List.of(), List.of(study), 4)),
 *         Map.of("Ensemble", "the one of May"))
 *     .write(Path.of("report"));
 * }</pre>
 *
 * <p>Names may be anything: pages escape them, tables keep spreadsheets from running them. Wherever
 * a page gives a distance, it says how many placebos lie as far, and for each sample whether that
 * allows anything to be said of a source ({@link org.abc4j.evaluation.PlaceboTest}). Where it gives
 * calibrated influence ({@link org.abc4j.study.CalibratedInfluence}), it gives z, p and q of its
 * evidence, names the sources that left more trace than chance would, and says what could have been
 * seen where none did. Of exact counterfactuals that influence chose it gives distances alone.
 */
package org.abc4j.report;
