package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lethe.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path folder;

    private final Consumer<Path> load = f -> DataSpec.load("images:" + folder, 0);

    private static BufferedImage grey(int w, int h, int first) {
        BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                image.getRaster().setSample(x, y, 0, first + y * w + x);
            }
        }
        return image;
    }

    private static BufferedImage filled(int w, int h, int type, int argb) {
        BufferedImage image = new BufferedImage(w, h, type);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                image.setRGB(x, y, argb);
            }
        }
        return image;
    }

    private Path put(String path, BufferedImage image) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, path.substring(path.lastIndexOf('.') + 1), file.toFile());
        return file;
    }

    @Test
    void greyImagesKeepTheirValues() throws IOException {
        put("cat/2.png", grey(3, 2, 100));
        put("cat/1.png", grey(3, 2, 10));
        put("ant/x.PNG", grey(3, 2, 200));
        Files.writeString(folder.resolve("cat/notes.txt"), "no image");
        Splits splits = DataSpec.load("images:" + folder, 0);
        assertNull(splits.test());
        Dataset data = splits.train();
        assertEquals(Shape.of(1, 2, 3), data.exampleShape());
        assertEquals(List.of("ant", "cat"), data.classNames());
        assertArrayEquals(new int[] {0, 1, 1}, data.labels());
        assertArrayEquals(
                new byte[] {
                    (byte) 200, (byte) 201, (byte) 202, (byte) 203, (byte) 204, (byte) 205, 10, 11, 12, 13, 14, 15
                },
                Arrays.copyOf(data.pixels(), 12));
    }

    @Test
    void coloursComeAsPlanesAndGreyIsRepeated() throws IOException {
        put("train/a/rgb.png", filled(2, 1, BufferedImage.TYPE_INT_RGB, 0xFF0A141E));
        put("train/a/s.png", filled(2, 1, BufferedImage.TYPE_INT_ARGB, 0xFF010203));
        put("train/b/grey.png", grey(2, 1, 50));
        put("test/a/1.png", filled(2, 1, BufferedImage.TYPE_BYTE_INDEXED, 0xFFFF0000));
        put("test/b/1.jpg", filled(2, 1, BufferedImage.TYPE_INT_RGB, 0xFF808080));
        Splits splits = DataSpec.load("images:" + folder, 0);
        assertArrayEquals(
                new byte[] {10, 10, 20, 20, 30, 30, 1, 1, 2, 2, 3, 3, 50, 51, 50, 51, 50, 51},
                splits.train().pixels());
        assertArrayEquals(
                new byte[] {-1, -1, 0, 0, 0, 0}, splits.test().first(1).pixels());
        int jpeg = splits.test().pixels()[6] & 0xFF;
        assertEquals(0x80, jpeg, 2);
    }

    @Test
    void deepAndShallowGreyIsScaledToBytes() throws IOException {
        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 0xABCD);
        put("a/deep.png", deep);
        put("a/one-bit.png", filled(1, 1, BufferedImage.TYPE_BYTE_BINARY, 0xFFFFFFFF));
        assertArrayEquals(
                new byte[] {(byte) 0xAB, (byte) 255},
                DataSpec.load("images:" + folder, 0).train().pixels());
    }

    @Test
    void theFirstImageOfAnotherSizeIsNamed() throws IOException {
        put("a/1.png", grey(3, 2, 0));
        put("a/2.png", grey(3, 2, 0));
        Path other = put("b/1.png", grey(2, 3, 0));
        Damage.refused(other, load, "b", "2x3", "3x2");
    }

    @Test
    void transparentPixelsAreNamed() throws IOException {
        Path file = put("a/1.png", filled(2, 2, BufferedImage.TYPE_INT_ARGB, 0x80FFFFFF));
        Damage.refused(file, load, "pixel (0, 0) is transparent");
    }

    @Test
    void missingFoldersAndImagesAreNamed() throws IOException {
        Damage.refused(folder, load, "no folders");
        Files.createDirectories(folder.resolve("a"));
        Damage.refused(folder.resolve("a"), load, "no .png");
        put("train/a/1.png", grey(1, 1, 0));
        put("test/b/1.png", grey(1, 1, 0));
        Damage.refused(folder.resolve("test"), load, "[b]", "[a]");
    }

    @Test
    void damagedImagesAreRefused() throws IOException {
        Path png = put("a/1.png", grey(5, 4, 0));
        byte[] whole = Files.readAllBytes(png);
        Damage.everyPrefix(whole, png, load);
        Damage.trailingByte(whole, png, load);
        assertEquals(8 * whole.length, Damage.bitFlips(whole, whole.length, png, load));
        Damage.write(png, whole);
        Path jpeg = put("a/2.jpg", grey(5, 4, 0));
        byte[] photo = Files.readAllBytes(jpeg);
        for (int n = 0; n < photo.length - 2; n += 7) {
            Damage.write(jpeg, Arrays.copyOf(photo, n));
            Damage.refused(jpeg, load);
        }
        Damage.bitFlips(photo, 60, jpeg, load);
        Damage.write(png, "GIF89a".getBytes(StandardCharsets.US_ASCII));
        Damage.refused(png, load);
    }
}
