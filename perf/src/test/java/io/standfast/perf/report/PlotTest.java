package io.standfast.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the scale rig draws can be read by a browser, and nothing of it lies outside the picture.
 */
class PlotTest
{
    private static final double[] X = {1, 10, 1000, 100_000};

    private static Document document() throws ParserConfigurationException, SAXException, IOException
    {
        final Plot plot = new Plot("cost & size", "messages");
        plot.panel("time, us", X, new double[]{1.5, 1.4, 2, 999});
        plot.panel("memory < disk, MB", X, new double[]{0, 0.02, 100, 1_500_000});
        plot.panel("the same everywhere", X, new double[]{5, 5, 5, 5});
        plot.panel("nothing", X, new double[]{0, 0, 0, 0});
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(plot.svg()
            .getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Double> numbers(final Document document, final String tag, final String attribute)
    {
        final NodeList nodes = document.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> Double.valueOf(((Element) nodes
            .item(i)).getAttribute(attribute))).toList();
    }

    @Test
    void shouldStayWithinThePictureWhenValuesSpanDecades() throws Exception
    {
        final Document document = document();

        final String[] box = document.getDocumentElement().getAttribute("viewBox").split(" ");
        final double width = Double.parseDouble(box[2]);
        final double height = Double.parseDouble(box[3]);
        for (final String[] place : new String[][]{{"text", "x"}, {"circle", "cx"}, {"line", "x1"}, {"line", "x2"}})
        {
            assertThat(numbers(document, place[0], place[1])).isNotEmpty().allMatch(x -> x >= 0 && x <= width);
        }
        for (final String[] place : new String[][]{{"text", "y"}, {"circle", "cy"}, {"line", "y1"}, {"line", "y2"}})
        {
            assertThat(numbers(document, place[0], place[1])).isNotEmpty().allMatch(y -> y >= 0 && y <= height);
        }
    }

    @Test
    void shouldMarkEachValueThatALogarithmicAxisHas() throws Exception
    {
        final Document document = document();

        assertThat(numbers(document, "circle", "cx")).hasSize(4 + 3 + 4);
    }

    @Test
    void shouldPutAGreaterValueHigher() throws Exception
    {
        final List<Double> y = numbers(document(), "circle", "cy");

        assertThat(y.get(3)).isLessThan(y.get(2));
        assertThat(y.get(2)).isLessThan(y.get(0));
    }
}
