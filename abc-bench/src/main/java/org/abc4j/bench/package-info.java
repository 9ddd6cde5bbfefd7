/**
 * JMH benchmarks of abc: {@code mvn -q -Pbench} from the root.
 *
 * <p>Every benchmark first holds its result against a slow twin, in {@code @Setup}, and fails if
 * the two differ: a wrong answer has no time. Data are synthetic, from {@link
 * org.abc4j.noise.CounterRandom}, so every run and every fork sees the same. All run on one thread.
 *
 * <p>Options, each as {@code -Dbench.include=Codebook}: {@code bench.include}, a regular expression
 * that is searched for in the names of the benchmarks; {@code bench.warmups} and {@code
 * bench.iterations}, the warm-up and the measured iterations; {@code bench.millis}, the time of an
 * iteration, during which the operation is repeated; {@code bench.forks}, how many fresh JVMs
 * repeat all that. The defaults take less than five minutes on two cores and give a first idea:
 * compare two versions with more forks and iterations.
 */
package org.abc4j.bench;
