package io.headscope.diagram.pipeline;

import io.headscope.attention.AttentionSite;
import io.headscope.diagram.Diagram;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A network as a diagram, and what of the network each node stands for.
///
/// @param stations by the ids of nodes and frames
/// @param order    the nodes in the order in which data passes them
public record Pipeline(Diagram diagram, Map<String, Station> stations, List<String> order) {

    public Pipeline {
        stations = Map.copyOf(stations);
        order = List.copyOf(order);
    }

    /// What a node stands for.
    ///
    /// @param kind   what it does: the last part of its message keys
    /// @param part   where in the network
    /// @param sites  the attention computed there
    /// @param tensor the tap or output that says what passed, if there is one
    /// @param layers how many layers alike it stands for
    /// @param fold   the layer whose run it unfolds or folds, empty where it does neither
    public record Station(String kind, String part, List<AttentionSite> sites, String tensor, int layers, String fold) {
        public Station {
            sites = List.copyOf(sites);
        }
    }

    public Optional<Station> station(String id) {
        return Optional.ofNullable(stations.get(id));
    }
}
