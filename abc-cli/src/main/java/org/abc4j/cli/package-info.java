/**
 * The command {@code abc}: from a folder of pictures to a report, without writing a line of Java.
 *
 * <p>A class a command, and what they share: options, the console, progress, exit codes. Commands
 * read arguments, refuse what cannot work, and call the library; what is computed and how files
 * look is the library's. It is a program, not an interface: nothing here is for use by others.
 */
package org.abc4j.cli;
