/**
 * What the benchmarks need of the Vector API, an incubator module: loaded by name, so that the rest
 * runs without it.
 */
package org.abc4j.bench.vector;
