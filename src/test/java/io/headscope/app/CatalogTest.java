package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.model.ModelFamily;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The catalog says of every family what it has been checked against.
final class CatalogTest {

    @Test
    void referencedFamiliesAreThoseWithAGoldenFolder() {
        Set<String> withFolder = new TreeSet<>();
        for (GoldenFolder folder : GoldenFolder.all()) {
            try (Checkpoint checkpoint = folder.open()) {
                withFolder.add(Catalog.family(checkpoint.config()).id());
            }
        }
        Set<String> referenced = Catalog.families().stream()
                .map(ModelFamily::id)
                .filter(Catalog::isReferenced)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(withFolder, referenced);
    }

    @Test
    void everyFamilyIsThereOnce() {
        assertEquals(
                Catalog.families().size(),
                Catalog.families().stream().map(ModelFamily::id).distinct().count());
    }
}
