package io.headscope.view.lab;

import io.headscope.drawing.Box;
import io.headscope.drawing.MarkGraphics;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.lab.example.ScalingStudy;
import io.headscope.message.Messages;
import io.headscope.view.TextSize;
import io.headscope.view.chart.ChartFont;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/// Entropy and gradient over d, with and without the division by √d: a chart of JFreeChart's, written as marks.
final class StudyChart {

    private static final Color CLEAR = new Color(0, true);
    private static final Color INK = new Color(0x010101);
    private static final Color GRID = new Color(0x020202);
    private static final List<Color> LINES =
            List.of(new Color(0x030303), new Color(0x040404), new Color(0x050505), new Color(0x060606));
    private static final Map<Color, Role> ROLES = Map.of(
            INK, Role.TEXT,
            GRID, Role.RULE,
            LINES.get(0), Role.SERIES_2,
            LINES.get(1), Role.SERIES_4,
            LINES.get(2), Role.SERIES_1,
            LINES.get(3), Role.SERIES_3);

    private StudyChart() {}

    static void draw(Sheet sheet, Box place, Messages messages) {
        JFreeChart chart = chart(ScalingStudy.points(), messages);
        MarkGraphics graphics = new MarkGraphics(sheet, ROLES, false);
        chart.draw(graphics, new Rectangle2D.Double(place.x(), place.y(), place.width(), place.height()));
        graphics.dispose();
    }

    private static JFreeChart chart(List<ScalingStudy.Point> points, Messages messages) {
        XYSeriesCollection lines = new XYSeriesCollection();
        lines.addSeries(series(messages.text("lab.quantity.bare-entropy"), points, ScalingStudy.Point::entropy));
        lines.addSeries(series(messages.text("lab.quantity.bare-gradient"), points, ScalingStudy.Point::gradient));
        lines.addSeries(series(messages.text("lab.quantity.entropy"), points, ScalingStudy.Point::scaledEntropy));
        lines.addSeries(series(messages.text("lab.quantity.gradient"), points, ScalingStudy.Point::scaledGradient));
        JFreeChart chart = ChartFactory.createXYLineChart(null, null, null, lines);
        chart.setBackgroundPaint(CLEAR);
        chart.getLegend().setItemFont(ChartFont.of(TextSize.NOTE));
        chart.getLegend().setItemPaint(INK);
        chart.getLegend().setBackgroundPaint(CLEAR);
        chart.getLegend().setFrame(BlockBorder.NONE);
        dress(chart.getXYPlot());
        return chart;
    }

    private static XYSeries series(String name, List<ScalingStudy.Point> points, ToDoubleFunction<ScalingStudy.Point> value) {
        XYSeries series = new XYSeries(name);
        points.forEach(point -> series.add(point.d(), value.applyAsDouble(point)));
        return series;
    }

    private static void dress(XYPlot plot) {
        plot.setBackgroundPaint(CLEAR);
        plot.setOutlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setDomainGridlineStroke(new BasicStroke(1));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        LogAxis d = new LogAxis("d");
        d.setBase(2);
        d.setStandardTickUnits(new NumberTickUnitSource(true));
        d.setNumberFormatOverride(new DecimalFormat("0"));
        d.setRange(1, 1024);
        plot.setDomainAxis(d);
        NumberAxis values = (NumberAxis) plot.getRangeAxis();
        values.setRange(0, 2.1);
        for (ValueAxis axis : List.of(d, values)) {
            axis.setLabelFont(ChartFont.of(TextSize.NOTE));
            axis.setLabelPaint(INK);
            axis.setTickLabelFont(ChartFont.of(TextSize.TICK));
            axis.setTickLabelPaint(INK);
            axis.setAxisLinePaint(GRID);
            axis.setTickMarkPaint(GRID);
        }
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        for (int i = 0; i < LINES.size(); i++) {
            renderer.setSeriesPaint(i, LINES.get(i));
            renderer.setSeriesStroke(i, new BasicStroke(2));
            renderer.setSeriesShape(i, new Ellipse2D.Double(-2.5, -2.5, 5, 5));
        }
        plot.setRenderer(renderer);
    }
}
