module org.example.app {
  requires java.logging;
  requires org.abc4j.report;
}
