/** Results as pages, sheets of pictures and tables: {@link org.abc4j.report}. */
// Commons Math has no descriptor: its name is that of its file, commons-math3-3.6.1.jar.
@SuppressWarnings("requires-automatic")
module org.abc4j.report {
  requires transitive org.abc4j;
  requires commons.math3;
  requires java.desktop;

  exports org.abc4j.report;
  exports org.abc4j.report.figure;
}
