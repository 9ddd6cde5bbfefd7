package org.abc4j.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StudySettingsTest {
  @Test
  void settings_negativeNumbers_areRefused() {
    StudySettings settings = StudySettings.exactOnly();
    assertEquals(
        "a study has at least 0 pictures, found -1",
        assertThrows(IllegalArgumentException.class, () -> settings.picturing(-1)).getMessage());
    assertEquals(
        "a study has at least 0 placebos, found -2",
        assertThrows(IllegalArgumentException.class, () -> settings.withPlacebos(-2)).getMessage());
  }
}
