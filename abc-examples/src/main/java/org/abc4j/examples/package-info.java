/** Programs that use abc, and the tools that made the data they come with. */
package org.abc4j.examples;
