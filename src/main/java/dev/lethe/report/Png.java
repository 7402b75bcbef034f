package dev.lethe.report;

import dev.lethe.Shape;
import dev.lethe.data.Dataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Images of a data set as PNG inside a URI, so that a page needs no other file. */
public final class Png {
    private Png() {}

    /** Whether examples of this data set can be shown: images of one channel (grey) or three (red, green, blue). */
    public static boolean showable(Dataset data) {
        return data.isImages()
                && (data.exampleShape().dim(0) == 1 || data.exampleShape().dim(0) == 3);
    }

    /** Example {@code i} of {@code data} as a data URI, one PNG pixel for each pixel. */
    public static String uri(Dataset data, int i) throws IOException {
        Shape shape = data.exampleShape(); // (c, h, w)
        int c = shape.dim(0);
        int h = shape.dim(1);
        int w = shape.dim(2);
        int type = c == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(w, h, type);
        byte[] pixels = data.pixels();
        int plane = h * w;
        int at = i * c * plane;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int p = at + y * w + x;
                if (c == 1) {
                    // The raster takes the byte as it is; setRGB would change it by a colour space.
                    image.getRaster().setSample(x, y, 0, pixels[p] & 255);
                } else {
                    int rgb = (pixels[p] & 255) << 16 | (pixels[p + plane] & 255) << 8 | pixels[p + 2 * plane] & 255;
                    image.setRGB(x, y, rgb);
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException("this Java has no PNG writer");
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
