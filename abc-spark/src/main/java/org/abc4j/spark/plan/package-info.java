/**
 * What an ensemble's work takes on a cluster, before one is rented: counted from the network and
 * the code, with the engine's measured speed.
 *
 * <p>{@link org.abc4j.spark.plan.ClusterWork} is what is to be done, {@link
 * org.abc4j.spark.plan.EngineSpeed} how fast a thread is, {@link org.abc4j.spark.plan.ClusterShape}
 * what there is to do it on; {@link org.abc4j.spark.plan.ClusterPlan} puts them together, with
 * stragglers as {@link org.abc4j.spark.plan.TaskTimes} draws them. No Spark is needed.
 */
package org.abc4j.spark.plan;
