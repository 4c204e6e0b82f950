package io.headscope.lab.mechanism;

import io.headscope.lab.Mechanism;
import io.headscope.lab.TakenHead;
import java.util.List;
import java.util.Optional;

/// All mechanisms of the lab, in the order in which they are taught.
public final class Mechanisms {

    private static final List<Mechanism> ALL = List.of(
            ScaledDotProduct.scaled(),
            LuongAttention.dot(),
            LuongAttention.general(),
            AdditiveAttention.additive(),
            LuongAttention.location(),
            ScaledDotProduct.self(),
            ScaledDotProduct.cross(),
            MultiHead.multiHead(),
            MultiHead.grouped(),
            MultiHead.multiQuery(),
            ScaledDotProduct.causal(),
            ScaledDotProduct.padding(),
            ScaledDotProduct.window(),
            ScaledDotProduct.prefix(),
            PositionalBias.relative(),
            PositionalBias.alibi(),
            RotaryAttention.rotary(),
            LinearAttention.linear(),
            Longformer.local(),
            HardAttention.hard(),
            ImageAttention.channels(),
            ImageAttention.places(),
            TemporalAttention.temporal());

    private Mechanisms() {}

    public static List<Mechanism> all() {
        return ALL;
    }

    /// The attention of a head that was taken out of a model. Not among [#all]: it is of this head alone.
    public static Mechanism of(TakenHead head) {
        return TakenAttention.of(head);
    }

    public static Optional<Mechanism> find(String id) {
        return ALL.stream().filter(mechanism -> mechanism.id().equals(id)).findFirst();
    }

    /// The one that most begins with.
    public static Mechanism scaled() {
        return ALL.getFirst();
    }
}
