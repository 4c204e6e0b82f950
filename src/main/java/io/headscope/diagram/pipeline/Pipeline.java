package io.headscope.diagram.pipeline;

import io.headscope.attention.AttentionSite;
import io.headscope.diagram.Diagram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A network as a diagram, and what of the network each node stands for.
///
/// @param stations by the ids of nodes and frames
/// @param order    the nodes in the order in which data passes them
/// @param layers   which of several layers alike each site is computed in
public record Pipeline(Diagram diagram, Map<String, Station> stations, List<String> order, Map<AttentionSite, Layer> layers) {

    public Pipeline {
        stations = Map.copyOf(stations);
        order = List.copyOf(order);
        layers = Map.copyOf(layers);
    }

    /// One of several layers alike.
    ///
    /// @param first name of the first of them
    /// @param index of this one among them, from 0
    public record Layer(String first, int index) {}

    /// What a node stands for.
    ///
    /// @param kind   what it does: the last part of its message keys
    /// @param part   where in the network
    /// @param sites  the attention computed there
    /// @param values the names of what leaves it, one for each layer that it stands for; none where that is no value of
    ///               the program
    /// @param layers how many layers alike it stands for
    /// @param fold   the layer whose run it unfolds or folds, empty where it does neither
    public record Station(String kind, String part, List<AttentionSite> sites, List<String> values, int layers, String fold) {
        public Station {
            sites = List.copyOf(sites);
            values = List.copyOf(values);
        }
    }

    /// Which of the layers that a station stands for is meant where `focused` is looked at: the first where it is elsewhere.
    public int layer(Station station, @Nullable AttentionSite focused) {
        Layer layer = focused == null ? null : layers.get(focused);
        return layer != null && station.layers() > 1 && layer.first().equals(station.fold()) ? layer.index() : 0;
    }

    public Optional<Station> station(String id) {
        return Optional.ofNullable(stations.get(id));
    }
}
