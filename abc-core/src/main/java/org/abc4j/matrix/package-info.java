/**
 * Dense matrices in {@code double}, as arrays of rows: products, eigenvalues, singular values. Not
 * for use from outside this library; it may change without notice.
 *
 * <p>All of it is pure Java of additions, multiplications, divisions and square roots on the
 * calling thread, in one order, so that the same matrix gives the same bits everywhere. What takes
 * long is cut into short pieces, and a caller's {@link java.lang.Runnable} runs after each.
 */
package org.abc4j.matrix;
