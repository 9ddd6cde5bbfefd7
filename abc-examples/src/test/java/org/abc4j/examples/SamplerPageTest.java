package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplerPageTest {
  private static String answer(double... errorsFromThreeSteps) throws IOException {
    StudiedMembers members = StudiedMembers.closedForm(StudiedMembers.Kind.GAUSSIAN, 12, 1);
    Map<SamplerSetting, List<SamplerScore>> scores = new LinkedHashMap<>();
    scores.put(SamplerSetting.USUAL, List.of(new SamplerScore(0.2, 0.9, 8, 0.1)));
    for (int k = 0; k < errorsFromThreeSteps.length; k++) {
      SamplerScore score =
          new SamplerScore(errorsFromThreeSteps[k], 1 - errorsFromThreeSteps[k] / 2, 8, 0.1);
      scores.put(SamplerSetting.parse("unipc-trailing-" + (3 + k)), List.of(score));
    }
    List<SamplerSetting> settings =
        scores.keySet().stream().filter(one -> !one.equals(SamplerSetting.USUAL)).toList();
    SamplerPlan plan = new SamplerPlan(SamplerSetting.CONVERGED, settings, List.of(), 1, 1);
    List<String> answers = SamplerPage.answers(new SamplerTable(members, plan, scores));
    assertEquals(1, answers.size());
    return answers.get(0).replaceAll(".* by the image at ", "");
  }

  @Test
  void answers_fewest_isFromWhereOnAllAreGood() throws IOException {
    assertEquals("3 steps, by the ranking of sources at 3 steps.", answer(0.2, 0.1));
    assertEquals("5 steps, by the ranking of sources at 5 steps.", answer(0.1, 0.3, 0.1, 0.05));
    assertEquals("4 steps, by the ranking of sources at 4 steps.", answer(0.3, 0.1, 0.2));
  }

  @Test
  void answers_mostStepsAreNotGood_isNone() throws IOException {
    String none = "none of these numbers of steps";
    assertEquals(none + ", by the ranking of sources at " + none + ".", answer(0.1, 0.1, 0.3));
  }
}
