/** Results as pages, sheets of pictures and tables: {@link org.abc4j.report}. */
module org.abc4j.report {
  requires transitive org.abc4j;
  requires java.desktop;

  exports org.abc4j.report;
  exports org.abc4j.report.figure;
}
