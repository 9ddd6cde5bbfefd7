/** A program to read and to run: {@code mvn -q -Psamediff-example} from the root. */
package org.abc4j.samediff.example;
