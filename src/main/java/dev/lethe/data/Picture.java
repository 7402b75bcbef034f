package dev.lethe.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * One decoded image.
 *
 * @param planes (channels, height, width), bytes 0..255
 * @param channels 1 for grey, else 3: red, green, blue
 */
record Picture(byte[] planes, int channels, int height, int width) {
    private static final int LARGEST_SIDE = 4096;
    private static final int LARGEST_FILE = 1 << 27;

    /**
     * Reads a PNG or JPEG file; its size is checked before anything is decoded.
     *
     * @param like an image whose size it must have, or null
     */
    static Picture read(Path file, Picture like) {
        byte[] content;
        try (Input in = Input.plain(file)) {
            content = in.rest(LARGEST_FILE, "the image");
        }
        if (Png.is(content)) {
            Png.check(content, file);
        }
        ImageReader reader = null;
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file + ": neither a PNG nor a JPEG image");
            }
            reader = readers.next();
            reader.setInput(in, true, true);
            int w = reader.getWidth(0);
            int h = reader.getHeight(0);
            if (w < 1 || h < 1 || w > LARGEST_SIDE || h > LARGEST_SIDE) {
                throw new DataException(file + ": size " + w + "x" + h + "; at most " + LARGEST_SIDE + "x"
                        + LARGEST_SIDE + " is allowed");
            }
            if (like != null && (w != like.width || h != like.height)) {
                throw new DataException(file + ": size " + w + "x" + h + "; the first image has " + like.width + "x"
                        + like.height + ", and all must be of one size");
            }
            // A warning means that part of the image was lost and made up.
            reader.addIIOReadWarningListener((from, warning) -> {
                throw new DataException(file + ": cannot be decoded: " + warning);
            });
            return of(reader.read(0), file);
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The decoders answer damaged files with nearly any unchecked exception.
            throw new DataException(file + ": cannot be decoded: " + Input.reason(e), e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    private static Picture of(BufferedImage image, Path file) {
        int w = image.getWidth();
        int h = image.getHeight();
        boolean palette = image.getColorModel() instanceof IndexColorModel;
        boolean alpha = image.getColorModel().hasAlpha();
        int colours = image.getColorModel().getNumColorComponents();
        boolean grey = colours == 1 || palette && greyPalette((IndexColorModel) image.getColorModel());
        if (colours != 1 && colours != 3) {
            throw new DataException(file + ": " + colours + " colour channels; grey or RGB was expected");
        }
        int c = grey ? 1 : 3;
        byte[] planes = new byte[c * h * w];
        Raster raster = image.getRaster();
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        int[] samples = new int[raster.getNumBands()];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int at = y * w + x;
                int argb = palette || alpha ? image.getRGB(x, y) : 0xFF000000;
                if (argb >>> 24 != 0xFF) {
                    throw new DataException(
                            file + ": pixel (" + x + ", " + y + ") is transparent; opaque images " + "were expected");
                }
                raster.getPixel(x, y, samples);
                for (int k = 0; k < c; k++) {
                    planes[k * h * w + at] = (byte) (palette ? argb >>> (16 - 8 * k) : samples[k] >> shift);
                }
            }
        }
        return new Picture(planes, c, h, w);
    }

    private static boolean greyPalette(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }
}
