package io.headscope.view.diagram;

import io.headscope.analysis.ScoreStages;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Passed;
import io.headscope.attention.Pooling;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.Node;
import io.headscope.diagram.Shape;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.Text;
import io.headscope.diagram.layout.Placed;
import io.headscope.diagram.pipeline.Pipeline;
import io.headscope.diagram.pipeline.Pipeline.Station;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.drawing.Tint;
import io.headscope.lab.NumberText;
import io.headscope.message.Messages;
import io.headscope.model.Intake;
import io.headscope.model.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What passed every node of a network's diagram in one run: norm, mean and spread of the numbers, and of attention a small
/// picture of every head. Of layers drawn once, the one that is looked at; the first where it is elsewhere.
final class Alive {

    /// Kinds of nodes that show their heads: they have weights to show.
    private static final Set<String> WITH_HEADS = Set.of("attention", "softmax", "layer");
    /// Kinds whose heads say all there is to say.
    private static final Set<String> HEADS_ALONE = Set.of("attention", "softmax");

    private static final double SMALL = 11;
    private static final double LINE = 14 * 1.3;
    private static final double GAP = 3;
    private static final int MOST_PIXELS = 24;
    private static final double WIDTH = 216;
    private static final Tint TINT = new Tint(Scale.of(Scale.Kind.SQUARE_ROOT), ColorMap.VIRIDIS);

    private final Trace trace;
    private final Network network;
    private final Pipeline pipeline;
    private final Messages messages;
    private final Map<HeadAddress, Matrix> thumbnails = new HashMap<>();
    private final Map<AttentionSite, Optional<ScoreStages>> stages = new HashMap<>();

    /// @param network what left the trace
    /// @param pipeline the same network's
    Alive(Trace trace, Network network, Pipeline pipeline, Messages messages) {
        this.trace = trace;
        this.network = network;
        this.pipeline = pipeline;
        this.messages = messages;
    }

    /// The same, with nothing worked out yet.
    Alive anew() {
        return new Alive(trace, network, pipeline, messages);
    }

    // ---- room for it

    /// The network's diagram with room in its nodes for what passed them: the same for runs of one length.
    Diagram diagram() {
        Diagram plain = pipeline.diagram();
        List<Node> nodes = plain.nodes().stream()
                .map(node -> pipeline.station(node.id()).map(station -> withRoom(node, station)).orElse(node))
                .toList();
        List<Subgraph> frames = plain.subgraphs().stream()
                .map(frame -> pipeline.station(frame.id()).filter(station -> station.layers() > 1).map(_ -> withRoom(frame)).orElse(frame))
                .toList();
        return Diagram.of(plain.direction(), nodes, plain.links(), frames, plain.classes());
    }

    private Node withRoom(Node node, Station station) {
        List<String> lines = new ArrayList<>(List.of(node.label().value()));
        String free = freeLine();
        if (station.layers() > 1 && pipeline.diagram().subgraphs().isEmpty()) {
            lines.add(free);
        }
        for (int i = 0; i < numberLines(station) + headLines(station); i++) {
            lines.add(free);
        }
        // A circle around a line of numbers would be as high as the line is long.
        Shape shape = lines.size() > 1 && node.shape() == Shape.CIRCLE ? Shape.STADIUM : node.shape();
        return new Node(node.id(), Text.of(String.join("\n", lines)), shape, node.classes(), node.styles(), node.picture());
    }

    private static Subgraph withRoom(Subgraph frame) {
        return new Subgraph(
                frame.id(), Text.of(frame.title().value() + "\n" + freeLine()), frame.members(), frame.direction(), frame.classes());
    }

    private static String freeLine() {
        double one = TextMeasure.bundled().width("\u00A0", 14);
        return "\u00A0".repeat((int) (WIDTH / one));
    }

    private int numberLines(Station station) {
        return HEADS_ALONE.contains(station.kind()) && showsHeads(station) || told(station, 0).isEmpty() ? 0 : 1;
    }

    private int headLines(Station station) {
        return showsHeads(station) ? 1 + rows(shownSite(station, null).heads()) : 0;
    }

    boolean showsHeads(Station station) {
        return WITH_HEADS.contains(station.kind()) && station.sites().stream().anyMatch(trace.sites()::contains);
    }

    private static int rows(int heads) {
        return heads <= 8 ? 1 : heads <= 24 ? 2 : heads <= 48 ? 3 : 4;
    }

    // ---- what passed

    private Optional<Passed> passed(Station station, int layer) {
        if (!station.values().isEmpty()) {
            return Optional.ofNullable(trace.passed().get(station.values().get(Math.min(layer, station.values().size() - 1))));
        }
        if (station.sites().isEmpty() || trace.passed().isEmpty()) {
            return Optional.empty();
        }
        AttentionSite site = station.sites().get(Math.min(layer, station.sites().size() - 1));
        return switch (station.kind()) {
            case "scores" -> stages(site).map(ScoreStages::scores);
            case "scale" -> stages(site).map(ScoreStages::scaled);
            case "cap" -> stages(site).map(ScoreStages::capped);
            case "bias" -> stages(site).map(ScoreStages::biased);
            case "mask" -> stages(site).map(ScoreStages::masked);
            default -> Optional.empty();
        };
    }

    /// In words: of a text its pieces, of all else three numbers, or that nothing was told of it.
    private Optional<String> told(Station station, int layer) {
        return tokens(station)
                .or(() -> passed(station, layer).map(passed -> text(passed, messages)))
                .or(() -> trace.passed().isEmpty() || station.values().isEmpty()
                        ? Optional.empty()
                        : Optional.of(messages.text("view.diagram.untold")));
    }

    /// What an input of tokens begins with.
    private Optional<String> tokens(Station station) {
        return network.intakes().stream()
                .filter(intake -> station.kind().equals("input") && intake.input().equals(station.part()))
                .filter(intake -> intake instanceof Intake.Text || intake instanceof Intake.Target)
                .findFirst()
                .map(intake -> beginning(trace.tokens(intake.stack())));
    }

    private static String beginning(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            String more = (text.isEmpty() ? "" : " · ") + token.text().strip();
            if (TextMeasure.bundled().width(text + more + " …", SMALL) > WIDTH) {
                return text + " …";
            }
            text.append(more);
        }
        return text.toString();
    }

    private Optional<ScoreStages> stages(AttentionSite site) {
        return trace.sites().contains(site)
                ? stages.computeIfAbsent(site, one -> ScoreStages.of(trace, one))
                : Optional.empty();
    }

    private AttentionSite shownSite(Station station, @Nullable HeadAddress focused) {
        return focused != null && station.sites().contains(focused.site()) && trace.sites().contains(focused.site())
                ? focused.site()
                : station.sites().stream().filter(trace.sites()::contains).findFirst().orElseThrow();
    }

    // ---- drawn

    /// @param focused the head that is looked at, if any
    void draw(Sheet sheet, Placed placed, @Nullable HeadAddress focused) {
        for (Placed.PlacedNode node : placed.nodes()) {
            pipeline.station(node.node().id()).ifPresent(station -> draw(sheet, node.label(), station, focused));
        }
        for (Placed.PlacedFrame frame : placed.frames()) {
            pipeline.station(frame.subgraph().id())
                    .filter(station -> station.layers() > 1)
                    .ifPresent(station -> draw(sheet, frame, layerName(station, focused)));
        }
    }

    private static void draw(Sheet sheet, Placed.PlacedFrame frame, String layer) {
        double middle = frame.box().y() + 4 + 1.5 * LINE;
        double width = TextMeasure.bundled().width(layer, SMALL) + 6;
        sheet.add(new Mark.Area(new Box(frame.box().centerX() - width / 2, middle - LINE / 2, width, LINE), Role.GROUP, 0.8, 0));
        sheet.text(layer, frame.box().centerX(), middle, SMALL, Anchor.MIDDLE, Role.QUIET_TEXT);
    }

    private void draw(Sheet sheet, Box label, Station station, @Nullable HeadAddress focused) {
        int heads = headLines(station);
        int numbers = numberLines(station);
        double y = label.bottom() - (heads + 0.5) * LINE;
        if (numbers > 0) {
            told(station, pipeline.layer(station, focused == null ? null : focused.site())).ifPresent(text -> sheet.text(
                    text, label.centerX(), y, SMALL, Anchor.MIDDLE, Role.QUIET_TEXT));
        }
        if (station.layers() > 1 && pipeline.diagram().subgraphs().isEmpty()) {
            sheet.text(layerName(station, focused), label.centerX(), y - numbers * LINE, SMALL, Anchor.MIDDLE, Role.QUIET_TEXT);
        }
        if (heads > 0) {
            heads(sheet, new Box(label.centerX() - WIDTH / 2, label.bottom() - heads * LINE + GAP, WIDTH, heads * LINE - GAP), station, focused);
        }
    }

    static String text(Passed passed, Messages messages) {
        return messages.format(
                "view.diagram.passed",
                NumberText.of(passed.norm(), 3),
                NumberText.of(passed.mean(), 3),
                NumberText.of(passed.deviation(), 3));
    }

    private String layerName(Station station, @Nullable HeadAddress focused) {
        int layer = pipeline.layer(station, focused == null ? null : focused.site());
        return messages.format("view.diagram.layer", layer, station.layers());
    }

    /// All heads of a layer, row by row.
    private void heads(Sheet sheet, Box room, Station station, @Nullable HeadAddress focused) {
        AttentionSite site = shownSite(station, focused);
        int rows = rows(site.heads());
        int columns = Math.ceilDiv(site.heads(), rows);
        double side = Math.min(room.height() / rows, room.width() / columns) - GAP;
        double left = room.centerX() - (columns * (side + GAP) - GAP) / 2;
        for (int head = 0; head < site.heads(); head++) {
            Box place = new Box(
                    left + head % columns * (side + GAP), room.y() + head / columns * (side + GAP), side, side);
            sheet.add(new Mark.Raster(place, thumbnail(site, head), TINT));
            boolean chosen = focused != null && focused.site().equals(site) && focused.head() == head;
            sheet.add(new Mark.Frame(place, chosen ? Role.LOCKED : Role.FRAME, chosen ? 2 : 0.8, 0));
        }
    }

    private Matrix thumbnail(AttentionSite site, int head) {
        return thumbnails.computeIfAbsent(site.head(head), _ -> {
            AttentionMap map = trace.map(site);
            int rows = Math.min(MOST_PIXELS, map.queries());
            int columns = Math.min(MOST_PIXELS, map.keys());
            float[] weights = new float[rows * columns];
            map.readPooled(head, IndexRange.upTo(map.queries()), IndexRange.upTo(map.keys()), Pooling.MAX, rows, columns, weights);
            return new Matrix(rows, columns, weights);
        });
    }
}
