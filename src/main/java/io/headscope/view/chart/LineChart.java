package io.headscope.view.chart;

import io.headscope.drawing.Box;
import io.headscope.drawing.MarkGraphics;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.view.TextSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/// Lines over an axis, with a legend below and a place marked.
///
/// @param across what the axis below shows
/// @param up     what the axis at the left shows
/// @param lines  the first drawn first
/// @param marked the place along the axis below that is looked at, if any
public record LineChart(Axis across, Axis up, List<Line> lines, OptionalDouble marked) {

    private static final Color CLEAR = new Color(0, true);
    private static final double DOT = 5;

    public LineChart {
        lines = List.copyOf(lines);
    }

    /// @param label what it shows; empty where that is said elsewhere
    /// @param least where it begins
    /// @param most  where it ends
    /// @param tick  the distance of its numbers, or 0 for what fits
    /// @param named what stands at a number, or itself
    public record Axis(String label, double least, double most, double tick, Naming named) {

        /// Of plain numbers.
        public Axis(String label, double least, double most) {
            this(label, least, most, 0, Naming.NUMBER);
        }
    }

    /// What stands at a number of an axis.
    @FunctionalInterface
    public interface Naming {
        /// The number itself, as short as it can be.
        Naming NUMBER = value -> {
            String digits = String.format(java.util.Locale.ROOT, Math.abs(value) >= 1000 || value == Math.rint(value) ? "%.0f" : "%.6f", value);
            return digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits;
        };

        String of(double value);
    }

    /// @param name  in the legend; empty for lines that are not named
    /// @param xs    places along the axis below, in order
    /// @param ys    as many
    /// @param dots  whether every place is a dot too
    /// @param width of the line, in pixels
    public record Line(String name, List<Double> xs, List<Double> ys, Role role, boolean dots, double width) {
        public Line {
            xs = List.copyOf(xs);
            ys = List.copyOf(ys);
            if (xs.size() != ys.size()) {
                throw new IllegalArgumentException(xs.size() + " places with " + ys.size() + " values");
            }
        }
    }

    public void draw(Sheet sheet, Box place) {
        Map<Color, Role> roles = new HashMap<>();
        JFreeChart chart = chart(roles);
        MarkGraphics graphics = new MarkGraphics(sheet, roles, false);
        chart.draw(graphics, new Rectangle2D.Double(place.x(), place.y(), place.width(), place.height()));
        graphics.dispose();
    }

    /// A colour that stands for a role.
    private static Color color(Map<Color, Role> roles, Role role) {
        Color color = new Color(role.ordinal() + 1, role.ordinal() + 1, 1);
        roles.put(color, role);
        return color;
    }

    private JFreeChart chart(Map<Color, Role> roles) {
        XYSeriesCollection all = new XYSeriesCollection();
        for (int i = 0; i < lines.size(); i++) {
            XYSeries series = new XYSeries(Integer.valueOf(i), false, true);
            series.setDescription(lines.get(i).name());
            for (int at = 0; at < lines.get(i).xs().size(); at++) {
                series.add(lines.get(i).xs().get(at), lines.get(i).ys().get(at));
            }
            all.addSeries(series);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(null, null, null, all);
        chart.setBackgroundPaint(CLEAR);
        chart.setPadding(new RectangleInsets(2, 2, 2, 6));
        chart.getLegend().setItemFont(ChartFont.of(TextSize.NOTE));
        chart.getLegend().setItemPaint(color(roles, Role.TEXT));
        chart.getLegend().setBackgroundPaint(CLEAR);
        chart.getLegend().setFrame(BlockBorder.NONE);
        dress(chart.getXYPlot(), roles);
        return chart;
    }

    private void dress(XYPlot plot, Map<Color, Role> roles) {
        Color grid = color(roles, Role.RULE);
        plot.setBackgroundPaint(CLEAR);
        plot.setOutlinePaint(grid);
        plot.setRangeGridlinePaint(grid);
        plot.setDomainGridlinePaint(grid);
        plot.setRangeGridlineStroke(new BasicStroke(0.7f));
        plot.setDomainGridlineStroke(new BasicStroke(0.7f));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setDomainAxis(axis(across, roles));
        plot.setRangeAxis(axis(up, roles));
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            renderer.setSeriesPaint(i, color(roles, line.role()));
            renderer.setSeriesStroke(i, new BasicStroke((float) line.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            renderer.setSeriesShapesVisible(i, line.dots());
            renderer.setSeriesShape(i, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
            renderer.setSeriesVisibleInLegend(i, !line.name().isEmpty());
        }
        renderer.setLegendItemLabelGenerator((data, series) -> lines.get(series).name());
        plot.setRenderer(renderer);
        marked.ifPresent(at -> {
            ValueMarker marker = new ValueMarker(at, color(roles, Role.LOCKED), new BasicStroke(1.5f));
            marker.setAlpha(1);
            plot.addDomainMarker(marker);
        });
    }

    private static ValueAxis axis(Axis described, Map<Color, Role> roles) {
        NumberAxis axis = new NumberAxis(described.label().isEmpty() ? null : described.label());
        // An axis of one value would be of no length.
        axis.setRange(described.least(), described.most() > described.least() ? described.most() : described.least() + 1);
        axis.setNumberFormatOverride(new Named(described.named()));
        if (described.tick() > 0) {
            axis.setTickUnit(new NumberTickUnit(described.tick()));
        }
        axis.setLabelFont(ChartFont.of(TextSize.NOTE));
        axis.setLabelPaint(color(roles, Role.QUIET_TEXT));
        axis.setTickLabelFont(ChartFont.of(TextSize.TICK));
        axis.setTickLabelPaint(color(roles, Role.QUIET_TEXT));
        axis.setAxisLinePaint(color(roles, Role.RULE));
        axis.setTickMarkPaint(color(roles, Role.RULE));
        return axis;
    }

    private static final class Named extends NumberFormat {

        private static final long serialVersionUID = 1L;

        private final transient Naming naming;

        Named(Naming naming) {
            this.naming = naming;
        }

        @Override
        public StringBuffer format(double number, StringBuffer into, FieldPosition position) {
            return into.append(naming.of(number));
        }

        @Override
        public StringBuffer format(long number, StringBuffer into, FieldPosition position) {
            return into.append(naming.of(number));
        }

        @Override
        public Number parse(String text, ParsePosition position) {
            throw new UnsupportedOperationException("written, never read");
        }
    }
}
