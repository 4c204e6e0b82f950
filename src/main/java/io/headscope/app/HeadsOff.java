package io.headscope.app;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Switches heads off for the command line.
final class HeadsOff {

    private static final Pattern HEAD = Pattern.compile("(?:([a-z]+):)?(\\d{1,4})\\.(\\d{1,4})");

    @Option(
            names = "--off",
            paramLabel = "L.H",
            split = ",",
            description = "Switch heads off: layer and head, from 0, as 3.5; with the kind of attention before them where a model has "
                    + "several, as cross:3.5. Several, separated by commas.")
    private List<String> wanted = new ArrayList<>();

    /// @throws ParameterException if there is no such head, or the model's cannot be switched off
    Set<HeadAddress> of(RunnableModel model, CommandLine line) {
        if (!wanted.isEmpty() && !model.switchesHeads()) {
            throw new ParameterException(line, "Heads of " + model.name() + " cannot be switched off: its network is not Headscope's own");
        }
        Set<HeadAddress> off = new LinkedHashSet<>();
        wanted.forEach(head -> off.add(head(head, model.network().program().sites(), line)));
        return off;
    }

    private static HeadAddress head(String text, List<AttentionSite> sites, CommandLine line) {
        Matcher parts = HEAD.matcher(text);
        if (!parts.matches()) {
            throw new ParameterException(line, text + " names no head. Give layer and head, as 3.5");
        }
        String section = parts.group(1);
        List<Section> sections = Section.of(sites);
        int layer = Integer.parseInt(parts.group(2));
        int head = Integer.parseInt(parts.group(3));
        return sections.stream()
                .filter(one -> section == null || one.id().equals(section))
                .findFirst()
                .flatMap(one -> sites.stream().filter(one::contains).filter(site -> site.layer() == layer).findFirst())
                .filter(site -> head < site.heads())
                .orElseThrow(() -> new ParameterException(line, "There is no head " + text + ". There is attention called "
                        + sections.stream().map(Section::id).collect(Collectors.joining(", "))))
                .head(head);
    }
}
