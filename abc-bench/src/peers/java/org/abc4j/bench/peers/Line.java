package org.abc4j.bench.peers;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/**
 * A line of the results.
 *
 * @param work what was done
 * @param config channels of the network
 * @param batch images
 * @param threads threads of each side
 * @param jdk version of Java
 * @param cpu name of the processor
 * @param oursMillis our median time of the whole work
 * @param peerMillis the peer's, or in a line of another executor of ours also our engine's
 * @param ratio median over the rounds of our time ÷ the peer's
 * @param ratioMin least of them
 * @param ratioMax greatest of them
 * @param peakShare our multiply-adds a second ÷ the most that the machine can do; they are counted
 *     as of direct convolutions, so an algorithm that saves some has a larger share
 * @param clock what time was taken by, {@code wall} or {@code cpu}
 * @param rounds number of rounds
 * @param peer how the peer, libtorch or ONNX Runtime, did it, or {@link #ENGINE}
 * @param note what was timed
 */
record Line(
    String work,
    List<Integer> config,
    int batch,
    int threads,
    String jdk,
    String cpu,
    @JsonProperty("ours_ms") double oursMillis,
    @JsonProperty("peer_ms") double peerMillis,
    double ratio,
    @JsonProperty("ratio_min") double ratioMin,
    @JsonProperty("ratio_max") double ratioMax,
    @JsonProperty("peak_share") double peakShare,
    String clock,
    int rounds,
    String peer,
    String note) {

  /** The peer of another executor of ours. */
  static final String ENGINE = "our pure-JVM engine";

  static String header() {
    return String.format(
        Locale.ROOT,
        "%-18s %-22s %5s %12s %12s %7s %15s %7s  %s",
        "work",
        "channels",
        "batch",
        "ours ms",
        "peer ms",
        "ratio",
        "from-to",
        "of peak",
        "peer");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-18s %-22s %5d %12.1f %12.1f %7.2f %7.2f-%-7.2f %6.0f%%  %s",
        work,
        config,
        batch,
        oursMillis,
        peerMillis,
        ratio,
        ratioMin,
        ratioMax,
        100 * peakShare,
        peer);
  }
}
