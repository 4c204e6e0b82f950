package io.headscope.app;

import io.headscope.input.InputRule;
import io.headscope.model.InputTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// How foreign networks are opened.
final class OpeningOptions {

    @Option(
            names = "--input",
            paramLabel = "NAME=RULE",
            description = "What to feed to an input of an ONNX or TorchScript model that Headscope knows nothing of: zeros, ones, "
                    + "range, a number, or a file. May be given several times.")
    private Map<String, String> rules = new LinkedHashMap<>();

    @Option(
            names = "--trust",
            description = "Let a TorchScript file run: it is a program of its maker's, and nothing holds it back.")
    private boolean trust;

    /// @param sample raw inputs that are going to be run anyway; may be empty
    /// @throws io.headscope.message.ProblemException if a rule is none
    Models.How how(Map<String, InputTensor> sample) {
        Map<String, InputRule> parsed = new LinkedHashMap<>();
        rules.forEach((name, rule) -> parsed.put(name, InputRule.parse(name, rule)));
        return new Models.How(parsed, sample, trust);
    }
}
