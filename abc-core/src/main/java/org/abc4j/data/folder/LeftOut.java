package org.abc4j.data.folder;

import java.util.List;

/**
 * What is in a folder and not among its items.
 *
 * @param skipped pictures that cannot be read
 * @param passedOver names of files that are not named as pictures are
 * @param emptied sources none of whose pictures can be read
 */
record LeftOut(List<SkippedFile> skipped, List<String> passedOver, List<String> emptied) {
  LeftOut {
    skipped = List.copyOf(skipped);
    passedOver = List.copyOf(passedOver);
    emptied = List.copyOf(emptied);
  }
}
