package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.evidence.EvidencePower;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class NetworkOptionsTest {
  @Command(name = "one")
  private static final class One {
    @Mixin private NetworkOptions networks;
  }

  private static NetworkOptions options(String... args) {
    One one = new One();
    new CommandLine(one).parseArgs(args);
    return one.networks;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 10, 64})
  void code_fewSources_leavesNoMemberWithoutPictures(int sources) {
    for (int seed = 1; seed <= 10; seed++) {
      CodeAssignment code = options("--seed", "" + seed).code(DataSources.oneItemEach(sources));
      for (int member = 0; member < code.codebook().length(); member++) {
        assertTrue(code.splits().items(member).findFirst().isPresent(), sources + ", " + seed);
      }
    }
  }

  @Test
  void code_tooFewSources_isRefusedWithTheNumbers() {
    NetworkOptions options = options("--members", "9", "--weight", "4");
    String message =
        assertThrows(Refusal.class, () -> options.code(DataSources.oneItemEach(2))).getMessage();
    assertEquals(
        "2 sources leave a member of 9 without a picture, however their words are dealt: more"
            + " sources are needed, or fewer --placebos",
        message);
  }

  @Test
  void see_choosesACodeThatShowsIt() {
    DataSources sources = DataSources.oneItemEach(64);
    CodeAssignment code = options("--see", "0.3").code(sources);
    EvidencePower power = Power.toSee(0.3, 64).orElseThrow();
    assertEquals(power.members(), code.codebook().length());
    assertEquals(power.weight(), code.codebook().weight());
    assertEquals(power.placebos(), code.reserved());
    assertTrue(power.calibrated() >= Power.POWER);
    assertEquals(19, options().code(sources).reserved());
  }

  @Test
  void see_tooLittle_isRefusedWithTheMembers() {
    NetworkOptions options = options("--see", "0.0001");
    String message =
        assertThrows(Refusal.class, () -> options.code(DataSources.oneItemEach(64))).getMessage();
    assertEquals(
        "--see 1.0E-4: of 64 sources one that explains so little is not found with up to 128 members",
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "NaN", "-0.1"})
  void see_noShare_isRefused(String share) {
    NetworkOptions options = options("--see", share);
    String message = assertThrows(IllegalArgumentException.class, options::training).getMessage();
    assertTrue(message.startsWith("--see must be above 0 and below 1, found "), message);
  }

  @Test
  void see_withWhatItChooses_isRefused() {
    for (String other : new String[] {"--members=9", "--weight=3", "--placebos=16"}) {
      NetworkOptions options = options("--see=0.3", other);
      assertEquals(
          "--see chooses --members, --weight and --placebos: give it or these",
          assertThrows(IllegalArgumentException.class, options::training).getMessage());
    }
  }
}
