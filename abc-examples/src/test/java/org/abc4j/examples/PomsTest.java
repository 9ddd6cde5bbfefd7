package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a build does that nobody asked anything of, and what is published. */
class PomsTest {
  private static Element pom(String module) throws Exception {
    Path file = Path.of("..", module, "pom.xml");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static List<String> texts(Element in, String name) {
    NodeList found = in.getElementsByTagName(name);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent().strip());
    }
    return texts;
  }

  /** Any other that the environment turned on would put off the modules of that one. */
  @Test
  void profiles_onlySamediff_isThereUnasked() throws Exception {
    NodeList activations = pom("").getElementsByTagName("activation");
    assertEquals(1, activations.getLength());
    Element profile = (Element) activations.item(0).getParentNode();
    assertEquals("samediff", texts(profile, "id").get(0));
  }

  @Test
  void modules_notInTheBom_areNotPublished() throws Exception {
    List<String> published = texts(pom("abc-bom"), "artifactId");
    for (String module : new TreeSet<>(texts(pom(""), "module"))) {
      assertTrue(Files.exists(Path.of("..", module, "pom.xml")), module);
      List<String> skips = texts(pom(module), "maven.deploy.skip");
      assertEquals(
          published.contains(module) ? List.of() : List.of("true"), skips, "skips of " + module);
    }
  }

  @Test
  void tutorial_unnamed_isTheFirst() throws Exception {
    List<String> tutorials = texts(pom("abc-examples"), "tutorial");
    assertEquals(1, tutorials.size());
    assertTrue(
        Files.exists(
            Path.of("src/main/java/org/abc4j/examples/tutorial", tutorials.get(0) + ".java")));
  }
}
