package io.standfast.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Small panels of one line each, side by side, with logarithmic axes, as an SVG. Owned by the rig's thread.
 */
public final class Plot
{
    private static final int COLUMNS = 2;
    private static final int PANEL_WIDTH = 460;
    private static final int PANEL_HEIGHT = 290;
    private static final int TITLE = 44;
    private static final int LEFT = 66;
    private static final int RIGHT = 30;
    private static final int TOP = 40;
    private static final int BOTTOM = 52;
    private static final int WIDTH = COLUMNS * PANEL_WIDTH;

    private final String title;
    private final String xLabel;
    private final List<Panel> panels = new ArrayList<>();

    /**
     * One line.
     *
     * @param title of the panel, with the unit of its axis.
     * @param x     greater than 0.
     * @param y     of each x; what is not greater than 0 is left out.
     */
    private record Panel(String title, double[] x, double[] y)
    {
    }

    /** Decades that an axis shows. */
    private record Axis(int from, int to)
    {
        static Axis of(final double[] values)
        {
            double least = Double.MAX_VALUE;
            double greatest = 0;
            for (final double value : values)
            {
                least = value > 0 ? Math.min(least, value) : least;
                greatest = Math.max(greatest, value);
            }
            if (greatest == 0)
            {
                return new Axis(0, 1);
            }
            final int from = (int) Math.floor(Math.log10(least));
            return new Axis(from, Math.max(from + 1, (int) Math.ceil(Math.log10(greatest))));
        }

        /** From 0 to 1. */
        double place(final double value)
        {
            return (Math.log10(value) - from) / (to - from);
        }
    }

    /**
     * Empty.
     *
     * @param title  above all panels.
     * @param xLabel below each.
     */
    public Plot(final String title, final String xLabel)
    {
        this.title = title;
        this.xLabel = xLabel;
    }

    /**
     * Add a panel.
     *
     * @param panelTitle with the unit of its axis.
     * @param x          greater than 0.
     * @param y          of each x; what is not greater than 0 is left out.
     */
    public void panel(final String panelTitle, final double[] x, final double[] y)
    {
        panels.add(new Panel(panelTitle, x.clone(), y.clone()));
    }

    /**
     * The picture.
     *
     * @return document.
     */
    public String svg()
    {
        final int height = TITLE + (panels.size() + COLUMNS - 1) / COLUMNS * PANEL_HEIGHT;
        final StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" " +
                "font-family=\"sans-serif\" font-size=\"12\">%n<rect x=\"0\" y=\"0\" width=\"%d\" height=\"%d\" " +
                "fill=\"white\"/>%n",
            WIDTH, height, WIDTH, height, WIDTH, height));
        text(svg, "16", WIDTH / 2.0, 28, "middle", title);
        for (int i = 0; i < panels.size(); i++)
        {
            draw(svg, panels.get(i), i % COLUMNS * PANEL_WIDTH, TITLE + i / COLUMNS * PANEL_HEIGHT);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(final StringBuilder svg, final Panel panel, final int x, final int y)
    {
        final Axis xAxis = Axis.of(panel.x());
        final Axis yAxis = Axis.of(panel.y());
        final double left = x + LEFT;
        final double right = x + (double) PANEL_WIDTH - RIGHT;
        final double top = y + TOP;
        final double bottom = y + (double) PANEL_HEIGHT - BOTTOM;
        text(svg, "13", (left + right) / 2, top - 14, "middle", panel.title());
        text(svg, "12", (left + right) / 2, bottom + 36, "middle", xLabel);
        for (int decade = xAxis.from(); decade <= xAxis.to(); decade++)
        {
            final double at = left + xAxis.place(Math.pow(10, decade)) * (right - left);
            line(svg, at, top, at, bottom + 5, "#bbb");
            text(svg, "12", at, bottom + 18, "middle", number(Math.pow(10, decade)));
            for (int unit = 2; unit < 10 && decade < xAxis.to(); unit++)
            {
                final double minor = left + xAxis.place(unit * Math.pow(10, decade)) * (right - left);
                line(svg, minor, bottom, minor, bottom + 3, "#bbb");
            }
        }
        for (int decade = yAxis.from(); decade <= yAxis.to(); decade++)
        {
            final double at = bottom - yAxis.place(Math.pow(10, decade)) * (bottom - top);
            line(svg, left - 5, at, right, at, "#bbb");
            text(svg, "12", left - 9, at + 4, "end", number(Math.pow(10, decade)));
            for (int unit = 2; unit < 10 && decade < yAxis.to(); unit++)
            {
                final double minor = bottom - yAxis.place(unit * Math.pow(10, decade)) * (bottom - top);
                line(svg, left - 3, minor, right, minor, "#eee");
            }
        }
        curve(svg, panel, point -> left + xAxis.place(point) * (right - left), point -> bottom - yAxis.place(point) *
            (bottom - top));
    }

    private static void curve(final StringBuilder svg, final Panel panel,
        final DoubleUnaryOperator toX, final DoubleUnaryOperator toY)
    {
        final StringBuilder points = new StringBuilder();
        final StringBuilder marks = new StringBuilder();
        for (int i = 0; i < panel.x().length; i++)
        {
            if (panel.y()[i] > 0)
            {
                final double x = toX.applyAsDouble(panel.x()[i]);
                final double y = toY.applyAsDouble(panel.y()[i]);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                marks.append(String.format(Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#1f5fa8\"/>%n", x, y));
                text(marks, "11", x, y - 7, "middle", number(panel.y()[i]));
            }
        }
        svg.append("<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\" points=\"").append(points.toString()
            .strip()).append("\"/>\n").append(marks);
    }

    private static void line(final StringBuilder svg, final double x1, final double y1, final double x2,
        final double y2, final String colour)
    {
        svg.append(String.format(Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n", x1, y1, x2, y2, colour));
    }

    private static void text(final StringBuilder svg, final String size, final double x, final double y,
        final String anchor, final String text)
    {
        svg.append(String.format(Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%s\" text-anchor=\"%s\">%s</text>%n", x, y, size, anchor, text
                .replace("&", "&amp;").replace("<", "&lt;")));
    }

    /** Three digits at most, and k and M. */
    private static String number(final double value)
    {
        if (value >= 999_500)
        {
            return digits(value / 1e6) + "M";
        }
        return value >= 999.5 ? digits(value / 1e3) + "k" : digits(value);
    }

    private static String digits(final double value)
    {
        final int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.1 ? 2 : 3;
        final String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
