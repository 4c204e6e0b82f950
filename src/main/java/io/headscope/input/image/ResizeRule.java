package io.headscope.input.image;

/// To what size a picture is brought, each rule with the arithmetic that Hugging Face transformers has for it.
public sealed interface ResizeRule {

    /// The new size of a picture of `width` by `height`.
    Size of(int width, int height);

    /// @param width  in pixels
    /// @param height in pixels
    record Size(int width, int height) {}

    /// Always the same, whatever becomes of the proportions.
    record Exactly(int width, int height) implements ResizeRule {
        @Override
        public Size of(int oldWidth, int oldHeight) {
            return new Size(width, height);
        }
    }

    /// Proportions kept, the shorter side given (CLIP, DINOv2).
    record Shortest(int edge) implements ResizeRule {
        @Override
        public Size of(int width, int height) {
            return width <= height
                    ? new Size(edge, (int) ((double) (edge * (long) height) / width))
                    : new Size((int) ((double) (edge * (long) width) / height), edge);
        }
    }

    /// Proportions kept, the shorter side given unless the longer would be too long (DETR).
    record Between(int shortest, int longest) implements ResizeRule {
        @Override
        public Size of(int width, int height) {
            double least = Math.min(width, height);
            double most = Math.max(width, height);
            boolean tooLong = most / least * shortest > longest;
            double exact = tooLong ? longest * least / most : shortest;
            int edge = (int) Math.rint(exact);
            if ((height <= width && height == edge) || (width <= height && width == edge)) {
                return new Size(width, height);
            }
            return width < height
                    ? new Size(edge, (int) (exact * height / width))
                    : new Size((int) (exact * width / height), edge);
        }
    }

    /// Proportions kept as far as may be, both sides multiples of `divisor` (ViLT).
    record Divided(int shortest, int longest, int divisor) implements ResizeRule {
        @Override
        public Size of(int width, int height) {
            double scale = shortest / (double) Math.min(width, height);
            double newHeight = height < width ? shortest : scale * height;
            double newWidth = height < width ? scale * width : shortest;
            double most = Math.max(newHeight, newWidth);
            if (most > longest) {
                newHeight *= longest / most;
                newWidth *= longest / most;
            }
            return new Size(divided(newWidth), divided(newHeight));
        }

        private int divided(double length) {
            return (int) (length + 0.5) / divisor * divisor;
        }
    }

    /// Proportions kept, as large as fits.
    record Within(int width, int height) implements ResizeRule {
        @Override
        public Size of(int oldWidth, int oldHeight) {
            double scale = Math.min((double) height / oldHeight, (double) width / oldWidth);
            return new Size((int) (oldWidth * scale), (int) (oldHeight * scale));
        }
    }
}
