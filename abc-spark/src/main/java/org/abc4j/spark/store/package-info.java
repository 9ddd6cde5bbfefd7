/**
 * Where the machines of a cluster have an ensemble from: a folder that all mount, HDFS, or an
 * object store behind Hadoop's {@code FileSystem}.
 *
 * <p>{@link org.abc4j.spark.store.StoreLocation} says where, as a text that can be sent to
 * executors. {@link org.abc4j.spark.store.EnsembleStore} publishes an ensemble there and checks it;
 * {@link org.abc4j.spark.store.Scratch} brings it to a machine's own disk, once; {@link
 * org.abc4j.spark.store.StoredEnsemble} is how an executor has it. {@link
 * org.abc4j.spark.store.TrainingStore} keeps the checkpoints of a training whose machines share no
 * folder.
 */
package org.abc4j.spark.store;
