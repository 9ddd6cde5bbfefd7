package org.abc4j.bench.peers;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** How libtorch stores images: channel by channel, or pixel by pixel. */
enum Layout {
  NCHW("NCHW", MemoryFormat.Contiguous),
  CHANNELS_LAST("channels_last", MemoryFormat.ChannelsLast);

  private final String title;
  private final MemoryFormat format;

  Layout(String title, MemoryFormat format) {
    this.title = title;
    this.format = format;
  }

  /** The image in this layout: itself if it has it. */
  Tensor of(Tensor image) {
    return image.contiguous(format);
  }

  @Override
  public String toString() {
    return title;
  }
}
