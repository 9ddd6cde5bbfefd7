package org.abc4j.bench;

import java.util.function.Supplier;
import org.abc4j.kernel.Winograd;

/**
 * The kernels of the networks at sizes of the one with 32, 64, 128 and 128 channels and images of
 * 1×32×32.
 *
 * <p>Each states the floating-point operations of an element of its result; products of matrices
 * take two for each of rows × depth × columns. Comparisons, moves and conversions count as none, so
 * a kernel that is bound by memory, by divisions or by {@code exp} has a small share of the peak.
 */
public enum KernelWork implements Work {
  /** A place of Winograd's convolution: 64 tiles, from 128 channels to 128, in panels. */
  PRODUCT_64X128X128("product 64x128x128", () -> Products.panels(64, 128, 128)),
  /** A linear map of 1024 pixels, from 64 channels to 64, in panels. */
  PRODUCT_1024X64X64("product 1024x64x64", () -> Products.panels(1024, 64, 64)),
  /** A direct convolution of 32×32 pixels, from 32 channels to 32, row by row. */
  PRODUCT_ROWS("product, rows of 32x96x32", () -> Products.rows(32, 32, 32)),
  /** The last convolution: 32×32 pixels, from 32 channels to 1, filled up to 16 that all count. */
  PRODUCT_NARROW("product, rows of 32x96x16", () -> Products.rows(32, 32, 16)),
  /** The gradient of a place of Winograd's kernel: 64 tiles, 128 channels to 128. */
  GRADIENT_128X64X128("gradient 128x64x128", () -> Products.gradient(128, 64, 128)),
  /** The gradient of a kernel, 32×32 pixels, from 32 channels to 32, row by row. */
  GRADIENT_ROWS("gradient, rows of 96x32x32", () -> Products.rowsGradient(32, 32, 32)),
  /** The scores of 32 queries with 256 keys in a head of 8 channels. */
  SCORES("scores 256x8x32", () -> Products.scores(256, 8)),
  /** The values of 256 keys, mixed for 32 queries in a head of 8 channels. */
  MIX("mix 8x256x32", () -> Products.mix(256, 8)),
  /** Bᵀ d B over an image of 64 channels and 16×16 pixels; 24 operations a line. */
  WINOGRAD_INPUT("Winograd input 16x16x64", () -> WinogradMaps.of(Winograd.INPUT, 16, 64)),
  /** Aᵀ m A over an image of 64 channels and 16×16 pixels; 176 operations a square, added. */
  WINOGRAD_OUTPUT("Winograd output 16x16x64", () -> WinogradMaps.of(Winograd.OUTPUT, 16, 64)),
  /** A y Aᵀ over an image of 64 channels and 16×16 pixels; 160 operations a square. */
  WINOGRAD_OUTPUT_ADJOINT(
      "Winograd output adjoint 16x16x64", () -> WinogradMaps.of(Winograd.OUTPUT_ADJOINT, 16, 64)),
  /** G g Gᵀ from 64 channels to 64; 153 operations a square. */
  WINOGRAD_KERNEL("Winograd kernel 64x64", () -> WinogradMaps.of(Winograd.KERNEL, 16, 64)),
  /** Gᵀ g G from 64 channels to 64; 171 operations a square, added. */
  WINOGRAD_KERNEL_ADJOINT(
      "Winograd kernel adjoint 64x64", () -> WinogradMaps.of(Winograd.KERNEL_ADJOINT, 16, 64)),
  /** SiLU of 32 channels and 32×32 pixels; 25 operations: {@code exp} is 22 of them. */
  SILU("SiLU 32x32x32", () -> Elementwise.silu(32 * 32 * 32)),
  /** The slope of SiLU at as many; 28 operations. */
  SILU_SLOPE("SiLU slope 32x32x32", () -> Elementwise.siluSlope(32 * 32 * 32)),
  /** The powers of softmax, 256 keys and 32 queries; 24 operations, and a division a query. */
  SOFTMAX("softmax columns 256x32", () -> Elementwise.softmax(256, 32)),
  /** The shares of softmax, of as many; 1 operation. */
  SCALE("scale columns 256x32", () -> Elementwise.scale(256, 32)),
  /** The derivative of softmax, of as many; 4 operations. */
  SOFTMAX_SLOPE("softmax slope 256x32", () -> Elementwise.softmaxSlope(256, 32)),
  /** Group normalisation of 32 channels and 32×32 pixels, given its sums; 4 operations. */
  NORMALISE("normalise 1024x32", () -> Elementwise.normalise(1024, 32)),
  /** Its derivative; 5 operations. */
  PROJECT("project 1024x32", () -> Elementwise.project(1024, 32)),
  /** Its derivative, and that of a SiLU whose slopes are known; 6 operations. */
  PROJECT_SILU("project and SiLU 1024x32", () -> Elementwise.projectSilu(1024, 32)),
  /** A vector added to each of 32×32 pixels; 1 operation. */
  ADD_TO_ROWS("add to rows 1024x32", () -> Elementwise.addToRows(1024, 32)),
  /** Its sums, 32 pixels at a time; 1 operation. */
  SUMS("column sums 1024x32", () -> Elementwise.sums(1024, 32)),
  /** Its sums of products, 32 pixels at a time; 2 operations. */
  DOTS("column dots 1024x32", () -> Elementwise.dots(1024, 32));

  private final String title;
  private final Supplier<KernelCall> maker;

  KernelWork(String title, Supplier<KernelCall> maker) {
    this.title = title;
    this.maker = maker;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public double operations() {
    return call().operations();
  }

  /** A call on new arrays. */
  KernelCall call() {
    return maker.get();
  }
}
