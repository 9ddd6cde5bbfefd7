package org.abc4j.bench.peers;

import java.util.List;
import java.util.Map;

/**
 * One piece of work that all sides can do.
 *
 * @param work its name in the results
 * @param channels channels of the network
 * @param batch images
 * @param multiplyAdds multiply-adds of what is timed of our side, counted as of direct convolutions
 * @param scale how many times the timed part of our side the work is
 * @param peerScale how many times the timed part of the peers' side
 * @param note what was timed
 * @param ours our side
 * @param peers for each peer, libtorch first, the ways that it can do it, by name; all were
 *     compared with ours
 * @param others other executors of ours that can do it, by name; they were compared with it too
 */
record Contest(
    String work,
    List<Integer> channels,
    int batch,
    double multiplyAdds,
    double scale,
    double peerScale,
    String note,
    Runnable ours,
    List<Map<String, Runnable>> peers,
    Map<String, Runnable> others) {

  String title() {
    return work + " " + channels + " batch " + batch;
  }
}
