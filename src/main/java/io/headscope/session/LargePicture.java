package io.headscope.session;

import io.headscope.input.image.ImageFile;
import java.nio.file.Path;

/// A picture about which one is asked before it is read.
///
/// @param megabytes what reading it takes
public record LargePicture(Path file, long megapixels, long megabytes) {

    static LargePicture of(Path file) {
        ImageFile image = ImageFile.open(file);
        return new LargePicture(file, image.megapixels(), image.megabytes());
    }
}
