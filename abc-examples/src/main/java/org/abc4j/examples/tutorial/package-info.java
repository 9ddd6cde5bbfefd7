/** The programs of {@code docs/tutorials}, as they stand there. */
package org.abc4j.examples.tutorial;
