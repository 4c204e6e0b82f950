package io.headscope.input.sound;

/// Triangles over frequencies, evenly spaced in pitch as it is heard.
///
/// @param weights [bins, frequencies]
record MelFilters(double[][] weights) {

    /// Triangles straight in hertz over Slaney's scale, each of the same area (librosa's, which Whisper takes).
    ///
    /// @param frequencies from 0 to half of `rate`
    static MelFilters slaney(int bins, int frequencies, int rate) {
        double[] corners = corners(slaneyMel(0), slaneyMel(rate / 2.0), bins);
        double[][] weights = new double[bins][frequencies];
        for (int bin = 0; bin < bins; bin++) {
            double left = slaneyHertz(corners[bin]);
            double top = slaneyHertz(corners[bin + 1]);
            double right = slaneyHertz(corners[bin + 2]);
            for (int k = 0; k < frequencies; k++) {
                double hertz = rate / 2.0 * k / (frequencies - 1);
                double height = Math.min((hertz - left) / (top - left), (right - hertz) / (right - top));
                weights[bin][k] = Math.max(0, height) * 2 / (right - left);
            }
        }
        return new MelFilters(weights);
    }

    /// Triangles straight in mel over the scale of Kaldi, from 20 Hz. The highest frequency has no part in any.
    ///
    /// @param frequencies from 0 to half of `rate`
    static MelFilters kaldi(int bins, int frequencies, int rate) {
        double[] corners = corners(kaldiMel(20), kaldiMel(rate / 2.0), bins);
        double[][] weights = new double[bins][frequencies];
        for (int bin = 0; bin < bins; bin++) {
            for (int k = 0; k < frequencies - 1; k++) {
                double mel = kaldiMel(rate / 2.0 * k / (frequencies - 1));
                double up = (mel - corners[bin]) / (corners[bin + 1] - corners[bin]);
                double down = (corners[bin + 2] - mel) / (corners[bin + 2] - corners[bin + 1]);
                weights[bin][k] = Math.max(0, Math.min(up, down));
            }
        }
        return new MelFilters(weights);
    }

    int bins() {
        return weights.length;
    }

    /// The energy of one bin.
    ///
    /// @param power [frequencies]
    double energy(int bin, double[] power) {
        double sum = 0;
        double[] triangle = weights[bin];
        for (int k = 0; k < power.length; k++) {
            // Most of it is 0.
            sum += triangle[k] == 0 ? 0 : triangle[k] * power[k];
        }
        return sum;
    }

    private static double[] corners(double lowest, double highest, int bins) {
        double[] corners = new double[bins + 2];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = lowest + (highest - lowest) * i / (bins + 1);
        }
        return corners;
    }

    private static double slaneyMel(double hertz) {
        return hertz < 1000 ? 3 * hertz / 200 : 15 + 27 / Math.log(6.4) * Math.log(hertz / 1000);
    }

    private static double slaneyHertz(double mel) {
        return mel < 15 ? 200 * mel / 3 : 1000 * Math.exp(Math.log(6.4) / 27 * (mel - 15));
    }

    private static double kaldiMel(double hertz) {
        return 1127 * Math.log(1 + hertz / 700);
    }
}
