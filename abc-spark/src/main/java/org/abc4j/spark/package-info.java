/**
 * The work of an ensemble on a cluster of Apache Spark: members are trained, and samples,
 * landscapes and Jacobians computed, by executors, to the same bytes as on one machine.
 */
package org.abc4j.spark;
