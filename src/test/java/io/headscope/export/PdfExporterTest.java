package io.headscope.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

final class PdfExporterTest {

    private static final Drawing WORDS = new Sheet()
            .add(new Mark.Area(new Box(20, 30, 40, 20), Role.SERIES_1))
            .text("attention 注意力", 10, 80, 16, Anchor.START, Role.TEXT)
            .upwards("upwards", 150, 90, 12, Anchor.START, Role.TEXT)
            .text("\uE000 שלום", 10, 100, 12, Anchor.START, Role.TEXT)
            .drawing(200, 120);

    @Test
    void textStaysTextWithItsOwnLettersInside() throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf(WORDS))) {
            assertTrue(new PDFTextStripper().getText(document).contains("attention 注意力"));
            for (var name : document.getPage(0).getResources().getFontNames()) {
                PDFont font = document.getPage(0).getResources().getFont(name);
                assertTrue(font.isEmbedded());
            }
            assertEquals(150, document.getPage(0).getMediaBox().getWidth(), 0.01);
        }
    }

    @Test
    void whatIsDrawnLiesWhereItLiesInAPicture() throws IOException {
        BufferedImage expected = new PngExporter(1).image(ExampleDrawing.everyMark(), Palette.LIGHT);
        try (PDDocument document = Loader.loadPDF(pdf(ExampleDrawing.everyMark()))) {
            BufferedImage image = new PDFRenderer(document).renderImage(0, 4 / 3f);
            long different = 0;
            int width = Math.min(image.getWidth(), expected.getWidth());
            int height = Math.min(image.getHeight(), expected.getHeight());
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double there = new Rgb(image.getRGB(x, y) & 0xFFFFFF).luminance();
                    double here = new Rgb(expected.getRGB(x, y) & 0xFFFFFF).luminance();
                    different += Math.abs(there - here) > 0.5 ? 1 : 0;
                }
            }
            assertTrue(different < width * height / 50, different + " of " + width * height + " pixels differ");
        }
    }

    @Test
    void theSameDrawingGivesTheSameBytes() throws IOException {
        assertArrayEquals(pdf(WORDS), pdf(WORDS));
    }

    private static byte[] pdf(Drawing drawing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new PdfExporter().write(drawing, Palette.LIGHT, bytes);
        return bytes.toByteArray();
    }
}
