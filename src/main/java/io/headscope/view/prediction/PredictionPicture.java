package io.headscope.view.prediction;

import io.headscope.drawing.Drawing;
import io.headscope.view.Picture;

/// The drawing of a prediction.
public record PredictionPicture(Drawing drawing, Prediction prediction) implements Picture {}
