package io.headscope.export;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Palette;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class SvgExporterTest {

    @Test
    void textStaysTextAndWhatXmlForbidsIsReplaced() throws Exception {
        Element text = (Element) parsed().getElementsByTagName("text").item(0);
        assertAll(
                () -> assertEquals("<猫> & \"cat\"\ufffd", text.getTextContent()),
                () -> assertEquals("middle", text.getAttribute("text-anchor")),
                () -> assertEquals("#1b222c", text.getAttribute("fill")));
    }

    @Test
    void aMatrixIsAnImageThatStaysSharpEvenWhereItIsSmoothed() throws Exception {
        Element image = (Element) parsed().getElementsByTagName("image").item(0);
        String data = image.getAttribute("href").substring("data:image/png;base64,".length());
        BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
        assertAll(
                () -> assertEquals("pixelated", image.getAttribute("image-rendering")),
                () -> assertEquals("60", image.getAttribute("width")),
                () -> assertEquals(3 * 40, pixels.getWidth()),
                () -> assertEquals(2 * 40, pixels.getHeight()),
                () -> assertEquals(ExampleDrawing.TINT.color(0.25).argb(), pixels.getRGB(0, 40)),
                () -> assertEquals(ExampleDrawing.TINT.color(0.25).argb(), pixels.getRGB(39, 79)),
                () -> assertEquals(ExampleDrawing.TINT.color(0).argb(), pixels.getRGB(39, 39)),
                () -> assertEquals(0, pixels.getRGB(40, 40)));
    }

    @Test
    void theSameDrawingGivesTheSameBytes() throws IOException {
        assertArrayEquals(bytes(), bytes());
    }

    @Test
    void linesAreCurvesWithTheirWeightAsOpacity() throws IOException {
        String svg = new String(bytes(), StandardCharsets.UTF_8);
        assertTrue(svg.contains("d=\"M70 20C90 20 90 60 110 60\" fill=\"none\" stroke=\"#0072b2\" stroke-width=\"2\" stroke-opacity=\"0.4\""), svg);
    }

    private static Document parsed() throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(bytes()));
    }

    private static byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new SvgExporter().write(ExampleDrawing.everyMark(), Palette.LIGHT, bytes);
        return bytes.toByteArray();
    }
}
