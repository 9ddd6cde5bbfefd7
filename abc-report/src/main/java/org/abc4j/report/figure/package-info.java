/** Figures. */
package org.abc4j.report.figure;
