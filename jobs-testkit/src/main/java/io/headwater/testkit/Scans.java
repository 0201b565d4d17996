package io.headwater.testkit;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;

/** Pages with words that text recognition finds. */
public final class Scans {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 160;
    private static final String PDF_PAGE =
            "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>endobj\n";

    private Scans() {}

    /** One page; its ending says as what. */
    public static void draw(Path file, String words) throws IOException {
        String name = file.getFileName().toString();
        Files.createDirectories(file.resolveSibling(""));
        ImageIO.write(page(words), name.substring(name.lastIndexOf('.') + 1), file.toFile());
    }

    /** A TIFF file of several pages. */
    public static void drawAll(Path file, String... pages) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (var to = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(to);
            writer.prepareWriteSequence(null);
            for (String words : pages) {
                writer.writeToSequence(new IIOImage(page(words), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage page(String words) {
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, WIDTH, HEIGHT);
        pen.setColor(Color.BLACK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 48));
        pen.drawString(words, 40, 100);
        pen.dispose();
        return image;
    }

    /** As plain as a PDF can be; its table of contents is missing, which readers forgive. */
    public static String pdf(String... pages) {
        return pdf(600, 400, pages);
    }

    /** The same, with pages of that many points. */
    public static String pdf(int width, int height, String... pages) {
        var objects = new StringBuilder("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
        objects.append("3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
        var kids = new StringBuilder();
        for (int page = 0; page < pages.length; page++) {
            int number = 4 + 2 * page;
            String drawing = "BT /F1 48 Tf 40 300 Td (%s) Tj ET".formatted(pages[page]);
            kids.append(number).append(" 0 R ");
            objects.append(PDF_PAGE.formatted(number, width, height, number + 1));
            objects.append("%d 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
                    .formatted(number + 1, drawing.length(), drawing));
        }
        return objects
                + "2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\ntrailer<</Root 1 0 R>>\n"
                        .formatted(pages.length, kids);
    }

    /** The beginning of a PNG file, which says how large the picture is; the picture is missing. */
    public static byte[] headOfPng(int width, int height) {
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        var sum = new CRC32();
        sum.update(header);
        return ByteBuffer.allocate(8 + 4 + header.length + 4)
                .putLong(0x89504E470D0A1A0AL)
                .putInt(header.length - 4)
                .put(header)
                .putInt((int) sum.getValue())
                .array();
    }

    /** The same of a JPEG file. */
    public static byte[] headOfJpeg(int width, int height) {
        var bytes = new ByteArrayOutputStream();
        try (var to = new DataOutputStream(bytes)) {
            to.write(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xC0, 0, 11, 8});
            to.writeShort(height);
            to.writeShort(width);
            to.write(new byte[] {1, 1, 0x11, 0, (byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0});
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The same of a TIFF file. */
    public static byte[] headOfTiff(int width, int height) {
        int[][] fields = {
            {256, width}, {257, height}, {258, 8}, {259, 1}, {262, 1}, {273, 8}, {277, 1}, {278, height}, {279, 1}
        };
        ByteBuffer to = ByteBuffer.allocate(8 + 2 + 12 * fields.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        to.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) fields.length);
        for (int[] field : fields) {
            to.putShort((short) field[0]).putShort((short) 4).putInt(1).putInt(field[1]);
        }
        return to.putInt(0).array();
    }
}
