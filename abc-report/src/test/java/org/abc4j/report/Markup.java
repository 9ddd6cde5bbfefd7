package org.abc4j.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads pages and charts as XML, which finds every tag that is not closed. */
final class Markup {
  private static final String DOCTYPE = "<!doctype html>";
  private static final String PNG_URI = "data:image/png;base64,";

  private Markup() {}

  static Document page(String html) throws Exception {
    if (!html.startsWith(DOCTYPE)) {
      throw new IllegalArgumentException("no doctype: " + html.substring(0, 40));
    }
    // The two void elements of the page are the only ones that HTML leaves open.
    return xml(
        html.substring(DOCTYPE.length()).replaceAll("<(meta|img)((?: [^<>]*)?)>", "<$1$2/>"));
  }

  static Document xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }

  static List<Element> elements(Node below, String name) {
    Document document = below instanceof Document d ? d : null;
    NodeList nodes =
        document != null
            ? document.getElementsByTagName(name)
            : ((Element) below).getElementsByTagName(name);
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }

  /** The value beside a name in one of the page's tables, the first if there are several. */
  static String fact(Document page, String name) {
    for (Element row : elements(page, "tr")) {
      List<Element> cells = elements(row, "td");
      Element first = (Element) row.getFirstChild();
      if (first.getTagName().equals("th")
          && !cells.isEmpty()
          && name.equals(first.getTextContent())) {
        return cells.get(0).getTextContent();
      }
    }
    throw new AssertionError("the page has no \"" + name + "\"");
  }

  static BufferedImage picture(Element img) throws IOException {
    String uri = img.getAttribute("src");
    if (!uri.startsWith(PNG_URI)) {
      throw new AssertionError("not inside the page: " + uri);
    }
    byte[] png = Base64.getDecoder().decode(uri.substring(PNG_URI.length()));
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
