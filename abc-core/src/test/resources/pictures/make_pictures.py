"""Makes the pictures of this folder and pictures.txt, what Pillow reads of them.

cmyk-jpg.png is what Pillow reads of cmyk.jpg, from which decoders differ by a level.

Run here with Pillow 12.3.0 and nothing else: python3 make_pictures.py
Each line of pictures.txt: file, channels, height, width, SHA-256 of the values in channel x row x
column order, after EXIF's orientation and laid over white. resampled.txt has the same of pictures
that Pillow resized; the picture there is a formula that the test knows too.
"""
import hashlib
import struct
import zlib

from PIL import Image, ImageOps, ImageChops

W, H = 37, 23


def value(c, y, x):
    return (x * x * 31 + y * 17 * x + c * 91 + y * y * 7) % 256


def formula(mode, w, h):
    bands = [Image.frombytes("L", (w, h), bytes(value(c, y, x) for y in range(h) for x in range(w)))
             for c in range(len(mode))]
    return bands[0] if mode == "L" else Image.merge(mode, bands)


def smooth(mode, w, h):
    def band(c):
        return bytes((x * (3 + c) + y * (5 - c) + 40 * ((x // 8 + y // 8) % 2)) % 256
                     for y in range(h) for x in range(w))
    bands = [Image.frombytes("L", (w, h), band(c)) for c in range(len(mode))]
    return bands[0] if mode == "L" else Image.merge(mode, bands)


def planes(im):
    return b"".join(band.tobytes() for band in im.split())


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data))


def png(bits, colour, rows, *others):
    header = struct.pack(">IIBBBBB", W, H, bits, colour, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(others) + chunk(
        b"IDAT", data) + chunk(b"IEND", b"")


def normal(im):
    im = ImageOps.exif_transpose(im)
    if im.mode == "P" and "transparency" in im.info or im.mode in ("RGBA", "LA", "PA"):
        rgba = im.convert("RGBA")
        white = Image.new("RGB", im.size, (255, 255, 255))
        white.paste(rgba, mask=rgba.getchannel("A"))
        im = white.convert("L") if im.mode == "LA" else white
    if im.mode == "1":
        im = im.convert("L")
    return im if im.mode in ("L", "RGB") else im.convert("RGB")


names = []


def keep(name, im=None, **how):
    if im is not None:
        im.save(name, **how)
    names.append(name)


def gray16(y, x):
    return (x * 1777 + y * 901) % 65536


rgb, gray = formula("RGB", W, H), formula("L", W, H)
soft, softgray = smooth("RGB", W, H), smooth("L", W, H)
rgba, la = formula("RGBA", W, H), formula("LA", W, H)
keep("rgb.png", rgb)
keep("gray.png", gray)
keep("rgba.png", rgba)
keep("palette.png", soft.quantize(40))
p = soft.quantize(40)
keep("palette-alpha.png", p, transparency=bytes(range(0, 240, 6)))
keep("bit1.png", gray.convert("1"))
keep("baseline.jpg", soft, quality=90, subsampling=0)
keep("subsampled.jpg", soft, quality=80, subsampling=2)
keep("progressive.jpg", soft, quality=85, progressive=True)
keep("gray.jpg", softgray, quality=85)
smooth("CMYK", W, H).save("cmyk.jpg", quality=90)
Image.open("cmyk.jpg").convert("RGB").save("cmyk-jpg.png")
for o in range(1, 9):
    exif = Image.Exif()
    exif[274] = o
    keep("exif%d.jpg" % o, soft, quality=75, exif=exif)
    if o == 6:
        keep("exif6.png", rgb, exif=exif)
        keep("exif6.webp", rgb, exif=exif, lossless=True)
    if o == 5:
        keep("orientation5.tif", rgb, tiffinfo=exif, compression="tiff_lzw")
keep("first.gif", p)
second = ImageChops.invert(soft).quantize(40)
keep("animated.gif", p, save_all=True, append_images=[second])
keep("rgb.bmp", rgb)
keep("gray.bmp", gray)
keep("palette.bmp", soft.quantize(16))
keep("bit1.bmp", gray.convert("1"))
keep("lossless.webp", rgb, lossless=True)
keep("alpha.webp", rgba, lossless=True, exact=True)
keep("raw.tif", rgb)
keep("deflate.tif", rgb, compression="tiff_adobe_deflate")
keep("lzw.tif", gray, compression="tiff_lzw")
keep("jpeg.tif", soft, compression="jpeg")
keep("cmyk.tif", smooth("CMYK", W, H))
keep("bit1.tif", gray.convert("1"))

with open("pictures.txt", "w") as out:
    for name in names:
        im = normal(Image.open(name))
        data = planes(im)
        print(name, len(im.getbands()), im.height, im.width, hashlib.sha256(data).hexdigest(),
              file=out)

# Pictures whose values this script knows without reading them: Pillow reads them in other ways.
with open("pictures.txt", "a") as out:
    def known(name, bands):
        print(name, len(bands), H, W, hashlib.sha256(b"".join(bands)).hexdigest(), file=out)

    def rounded(v):
        return (v * 255 + 32767) // 65535

    deep = [[gray16(y, x) for x in range(W)] for y in range(H)]
    open("gray16.png", "wb").write(
        png(16, 0, [b"".join(struct.pack(">H", v) for v in row) for row in deep]))
    known("gray16.png", [bytes(rounded(v) for row in deep for v in row)])
    open("rgb16.png", "wb").write(png(
        16, 2, [b"".join(struct.pack(">HHH", v, 65535 - v, v ^ 0x5a5a) for v in row)
                for row in deep]))
    known("rgb16.png", [bytes(rounded(f(v)) for row in deep for v in row)
                        for f in (lambda v: v, lambda v: 65535 - v, lambda v: v ^ 0x5a5a)])
    la.save("la.png")
    over = lambda v, a: (v * a + 255 * (255 - a) + 127) // 255
    known("la.png", [bytes(over(v, a) for v, a in zip(*(b.tobytes() for b in la.split())))])
    # One gray and one colour that stand for nothing.
    shown = gray.tobytes()
    open("gray-key.png", "wb").write(png(
        8, 0, [shown[y * W:y * W + W] for y in range(H)], chunk(b"tRNS", struct.pack(">H", 31))))
    known("gray-key.png", [bytes(255 if v == 31 else v for v in shown)])
    bands = [b.tobytes() for b in rgb.split()]
    pixels = list(zip(*bands))
    key = pixels[5]
    rows = [b"".join(bytes(p) for p in pixels[y * W:y * W + W]) for y in range(H)]
    open("rgb-key.png", "wb").write(
        png(8, 2, rows, chunk(b"tRNS", struct.pack(">HHH", *key))))
    known("rgb-key.png", [bytes(255 if p == key else p[c] for p in pixels) for c in range(3)])
    # Interlaced: seven passes, each of its own columns and rows.
    data = b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
                           (1, 0, 2, 2), (0, 1, 1, 2)):
        for y in range(y0, H, dy):
            data += b"\0" + b"".join(bytes(pixels[y * W + x]) for x in range(x0, W, dx))
    open("interlaced.png", "wb").write(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 8, 2, 0, 0, 1))
        + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))
    known("interlaced.png", bands)
    # A first image of 5 x 4 at (3, 2) on a canvas of 10 x 9, laid over white.
    soft.crop((0, 0, 5, 4)).quantize(8).save("part.gif")
    part = bytearray(open("part.gif", "rb").read())
    part[6:10] = struct.pack("<HH", 10, 9)
    at = part.index(b"\x2c\0\0\0\0\5\0\4\0")
    part[at + 1:at + 5] = struct.pack("<HH", 3, 2)
    canvas = Image.new("RGB", (10, 9), (255, 255, 255))
    canvas.paste(soft.crop((0, 0, 5, 4)).quantize(8).convert("RGB"), (3, 2))
    open("part.gif", "wb").write(part)
    print("part.gif", 3, 9, 10, hashlib.sha256(planes(canvas)).hexdigest(), file=out)

# Refused.
soft.save("lossy.webp", quality=80)
rgba.save("lossy-alpha.webp", quality=80)
rgb.save("animated.webp", save_all=True, append_images=[ImageChops.invert(rgb)], lossless=True)

filters = {"BILINEAR": Image.Resampling.BILINEAR, "BICUBIC": Image.Resampling.BICUBIC}
with open("resampled.txt", "w") as out:
    for mode in ("L", "RGB"):
        for w, h, tow, toh in ((37, 23, 16, 16), (37, 23, 37, 9), (37, 23, 9, 23), (16, 16, 37, 29),
                               (256, 192, 32, 32), (5, 7, 1, 1), (1, 1, 6, 5), (97, 61, 64, 60),
                               (300, 2, 7, 3), (31, 200, 30, 11)):
            for name, how in filters.items():
                data = planes(formula(mode, w, h).resize((tow, toh), how))
                print(name, len(mode), h, w, toh, tow, hashlib.sha256(data).hexdigest(), file=out)
    im = formula("RGB", 37, 23).convert("L")
    print("LUMA", 3, 23, 37, 23, 37, hashlib.sha256(planes(im)).hexdigest(), file=out)
