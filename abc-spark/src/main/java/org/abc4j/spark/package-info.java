/**
 * The work of an ensemble on a cluster of Apache Spark: members are trained, and samples,
 * landscapes and Jacobians computed, by executors, to the same bytes as on one machine.
 *
 * <ul>
 *   <li>{@link org.abc4j.spark.ClusterJobs}: the calls, on a session of Spark;
 *   <li>{@link org.abc4j.spark.ClusterLandscapes}: what landscapes come to, as landscapes of the
 *       library and as tables of Spark;
 *   <li>{@link org.abc4j.spark.EnsembleRecipe}: how an executor has an ensemble. A {@link
 *       org.abc4j.spark.FolderRecipe} where all machines mount its folder, a {@link
 *       org.abc4j.spark.ClosedFormRecipe} for members that need no training, one of {@link
 *       org.abc4j.spark.store} where it is in an object store;
 *   <li>{@link org.abc4j.spark.RowsRecipe}: how it has training data;
 *   <li>{@link org.abc4j.spark.ClusterMain}: the application for {@code spark-submit}.
 * </ul>
 */
package org.abc4j.spark;
