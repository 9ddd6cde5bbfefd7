package org.abc4j.spark;

import java.io.Serializable;
import java.util.List;

/**
 * What a task found of its piece, a row a sample, and how long it took.
 *
 * @param rows of each sample, in order
 * @param nanos time that the task worked, without what it took to make the ensemble
 */
record Scores(List<SampleScores> rows, long nanos) implements Serializable {}
