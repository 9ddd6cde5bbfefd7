/**
 * The safetensors file format alone: named tensors behind a JSON header, as PyTorch and diffusers
 * write them.
 *
 * <p>A file is the header's length (8 bytes, little-endian), the header, and the tensors' raw
 * little-endian values without gaps. {@link org.abc4j.safetensors.SafetensorsFile} checks all of
 * the header against the file's size before anything is allocated for a tensor, and reads only the
 * tensors that are asked for; {@link org.abc4j.safetensors.SafetensorsWriter} writes files whole or
 * not at all, and the same tensors always as the same bytes. {@link org.abc4j.safetensors.Half} is
 * what type F16 means, whose tensors may be mapped.
 */
package org.abc4j.safetensors;
