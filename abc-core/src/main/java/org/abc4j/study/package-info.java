/**
 * What can be said of one sample, as a value: its landscape exactly and to first order, the
 * placebos beside it, the calibrated influence of all sources, what looks like it, and the pictures
 * of the sources that matter most.
 *
 * <ul>
 *   <li>{@link org.abc4j.study.SampleStudy} is the result, made of a sample and of {@link
 *       org.abc4j.study.StudySettings}, which say what is computed;
 *   <li>{@link org.abc4j.study.CalibratedInfluence} is its part about who left a trace, and how far
 *       chance alone would go;
 *   <li>{@link org.abc4j.study.SampleOrigin} says which sample it is of;
 *   <li>{@link org.abc4j.study.StudyFile} stores it and reads it back.
 * </ul>
 *
 * <pre>{@code
 * Sample sample = DdimSampler.steps(50).sample(ensemble, ExogenousNoise.philox(1).of(0));
 * SampleStudy study =
 *     SampleStudy.of(sample, StudySettings.exactAndFirstOrder().picturing(8), Execution.sequential());
 * study.exact().orElseThrow().top(8);
 * StudyFile.write(Path.of("sample-0.study.safetensors"), study);
 * }</pre>
 *
 * <p>Calibrated influence is found for several samples together and handed to the study of each;
 * exact counterfactuals are then those of some sources, if that is enough:
 *
 * <pre>{@code
 * List<CalibratedAttribution> found =
 *     new CalibratedAttributor(points, residuals).attributeAll(samples);
 * StudySettings settings = StudySettings.screened(8, 8, 0).picturing(4);
 * SampleStudy study =
 *     SampleStudy.of(samples.get(0), settings.calibrated(found.get(0)), Execution.sequential());
 * study.calibrated().orElseThrow().named(0.05);
 * }</pre>
 */
package org.abc4j.study;
