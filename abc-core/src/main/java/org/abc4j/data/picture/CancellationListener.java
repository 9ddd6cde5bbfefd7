package org.abc4j.data.picture;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/** Makes a decoder stop when it is to end, some rows later. */
final class CancellationListener implements IIOReadProgressListener {
  private final Runnable check;

  CancellationListener(Runnable check) {
    this.check = check;
  }

  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    try {
      check.run();
    } catch (RuntimeException asked) {
      // Thrown here it would pass through native code; the decoder's caller asks again.
      source.abort();
    }
  }

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {}

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}
}
