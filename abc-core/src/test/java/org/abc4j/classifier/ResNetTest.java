package org.abc4j.classifier;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;

class ResNetTest {
  private static final Shape MNIST = new Shape(1, 28, 28);

  @Test
  void eighteen_images_hasTheWeightsOfTorchvision() {
    // torchvision's resnet18 has 11,689,512 parameters for three channels and a thousand classes,
    // and a mean and a variance for each of 4,800 channels.
    ResNet imageNet = ResNet.eighteen(new Shape(3, 224, 224), 1000);
    assertEquals(11_689_512 + 2 * 4800, imageNet.weights());
    // 1.814 billion, as its documentation has it, of convolutions and the last layer.
    assertEquals(1_814_073_344L, imageNet.multiplyAdds());
    assertEquals(512, imageNet.features());
  }

  @Test
  void weights_anyArchitecture_isTheNumberThatItHas() {
    for (ResNet config :
        List.of(
            ResNet.small(new Shape(1, 16, 16), 10),
            ResNet.eighteen(MNIST, 10),
            new ResNet(new Shape(4, 8, 31), 2, ResNet.Stem.QUARTERS, 3, List.of(1, 3, 2)),
            Small.config())) {
      long found = ClassifierNetwork.of(config).values().mapToLong(p -> p.toArray().length).sum();
      assertEquals(found, config.weights(), config.toString());
    }
  }

  @Test
  void names_ofBlocks_areThoseOfTorchvision() {
    List<String> names =
        ClassifierNetwork.of(Small.quarters()).values().map(p -> p.name()).sorted().toList();
    assertEquals(
        List.of(
            "bn1.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "bn1.weight",
            "conv1.weight",
            "fc.bias",
            "fc.weight",
            "layer1.0.bn1.bias",
            "layer1.0.bn1.running_mean"),
        names.subList(0, 9));
    assertEquals(2, names.stream().filter(name -> name.endsWith("conv1.weight")).count() / 2);
    assertEquals(
        List.of(
            "layer2.0.downsample.0.weight",
            "layer2.0.downsample.1.bias",
            "layer2.0.downsample.1.running_mean",
            "layer2.0.downsample.1.running_var",
            "layer2.0.downsample.1.weight"),
        names.stream().filter(name -> name.contains("downsample")).toList());
  }

  @Test
  void of_whatCannotBe_isRefused() {
    assertIllegal(
        "sides of images lie from 8 to 512, found 7",
        () -> ResNet.eighteen(new Shape(1, 28, 7), 10));
    assertIllegal(
        "images have 1 to 4 channels, found 5×8×8", () -> ResNet.small(new Shape(5, 8, 8), 10));
    assertIllegal("there are 2 to 1000 classes, found 1", () -> ResNet.eighteen(MNIST, 1));
    assertIllegal(
        "widths lie from 1 to 256, found 257",
        () -> new ResNet(MNIST, 2, ResNet.Stem.KEEPS, 257, List.of(1)));
    assertIllegal(
        "there are 1 to 5 stages, found 0",
        () -> new ResNet(MNIST, 2, ResNet.Stem.KEEPS, 2, List.of()));
    assertIllegal(
        "a stage has 1 to 64 blocks, found 0",
        () -> new ResNet(MNIST, 2, ResNet.Stem.KEEPS, 2, List.of(1, 0)));
  }
}
