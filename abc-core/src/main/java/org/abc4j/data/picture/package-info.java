/**
 * Pictures from files: {@link org.abc4j.data.picture.PictureReader} reads one, {@link
 * org.abc4j.data.picture.Picture} holds, crops, pads and resizes it ({@link
 * org.abc4j.data.picture.Resampling}), {@link org.abc4j.data.picture.PngPicture} writes it.
 *
 * <p>Decoders are ImageIO's. The JDK decodes PNG, JPEG, GIF, BMP and TIFF. With these plugins on
 * the class path, which are chosen before the JDK's decoders, more is read:
 *
 * <ul>
 *   <li>{@code com.twelvemonkeys.imageio:imageio-webp} for WebP, which is refused without it. Lossy
 *       WebP is refused with it too, since release 3.14.0 decodes it wrongly; so are animations.
 *   <li>{@code com.twelvemonkeys.imageio:imageio-jpeg} for JPEG that the JDK is too strict for.
 *   <li>{@code com.twelvemonkeys.imageio:imageio-tiff} for TIFF packed in ways that the JDK does
 *       not know.
 * </ul>
 *
 * <p>Other plugins are passed over, since nobody knows what pixels they give. {@link
 * org.abc4j.data.picture.PictureReader#decoders} tells which decoders there are.
 *
 * <p>Colour profiles are not applied, by no decoder: JPEG and WebP files are handed over without
 * them. Refused are arithmetic and lossless JPEG, JPEG of more than 100 scans, TIFF with JPEG of
 * the old kind (compression 6), with samples of more than 16 bits or numbers that are not whole,
 * pictures of more than 65,535 columns or rows, BMP of runs without their end mark, and interlaced
 * GIF of 2 to 4 rows, of which the JDK's decoder loses some.
 */
package org.abc4j.data.picture;
