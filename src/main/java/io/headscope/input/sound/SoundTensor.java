package io.headscope.input.sound;

import io.headscope.attention.Source;
import io.headscope.attention.Waveform;
import io.headscope.message.Phrase;
import java.util.List;

/// A sound as numbers for a network.
///
/// @param values   what the settings make of it
/// @param used     the part of the sound that is in it, at the network's rate
/// @param spectrum what that looks like: what the network takes, where it takes a spectrogram
/// @param remarks  what became of the rest, for people
public record SoundTensor(float[] values, Waveform used, Source.Spectrum spectrum, List<Phrase> remarks) {

    public SoundTensor {
        remarks = List.copyOf(remarks);
    }
}
