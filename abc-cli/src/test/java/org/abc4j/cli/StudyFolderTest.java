package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StudyFolderTest {
  /** Tables of landscapes and of studies name samples alike, so that they can be joined. */
  @ParameterizedTest
  @ValueSource(strings = {"sample-1-000000", "sample--9223372036854775808-1000000", "mine", "a-1"})
  void sample_ofAStudysFile_isTheNameThatItWasMadeFrom(String sample) {
    assertEquals(sample, StudyFolder.sample(StudyFolder.file(Path.of("studies"), sample)));
  }
}
