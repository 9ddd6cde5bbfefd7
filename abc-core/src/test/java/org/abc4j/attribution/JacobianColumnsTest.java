package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.abc4j.Execution;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JacobianColumnsTest {
  private static final Execution HERE = Execution.sequential();

  /** Blocks of so many columns, the last of what is left. */
  private static List<JacobianColumns> blocks(Sample sample, int columns) {
    int n = sample.ensemble().size() - sample.ensemble().removed().weight();
    List<JacobianColumns> parts = new ArrayList<>();
    for (int first = 0; first < n; first += columns) {
      JacobianColumns part = JacobianColumns.of(sample, first, Math.min(columns, n - first), HERE);
      parts.add(JacobianColumns.of(part.first(), part.count(), part.values()));
    }
    return parts;
  }

  private static void assertSameBits(Sample sample) {
    EnsembleJacobian whole = EnsembleJacobian.of(sample);
    for (int columns = 1; columns <= sample.ensemble().size(); columns++) {
      EnsembleJacobian joined = EnsembleJacobian.of(sample, blocks(sample, columns));
      for (int member = 0; member < whole.members(); member++) {
        assertArrayEquals(whole.column(member), joined.column(member));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Walk.class)
  void of_anyBlocks_areTheBitsOfAllAtOnce(Walk walk) {
    for (Kind kind : Kind.values()) {
      assertSameBits(Scenario.of(3, kind, walk).sample());
    }
  }

  @Test
  void of_networks_areTheBitsOfAllAtOnce(@TempDir Path folder) throws IOException {
    var ensemble =
        TinyNetworks.folder(folder, TinyNetworks.config(), TinyNetworks.code()).ensemble();
    var noise = ExogenousNoise.philox(1).of(0);

    assertSameBits(UniPcSampler.steps(3).sample(ensemble, noise));
    assertSameBits(UniPcSampler.steps(3).sample(ensemble.without(0), noise));
  }

  @Test
  void of_noSuchColumns_saysWhichThereAre() {
    Sample sample = Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM).sample();

    assertFails(
        IllegalArgumentException.class,
        "a Jacobian of 5 members has columns 0 to 4, found 3 from column 3",
        () -> JacobianColumns.of(sample, 3, 3, HERE));
    assertFails(
        IllegalArgumentException.class,
        "2 columns from column 0 cannot have 3 values",
        () -> JacobianColumns.of(0, 2, new double[3]));
  }

  @Test
  void joined_columnsMissingOrTwice_saysWhatComesNext() {
    Sample sample = Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM).sample();
    List<JacobianColumns> parts = blocks(sample, 2);

    assertFails(
        IllegalArgumentException.class,
        "the Jacobian of 5 members and 16 values goes on with column 2, found JacobianColumns[1"
            + " from 4, 16 values]",
        () -> EnsembleJacobian.of(sample, List.of(parts.get(0), parts.get(2))));
    assertFails(
        IllegalArgumentException.class,
        "the Jacobian of 5 members and 16 values goes on with column 2, found " + parts.get(0),
        () -> EnsembleJacobian.of(sample, List.of(parts.get(0), parts.get(0))));
    assertFails(
        IllegalArgumentException.class,
        "the Jacobian has 5 columns, found 2 in " + parts.subList(0, 1),
        () -> EnsembleJacobian.of(sample, parts.subList(0, 1)));
  }

  @Test
  void of_cancelled_stops() {
    Sample sample = Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM).sample();

    assertFails(
        CancellationException.class,
        "cancelled by its caller",
        () -> JacobianColumns.of(sample, 0, 1, HERE.until(() -> true)));
  }

  @Test
  void equals_sameColumns_sameBits() {
    JacobianColumns one = JacobianColumns.of(1, 1, new double[] {1, 2});

    assertEquals(one, JacobianColumns.of(1, 1, new double[] {1, 2}));
    assertEquals(one.hashCode(), JacobianColumns.of(1, 1, new double[] {1, 2}).hashCode());
  }
}
