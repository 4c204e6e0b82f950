package io.headscope.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.message.Messages;
import io.headscope.message.Phrase;
import io.headscope.model.Network;
import io.headscope.model.Proof;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is known of a foreign network after it has been opened and proved.
record ForeignInspection(ForeignModel model) {

    /// For people.
    List<String> lines() {
        Network network = model.network();
        Proof proof = model.proof();
        List<String> lines = new ArrayList<>();
        lines.add(model.folder() + ": " + network.family() + ", " + network.architecture() + ", " + model.device());
        lines.add("check       " + proof.proved() + " of " + proof.sites().size() + " sites proved; outputs change by "
                + scientific(proof.outputChange()));
        if (proof.apart()) {
            lines.add("            " + apart(proof));
        }
        proof.notes().forEach(note -> lines.add("            " + note.in(Messages.ENGLISH)));
        lines.add("parameters  " + String.format(Locale.ROOT, "%,d", network.program().parameters()) + " as " + model.storedAs());
        network.program().inputs().forEach((name, value) -> lines.add("input       " + name + " " + value.type() + value.shape()
                + ": " + model.inputs().role(name).name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        network.program().outputs().forEach((name, value) -> lines.add("output      " + name + " " + value.shape()));
        lines.add("attention   " + proof.sites().size() + " sites, " + model.foreign().recomputable() + " of them recomputed where inputs are long");
        for (int i = 0; i < proof.sites().size(); i++) {
            Proof.Place place = proof.sites().get(i);
            lines.add("  %-8s %-6s layer %-3d %3d heads  %s%s".formatted(
                    place.site().stack().id(),
                    place.site().kind().name().toLowerCase(Locale.ROOT),
                    place.site().layer(),
                    place.site().heads(),
                    place.name(),
                    place.failed().isEmpty() ? "" : "  FAILED: " + failed(place)));
        }
        return lines;
    }

    private static String apart(Proof proof) {
        String said = "letting the weights out would change them by " + scientific(proof.change())
                + (proof.change() <= Proof.ROUNDING ? "" : ", more than rounding does")
                + ": outputs come from the untouched graph, attention from a second run, in up to twice the time";
        return proof.distance().isEmpty()
                ? said
                : said + "; " + proof.measured() + " of " + proof.sites().size() + " sites differ from F32 softmax(QK) of their own queries and keys by at most "
                        + scientific(proof.distance().getAsDouble());
    }

    private static String scientific(double number) {
        return String.format(Locale.ROOT, "%.1e", number);
    }

    private static String failed(Proof.Place place) {
        return String.join(", ", place.failed().stream().map(claim -> claim.name().toLowerCase(Locale.ROOT)).sorted().toList());
    }

    /// For programs; its fields are described in the documentation of the command line.
    JsonObject json() {
        Network network = model.network();
        Proof proof = model.proof();
        JsonObject json = new JsonObject();
        json.addProperty("folder", model.folder().toString());
        json.addProperty("family", network.family());
        json.addProperty("architecture", network.architecture());
        json.addProperty("engine", model.device());
        json.addProperty("parameters", network.program().parameters());
        json.addProperty("proved", proof.holds());
        json.addProperty("output_change", proof.outputChange());
        json.addProperty("reading_change", Double.isFinite(proof.change()) ? proof.change() : null);
        json.addProperty("runs_twice", proof.apart());
        JsonArray notes = new JsonArray();
        proof.notes().stream().map((Phrase note) -> note.in(Messages.ENGLISH)).forEach(notes::add);
        json.add("notes", notes);
        JsonArray inputs = new JsonArray();
        network.program().inputs().forEach((name, value) -> inputs.add(input(name, value)));
        json.add("inputs", inputs);
        JsonArray outputs = new JsonArray();
        network.program().outputs().keySet().forEach(outputs::add);
        json.add("outputs", outputs);
        json.addProperty("recomputable", model.foreign().recomputable());
        JsonArray sites = new JsonArray();
        proof.sites().forEach(place -> sites.add(site(place)));
        json.add("sites", sites);
        return json;
    }

    private JsonObject input(String name, Value value) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("type", value.type().name());
        JsonArray shape = new JsonArray();
        value.shape().forEach(dim -> shape.add(dim.toString()));
        json.add("shape", shape);
        json.addProperty("role", model.inputs().role(name).name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static JsonObject site(Proof.Place place) {
        JsonObject json = new JsonObject();
        json.addProperty("stack", place.site().stack().id());
        json.addProperty("kind", place.site().kind().name().toLowerCase(Locale.ROOT));
        json.addProperty("layer", place.site().layer());
        json.addProperty("heads", place.site().heads());
        json.addProperty("name", place.name());
        JsonArray failed = new JsonArray();
        place.failed().stream().map(claim -> claim.name().toLowerCase(Locale.ROOT)).sorted().forEach(failed::add);
        json.add("failed", failed);
        json.addProperty("distance", place.distance().isPresent() ? place.distance().getAsDouble() : null);
        return json;
    }
}
