/**
 * JMH benchmarks of abc: {@code mvn -q -Pbench} from the root.
 *
 * <p>Every benchmark first holds its result against a slow twin, in {@code @Setup}, and fails if
 * the two differ: a wrong answer has no time. Data are synthetic, from {@link
 * org.abc4j.noise.CounterRandom}, so every run and every fork sees the same. All run on one thread.
 *
 * <p>{@link org.abc4j.bench.KernelBenchmark} and {@link org.abc4j.bench.NetworkBenchmark} have a
 * table of their own: the floating-point operations a second on the Vector API, their share of what
 * a core of this machine does in a loop of nothing but fused multiply-adds ({@link
 * org.abc4j.bench.FmaPeak}, measured after them), and how many times longer the scalar twin takes,
 * which runs where Java is started without {@code jdk.incubator.vector}. {@link
 * org.abc4j.bench.KernelWork} and {@link org.abc4j.bench.NetworkWork} say how operations are
 * counted.
 *
 * <p>{@link org.abc4j.bench.PredictionTable} divides whole predictions among kinds of layers and
 * kernels, and counts the arithmetic that each really does ({@code -Dbench.include=Prediction} for
 * it alone); {@link org.abc4j.bench.ThreadScaling} runs a landscape on more and more threads.
 * {@code -Dbench.starts=20} runs nothing but {@link org.abc4j.bench.JvmStarts}: as many JVMs anew,
 * and how alike their times are. {@code -Dbench.influence=100000x32x24x5 -Dbench.jvm=-Xmx1g} runs
 * nothing but {@link org.abc4j.bench.InfluenceScale}: what calibrated influence of so many sources
 * takes. {@code -Dbench.isa=avx2} keeps to AVX2 on a processor that has AVX-512; {@code
 * -Dbench.jvm=-XX:MaxVectorSize=16} gives all JVMs that option.
 *
 * <p>Options, each as {@code -Dbench.include=Codebook}: {@code bench.include}, a regular expression
 * that is searched for in the names of the benchmarks; {@code bench.warmups} and {@code
 * bench.iterations}, the warm-up and the measured iterations; {@code bench.millis}, the time of an
 * iteration, during which the operation is repeated, shorter for kernels and layers unless it is
 * given; {@code bench.forks}, how many fresh JVMs repeat all that. The defaults take some six
 * minutes on two cores and give a first idea: compare two versions with more forks and iterations.
 * An error as large as its time tells of compilers that were not done: give them more warm-ups.
 */
package org.abc4j.bench;
