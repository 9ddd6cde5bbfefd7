/**
 * Pictures from files: {@link org.abc4j.data.picture.PictureReader} reads one, {@link
 * org.abc4j.data.picture.Picture} holds, crops, pads and resizes it ({@link
 * org.abc4j.data.picture.Resampling}).
 *
 * <p>Decoders are ImageIO's. The JDK decodes PNG, JPEG, GIF, BMP and TIFF. With these plugins on
 * the class path, which are chosen before the JDK's decoders, more is read:
 *
 * <ul>
 *   <li>{@code com.twelvemonkeys.imageio:imageio-webp} for WebP, which is refused without it. Lossy
 *       WebP is refused with it too, since release 3.14.0 decodes it wrongly; so are animations.
 *   <li>{@code com.twelvemonkeys.imageio:imageio-jpeg} for JPEG in CMYK, which is refused without
 *       it.
 *   <li>{@code com.twelvemonkeys.imageio:imageio-tiff} for TIFF packed in ways that the JDK does
 *       not know.
 * </ul>
 */
package org.abc4j.data.picture;
