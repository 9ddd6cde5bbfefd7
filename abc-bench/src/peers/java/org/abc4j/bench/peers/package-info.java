/**
 * The same U-Nets in libtorch and in ONNX Runtime beside ours: {@code mvn -q -Pbench,peers} from
 * the root, on Linux on x86-64.
 *
 * <p>The peers are built from the library's own description of the network, {@link
 * org.abc4j.unet.UNet}, ONNX Runtime's as the graph that is exported, and have its weights. Results
 * are compared before anything is timed. Each round gives every side a turn, so that all meet the
 * same machine; a line holds the medians over the rounds, and the ratio of the two with its
 * extremes. Of libtorch's layouts and ways to attend, and of ONNX Runtime's optimisations, each
 * line takes the fastest that it can be run with. ONNX Runtime has predictions and the exact
 * landscape; it has no tangents and no training.
 *
 * <p>{@code mvn -q -Pbench,peers,samediff} times the SameDiff executor in the same rounds, and adds
 * a forward pass of 64 images. Its lines are named {@code forward SameDiff} and so on, one beside
 * libtorch and one beside our engine.
 *
 * <p>Options, each as {@code -Dpeers.rounds=9}: {@code peers.rounds}, how often both sides have
 * their turn; {@code peers.seconds}, the least length of a turn; {@code peers.threads}, threads of
 * each side, of which the lines of single networks have 1 only; {@code peers.clock}, {@code wall}
 * or {@code cpu}, the calling thread's processor time, which on a machine in use says more; {@code
 * peers.only}, a regular expression that is searched for in the names of the lines, such as {@code
 * tangents \[32}.
 */
package org.abc4j.bench.peers;
