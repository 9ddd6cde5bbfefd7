/**
 * Results as pages and pictures: {@link org.abc4j.report.Report} writes one, a {@link
 * org.abc4j.report.ReportPart} is one ensemble's share of it.
 */
package org.abc4j.report;
