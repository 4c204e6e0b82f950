package io.headscope.view.inspector;

import io.headscope.analysis.HeadStatistics;
import io.headscope.analysis.MovedValue;
import io.headscope.analysis.StrongPair;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.view.TextSize;
import io.headscope.view.inspector.Inspection.Meeting;
import io.headscope.view.inspector.InspectorPicture.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Lays out a head in numbers: sections one below the other.
final class InspectorLayout {

    private static final double MARGIN = 14;
    private static final double LINE = 22;
    private static final double BAR = 12;
    private static final double GAP = 10;
    private static final double USUAL_WIDTH = 340;
    private static final double LEAST_WIDTH = 220;
    private static final double NUMBER = 50;
    private static final double NAMES = 0.6;
    private static final String ARROW = " → ";

    private final Sheet sheet = new Sheet();
    private final List<Place> places = new ArrayList<>();
    private final Inspection inspection;
    private final double page;
    private final Messages messages;
    private double y = MARGIN;

    private InspectorLayout(Inspection inspection, double page, Messages messages) {
        this.inspection = inspection;
        this.page = page;
        this.messages = messages;
    }

    /// @param name  of the head
    /// @param width the room there is, or 0 for as much as is needed
    static InspectorPicture layout(Inspection inspection, String name, double width, Messages messages) {
        double page = Math.max(LEAST_WIDTH, width == 0 ? USUAL_WIDTH : width);
        InspectorLayout layout = new InspectorLayout(inspection, page, messages);
        layout.line(name, TextSize.TITLE, Role.TEXT);
        layout.statistics();
        layout.pairs();
        if (inspection.meeting() != null) {
            layout.meeting(inspection.meeting());
        }
        return new InspectorPicture(
                layout.sheet.drawing(page, layout.y + MARGIN), inspection, layout.places);
    }

    /// What is drawn, to be read out.
    static String reading(Drawing drawing) {
        return drawing.labels().stream().map(Mark.Label::text).collect(Collectors.joining(" "));
    }

    private void statistics() {
        HeadStatistics statistics = inspection.overview().statistics();
        if (statistics == null) {
            line(messages.text("view.inspector.nothing"), TextSize.TOKEN, Role.QUIET_TEXT);
            return;
        }
        heading(messages.format("view.inspector.average", statistics.queries()));
        double most = Math.log(inspection.overview().keys());
        row(messages.text("view.inspector.entropy"), number(statistics.entropy()), most == 0 ? 0 : statistics.entropy() / most);
        statistics.positions().ifPresent(positions -> row(
                messages.text("view.inspector.distance"),
                number(positions.distance()),
                positions.distance() / Math.max(1, inspection.overview().keys() - 1)));
        share("view.inspector.first", statistics.first());
        statistics.positions().ifPresent(positions -> {
            share("view.inspector.previous", OptionalDouble.of(positions.previous()));
            share("view.inspector.own", OptionalDouble.of(positions.own()));
        });
        share("view.inspector.separators", statistics.separators());
    }

    private void share(String key, OptionalDouble share) {
        share.ifPresent(value -> row(messages.text(key), percent(value), value));
    }

    private void pairs() {
        heading(messages.text("view.inspector.pairs"));
        if (inspection.overview().pairs().isEmpty()) {
            line(messages.text("view.inspector.no-pairs"), TextSize.TOKEN, Role.QUIET_TEXT);
        }
        for (StrongPair pair : inspection.overview().pairs()) {
            Box place = new Box(MARGIN - 4, y, page - 2 * MARGIN + 8, LINE);
            places.add(new Place(place, new Cell(pair.query(), pair.key())));
            row(arrow(pair.query(), pair.key(), names()), percent(pair.weight()), pair.weight());
        }
    }

    private void meeting(Meeting meeting) {
        heading(messages.format("view.inspector.product", meeting.queryName(), meeting.keyName()));
        y = DimensionStrips.draw(sheet, meeting.product(), MARGIN, y, page - 2 * MARGIN);
        for (int dimension : meeting.product().largest(3)) {
            line(messages.format(
                            meeting.product().additive() ? "view.inspector.dimension-additive" : "view.inspector.dimension",
                            dimension,
                            number(meeting.product().query()[dimension]),
                            number(meeting.product().key()[dimension]),
                            number(meeting.product().products()[dimension])),
                    TextSize.NOTE,
                    Role.QUIET_TEXT);
        }
        line(sum(meeting), TextSize.TOKEN, Role.TEXT);
        moved(meeting);
    }

    private String sum(Meeting meeting) {
        double sum = meeting.product().sum();
        boolean additive = meeting.product().additive();
        return meeting.scale().isPresent()
                ? messages.format(
                        additive ? "view.inspector.score-additive" : "view.inspector.score",
                        number(sum),
                        number(meeting.scale().getAsDouble()),
                        number(sum * meeting.scale().getAsDouble()),
                        percent(meeting.weight()))
                : messages.format(additive ? "view.inspector.sum-additive" : "view.inspector.sum", number(sum), percent(meeting.weight()));
    }

    /// Two bars a key: the weight, and the length of what is moved beside it.
    private void moved(Meeting meeting) {
        heading(messages.format("view.inspector.moved", inspection.queries().get(meeting.query())));
        double longest = meeting.moved().stream().mapToDouble(MovedValue::norm).max().orElse(1);
        double names = 0.3 * (page - 2 * MARGIN);
        double bars = (page - 2 * MARGIN - names - 3 * GAP - 2 * NUMBER) / 2;
        double second = MARGIN + names + GAP + bars + NUMBER + GAP;
        sheet.text("α", MARGIN + names + GAP, y + LINE / 2, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        sheet.text("‖αv‖", second, y + LINE / 2, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        y += LINE;
        for (MovedValue value : meeting.moved()) {
            places.add(new Place(
                    new Box(MARGIN - 4, y, page - 2 * MARGIN + 8, LINE), new Cell(meeting.query(), value.key())));
            name(inspection.keys().get(value.key()), names);
            bar(MARGIN + names + GAP, bars, value.weight(), Role.SERIES_1, percent(value.weight()));
            bar(second, bars, longest == 0 ? 0 : value.norm() / longest, Role.SERIES_2, number(value.norm()));
            y += LINE;
        }
    }

    private void row(String name, String value, double share) {
        name(name, names());
        bar(MARGIN + names() + GAP, page - 2 * MARGIN - names() - GAP - NUMBER, share, Role.SERIES_1, value);
        y += LINE;
    }

    private double names() {
        return NAMES * (page - 2 * MARGIN - NUMBER);
    }

    private void name(String name, double room) {
        String fitted = TextMeasure.bundled().fit(name, TextSize.TOKEN, room);
        sheet.text(fitted, MARGIN, y + LINE / 2, TextSize.TOKEN, Anchor.START, Role.TEXT);
    }

    private void bar(double x, double width, double share, Role role, String value) {
        Box track = new Box(x, y + (LINE - BAR) / 2, width, BAR);
        sheet.add(new Mark.Area(track, Role.RULE, 0.5, 2));
        if (share > 0) {
            sheet.add(new Mark.Area(new Box(x, track.y(), Math.max(1, width * Math.min(1, share)), BAR), role, 1, 2));
        }
        sheet.text(value, x + width + NUMBER, y + LINE / 2, TextSize.NOTE, Anchor.END, Role.TEXT);
    }

    private void heading(String text) {
        y += GAP;
        line(text, TextSize.TOKEN, Role.QUIET_TEXT);
    }

    private void line(String text, double size, Role role) {
        String fitted = TextMeasure.bundled().fit(text, size, page - 2 * MARGIN);
        sheet.text(fitted, MARGIN, y + LINE / 2, size, Anchor.START, role);
        y += LINE;
    }

    /// Both names stay readable where there is not room for all of them.
    private String arrow(int query, int key, double room) {
        TextMeasure measure = TextMeasure.bundled();
        String q = inspection.queries().get(query);
        String k = inspection.keys().get(key);
        double names = room - measure.width(ARROW, TextSize.TOKEN);
        double forQuery = Math.max(names / 2, names - measure.width(k, TextSize.TOKEN));
        String fitted = measure.fit(q, TextSize.TOKEN, forQuery);
        return fitted + ARROW + measure.fit(k, TextSize.TOKEN, names - measure.width(fitted, TextSize.TOKEN));
    }

    private String percent(double share) {
        return share > 0 && share < 0.0005 ? "< 0.1 %" : String.format(messages.language().locale(), "%.1f %%", 100 * share);
    }

    private String number(double value) {
        return String.format(messages.language().locale(), Math.abs(value) >= 100 ? "%.1f" : "%.3f", value);
    }
}
