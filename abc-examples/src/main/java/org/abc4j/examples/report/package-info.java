/**
 * The report of the quick start and the demonstration: {@link org.abc4j.examples.report.Report}
 * writes it, a {@link org.abc4j.examples.report.ReportPart} is one ensemble's share of it.
 */
package org.abc4j.examples.report;
