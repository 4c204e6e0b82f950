package io.headscope.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the parameters of a mechanism are set to.
///
/// @param values by the parameter's id; what is missing is as usual
public record Settings(List<Parameter> parameters, Map<String, Double> values) {

    public Settings {
        parameters = List.copyOf(parameters);
        values = Map.copyOf(values);
    }

    public static Settings usual(List<Parameter> parameters) {
        return new Settings(parameters, Map.of());
    }

    public Settings with(String id, double value) {
        Map<String, Double> changed = new HashMap<>(values);
        changed.put(id, parameter(id).nearest(value));
        return new Settings(parameters, changed);
    }

    /// @param way one of a choice
    public Settings with(String id, String way) {
        return with(id, ((Parameter.Choice) parameter(id)).ways().indexOf(way));
    }

    public double number(String id) {
        return values.getOrDefault(id, parameter(id).usual());
    }

    public int whole(String id) {
        return (int) Math.round(number(id));
    }

    /// The way that is chosen.
    public String way(String id) {
        return ((Parameter.Choice) parameter(id)).ways().get(whole(id));
    }

    private Parameter parameter(String id) {
        return parameters.stream()
                .filter(parameter -> parameter.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter " + id));
    }
}
