package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
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
}
