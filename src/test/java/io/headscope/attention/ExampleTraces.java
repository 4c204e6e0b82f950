package io.headscope.attention;

import io.headscope.attention.Token.Role;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;

/// Traces made by hand, the same in every run: what the tests of views, exports and the command line look at.
public final class ExampleTraces {

    private static final int HEAD_SIZE = 4;

    private ExampleTraces() {}

    /// "The cat sat on the mat ." between `[CLS]` and `[SEP]`, attended to in both directions.
    public static Trace bert(int layers, int heads) {
        return trace(sentence(), layers, heads, false, Map.of());
    }

    /// The same, with the logits of a masked-token answer.
    ///
    /// @param logits [tokens, vocabulary]
    public static Trace bert(int layers, int heads, FloatTensor logits) {
        return trace(sentence(), layers, heads, false, Map.of("logits", logits));
    }

    /// "Once upon a time" and a newline, each token attending to itself and those before it.
    public static Trace causal(int layers, int heads) {
        return trace(story(), layers, heads, true, Map.of());
    }

    /// A causal trace of `length` tokens `w0 w1 …`.
    public static Trace causal(int layers, int heads, int length) {
        return trace(words(length), layers, heads, true, Map.of());
    }

    /// The same as [#causal(int, int)], with the logits of a next-token answer.
    ///
    /// @param logits [tokens, vocabulary]
    public static Trace causal(int layers, int heads, FloatTensor logits) {
        return trace(story(), layers, heads, true, Map.of("logits", logits));
    }

    /// A trace of any tokens; padding neither attends nor is attended to.
    ///
    /// @param causal  whether only earlier tokens and the token itself are attended to
    /// @param tensors the outputs it was asked for
    public static Trace trace(
            List<Token> tokens, int layers, int heads, boolean causal, Map<String, FloatTensor> tensors) {
        SequencedMap<AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
        for (int layer = 0; layer < layers; layer++) {
            AttentionSite site = new AttentionSite(Stack.ENCODER, AttentionSite.Kind.SELF, layer, heads);
            sites.put(site, site(site, tokens, tokens, causal));
        }
        return new Trace(Map.of(Stack.ENCODER, tokens), sites, new LinkedHashMap<>(tensors), Arena.ofShared());
    }

    /// The same, one layer seen with what its proof found wanting.
    public static Trace failing(Trace trace, int layer, Set<Claim> failed) {
        SequencedMap<AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
        for (AttentionSite site : trace.sites()) {
            Trace.SiteTrace as = new Trace.SiteTrace(trace.map(site), trace.projections(site), trace.rules(site));
            sites.put(site, site.layer() == layer ? as.failing(failed) : as);
        }
        Map<Stack, List<Token>> tokens = Map.of(Stack.ENCODER, trace.tokens(Stack.ENCODER));
        return new Trace(tokens, sites, new LinkedHashMap<>(trace.tensors()), Arena.ofShared());
    }

    /// A translation: an encoder over "Guten Morgen", a decoder over "Good morning" with self- and cross-attention.
    public static Trace encoderDecoder(int layers, int heads) {
        List<Token> source = List.of(text(1, "Guten", 0), text(2, "Morgen", 6), special(3, "</s>"));
        List<Token> target = List.of(special(0, "<pad>"), text(4, "Good", 0), text(5, "morning", 5));
        SequencedMap<AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
        for (int layer = 0; layer < layers; layer++) {
            AttentionSite site = new AttentionSite(Stack.ENCODER, AttentionSite.Kind.SELF, layer, heads);
            sites.put(site, site(site, source, source, false));
        }
        for (int layer = 0; layer < layers; layer++) {
            AttentionSite self = new AttentionSite(Stack.DECODER, AttentionSite.Kind.SELF, layer, heads);
            AttentionSite cross = new AttentionSite(Stack.DECODER, AttentionSite.Kind.CROSS, layer, heads);
            sites.put(self, site(self, target, target, true));
            sites.put(cross, site(cross, target, source, false));
        }
        Map<Stack, List<Token>> tokens = Map.of(Stack.ENCODER, source, Stack.DECODER, target);
        return new Trace(tokens, sites, new LinkedHashMap<>(), Arena.ofShared());
    }

    /// A picture of 12×8 pixels in 2×3 patches behind `[CLS]`.
    public static Trace picture(int layers, int heads) {
        Layout layout = Layout.of(new Layout.Added(List.of("[CLS]")), Layout.Patches.whole(2, 3));
        Source source = new Source.Picture(gradient(12, 8), new Layout.Area(0, 0, 1, 1));
        return over(source, new Layouts(Stack.ENCODER, layout), Map.of(Stack.ENCODER, layout.tokens()), layers, heads, false);
    }

    /// A detector: a picture of 3×4 patches, the last row and column of them fill, and two queries that look at it.
    public static Trace detector(int layers, int heads) {
        Layout image = Layout.of(new Layout.Patches(3, 4, 2, 3));
        Layout queries = Layout.of(new Layout.Queries(2));
        Source source = new Source.Picture(gradient(12, 8), new Layout.Area(0, 0, 1, 1));
        return over(
                source,
                new Layouts(Map.of(Stack.ENCODER, image, Stack.DECODER, queries)),
                Map.of(Stack.ENCODER, image.tokens(), Stack.DECODER, queries.tokens()),
                layers,
                heads,
                true);
    }

    /// A picture of 4×4 patches that attend within windows of 2×2, shifted by 1.
    public static Trace windows(int heads) {
        Layout layout = Layout.of(Layout.Patches.whole(4, 4));
        Windows windows = new Windows(4, 4, 2, 1);
        AttentionSite site = new AttentionSite(Stack.ENCODER, AttentionSite.Kind.SELF, 0, heads);
        List<Token> slots = words(4);
        SequencedMap<AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
        Trace.SiteTrace parts = site(new AttentionSite(Stack.ENCODER, AttentionSite.Kind.SELF, 0, 4 * heads), slots, slots, false);
        sites.put(site, new Trace.SiteTrace(new WindowedMap(parts.map(), heads, windows), parts.projections()));
        Layouts layouts = new Layouts(Map.of(Stack.ENCODER, layout), Map.of(site, new Layouts.Axes(layout, layout, windows)));
        return new Trace(
                Map.of(Stack.ENCODER, layout.tokens()), layouts,
                new Source.Picture(gradient(12, 8), new Layout.Area(0, 0, 1, 1)), sites, new LinkedHashMap<>(), Arena.ofShared());
    }

    /// Speech: an encoder over 8 frames of 0.1 s, and "Good morning" written while listening.
    public static Trace speech(int layers, int heads) {
        Layout frames = Layout.of(new Layout.Frames(8, 0, 0.1, 0.1));
        List<Token> written = List.of(special(0, "<s>"), text(4, "Good", 0), text(5, "morning", 5));
        return over(
                tone(),
                new Layouts(Map.of(Stack.ENCODER, frames, Stack.DECODER, Layout.text())),
                Map.of(Stack.ENCODER, frames.tokens(), Stack.DECODER, written),
                layers,
                heads,
                true);
    }

    /// A spectrogram in patches of 2 bins by 2 frames, 2 bands of 4 each, behind `[CLS]` and `[DISTILL]`.
    public static Trace spectrogram(int layers, int heads) {
        Layout layout = Layout.of(
                new Layout.Added(List.of("[CLS]", "[DISTILL]")),
                new Layout.Bands(2, 2, 2, new Layout.Frames(4, 0, 0.2, 0.2)));
        return over(tone(), new Layouts(Stack.ENCODER, layout), Map.of(Stack.ENCODER, layout.tokens()), layers, heads, false);
    }

    private static Trace over(
            Source source, Layouts layouts, Map<Stack, List<Token>> tokens, int layers, int heads, boolean crosses) {
        SequencedMap<AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
        for (int layer = 0; layer < layers; layer++) {
            AttentionSite site = new AttentionSite(Stack.ENCODER, AttentionSite.Kind.SELF, layer, heads);
            sites.put(site, site(site, of(tokens, Stack.ENCODER), of(tokens, Stack.ENCODER), false));
            if (crosses) {
                AttentionSite self = new AttentionSite(Stack.DECODER, AttentionSite.Kind.SELF, layer, heads);
                AttentionSite cross = new AttentionSite(Stack.DECODER, AttentionSite.Kind.CROSS, layer, heads);
                sites.put(self, site(self, of(tokens, Stack.DECODER), of(tokens, Stack.DECODER), false));
                sites.put(cross, site(cross, of(tokens, Stack.DECODER), of(tokens, Stack.ENCODER), false));
            }
        }
        return new Trace(tokens, layouts, source, sites, new LinkedHashMap<>(), Arena.ofShared());
    }

    private static List<Token> of(Map<Stack, List<Token>> tokens, Stack stack) {
        return java.util.Objects.requireNonNull(tokens.get(stack));
    }

    private static RgbImage gradient(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) {
            rgb[3 * i] = (byte) (i % width * 255 / (width - 1));
            rgb[3 * i + 1] = (byte) (i / width * 255 / (height - 1));
            rgb[3 * i + 2] = (byte) 128;
        }
        return new RgbImage(width, height, rgb);
    }

    /// 0.8 s, 4 bins of 8 frames.
    private static Source tone() {
        float[] samples = new float[6_400];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(0.2 * i);
        }
        float[] values = new float[32];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 8) / 8f - (i / 8) / 4f;
        }
        return new Source.Sound(new Waveform(samples, 8_000), new Source.Spectrum(4, 8, 0.1, values));
    }

    /// `[CLS] The cat sat on the mat . [SEP]`, as BERT splits it.
    public static List<Token> sentence() {
        List<Token> tokens = new ArrayList<>();
        tokens.add(special(101, "[CLS]"));
        int at = 0;
        int id = 1000;
        for (String word : "The cat sat on the mat .".split(" ")) {
            tokens.add(text(id++, word, at));
            at += word.length() + 1;
        }
        tokens.add(special(102, "[SEP]"));
        return List.copyOf(tokens);
    }

    /// `Once upon a time⏎`, as GPT-2 splits it.
    public static List<Token> story() {
        return List.of(
                new Token(7454, "Once", "Once", new TokenSpan(0, 4), Role.TEXT),
                new Token(2402, "Ġupon", " upon", new TokenSpan(4, 9), Role.TEXT),
                new Token(257, "Ġa", " a", new TokenSpan(9, 11), Role.TEXT),
                new Token(640, "Ġtime", " time", new TokenSpan(11, 16), Role.TEXT),
                new Token(198, "Ċ", "\n", new TokenSpan(16, 17), Role.TEXT));
    }

    /// 猫 whole, then 鼬 split over three tokens, as byte-level vocabularies split it.
    public static List<Token> rightToLeft() {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        for (String piece : List.of("הילד", "ה", "גדול", "שלום", "(abc)", "البي", "ت", "الكبير", "پیچ", "don't", "Ж", "λ")) {
            boolean continues = piece.equals("גדול") || piece.equals("ت");
            at += continues ? 0 : 1;
            tokens.add(new Token(at, piece, piece, new TokenSpan(at, at + piece.length()), Role.TEXT));
            at += piece.length();
        }
        return tokens;
    }

    public static List<Token> splitCharacter() {
        return List.of(
                new Token(10, "çĮ«", "猫", new TokenSpan(0, 1), Role.TEXT),
                new Token(11, "é", "鼬", new TokenSpan(1, 2), Role.TEXT),
                new Token(12, "¼", "鼬", new TokenSpan(1, 2), Role.TEXT),
                new Token(13, "¬", "鼬", new TokenSpan(1, 2), Role.TEXT));
    }

    /// `w0 w1 w2 …`.
    public static List<Token> words(int length) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < length; i++) {
            tokens.add(text(i, "w" + i, at));
            at += tokens.getLast().text().length() + 1;
        }
        return List.copyOf(tokens);
    }

    private static Token text(int id, String text, int at) {
        return new Token(id, text, text, new TokenSpan(at, at + text.length()), Role.TEXT);
    }

    private static Token special(int id, String text) {
        return new Token(id, text, text, null, Role.SPECIAL);
    }

    private static Trace.SiteTrace site(AttentionSite site, List<Token> queries, List<Token> keys, boolean causal) {
        Random random = new Random(31L * site.layer() + 7L * site.kind().ordinal() + site.stack().ordinal());
        float[][] heads = new float[site.heads()][];
        for (int head = 0; head < heads.length; head++) {
            heads[head] = weights(random, queries, keys, causal, head);
        }
        Projections projections = new Projections(
                values(random, site.heads(), queries.size()),
                values(random, site.heads(), keys.size()),
                values(random, site.heads(), keys.size()));
        return new Trace.SiteTrace(new HandMadeMap(queries.size(), keys.size(), heads), projections);
    }

    /// Softmax over seeded scores; every head leans towards one relative position, so that heads look different.
    private static float[] weights(Random random, List<Token> queries, List<Token> keys, boolean causal, int head) {
        float[] weights = new float[queries.size() * keys.size()];
        for (int query = 0; query < queries.size(); query++) {
            double[] row = new double[keys.size()];
            double sum = 0;
            for (int key = 0; key < keys.size(); key++) {
                double lean = query - key == head % 4 ? 2.5 : key == 0 && head % 3 == 0 ? 2 : 0;
                double exp = Math.exp(random.nextGaussian() + lean);
                boolean open = !isPadding(queries.get(query)) && !isPadding(keys.get(key)) && !(causal && key > query);
                row[key] = open ? exp : 0;
                sum += row[key];
            }
            for (int key = 0; key < keys.size() && sum > 0; key++) {
                weights[query * keys.size() + key] = (float) (row[key] / sum);
            }
        }
        return weights;
    }

    private static boolean isPadding(Token token) {
        return token.role() == Role.PADDING;
    }

    private static FloatTensor values(Random random, int heads, int positions) {
        float[] values = new float[heads * positions * HEAD_SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return FloatTensor.of(values, heads, positions, HEAD_SIZE);
    }

    /// A map over plain arrays.
    ///
    /// @param weights one array a head, each                          [queries, keys]
    public record HandMadeMap(int queries, int keys, float[][] weights) implements AttentionMap {

        @Override
        public int heads() {
            return weights.length;
        }

        @Override
        public boolean attends(int query) {
            for (int key = 0; key < keys; key++) {
                if (weights[0][query * keys + key] > 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void read(int head, IndexRange rows, IndexRange columns, float[] into) {
            rows.within(queries);
            columns.within(keys);
            for (int row = rows.start(); row < rows.end(); row++) {
                int from = row * keys + columns.start();
                System.arraycopy(weights[head], from, into, (row - rows.start()) * columns.length(), columns.length());
            }
        }
    }
}
