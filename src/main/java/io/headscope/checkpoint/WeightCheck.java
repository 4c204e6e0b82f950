package io.headscope.checkpoint;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.Step;
import io.headscope.model.StoredTensor;
import io.headscope.model.Value;
import io.headscope.model.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reading of a program as a list of needs: which of its weights a checkpoint has, under whatever name, which are
/// missing, and which tensors it has that nobody asks for.
///
/// @param found   the stored tensor of every declared weight that has one
/// @param missing the declared weights that have none
/// @param unused  the stored tensors that no weight asks for and that are no mere buffers
public record WeightCheck(
        Checkpoint checkpoint,
        Network network,
        Map<DeclaredWeight, StoredTensor> found,
        List<DeclaredWeight> missing,
        List<StoredTensor> unused) {

    /// Holds a checkpoint against a network.
    public static WeightCheck of(Checkpoint checkpoint, Network network) {
        // What a configuration leaves unsaid is tied, for most families; whoever is not says so.
        boolean headsTied = checkpoint.config().flag("tie_word_embeddings", true);
        Map<DeclaredWeight, StoredTensor> found = new HashMap<>();
        List<DeclaredWeight> missing = new ArrayList<>();
        Set<String> used = new HashSet<>();
        String wrapping = Wrapping.of(checkpoint.tensors(), network);
        for (DeclaredWeight weight : network.program().weights()) {
            SequencedSet<String> names = WeightNames.of(weight.name(), network.basePrefix(), wrapping);
            WeightNorm norm = WeightNorm.find(checkpoint.tensors(), names);
            StoredTensor tensor = named(checkpoint, names)
                    .or(() -> folded(checkpoint, norm, weight))
                    .or(() -> tied(checkpoint, weight, headsTied))
                    .orElse(null);
            if (tensor == null) {
                missing.add(weight);
            } else {
                found.put(weight, tensor);
                used.add(tensor.name());
                used.addAll(norm == null ? List.of() : norm.names().toList());
            }
        }
        List<StoredTensor> unused = checkpoint.tensors().values().stream()
                .filter(tensor -> !used.contains(tensor.name()) && !Buffers.has(tensor))
                .filter(tensor -> !(headsTied && WeightNames.isHead(tensor.name())))
                .filter(tensor -> found.values().stream().noneMatch(other -> isSame(tensor, other)))
                .toList();
        return new WeightCheck(checkpoint, network, found, missing, unused);
    }

    /// Two names for one tensor, as a pickle may have them.
    private static boolean isSame(StoredTensor one, StoredTensor other) {
        return one.data().isMapped()
                && one.data().byteSize() > 0
                && one.file().equals(other.file())
                && one.offset() == other.offset();
    }

    private static Optional<StoredTensor> named(Checkpoint checkpoint, SequencedSet<String> names) {
        return names.stream().map(checkpoint.tensors()::get).filter(Objects::nonNull).findFirst();
    }

    private static Optional<StoredTensor> folded(Checkpoint checkpoint, @Nullable WeightNorm norm, DeclaredWeight weight) {
        return norm != null && norm.fits() && norm.direction().shape().equals(weight.shape())
                ? Optional.of(norm.folded(weight.name(), checkpoint.memory()))
                : Optional.empty();
    }

    /// A tensor that is in the file once, under the name of another that shares it.
    private static Optional<StoredTensor> tied(Checkpoint checkpoint, DeclaredWeight weight, boolean headsTied) {
        return WeightNames.ties(weight.name(), headsTied).stream()
                .flatMap(end -> checkpoint.tensors().values().stream()
                        .filter(tensor -> WeightNames.ends(tensor.name(), end) && tensor.shape().equals(weight.shape())))
                .findFirst();
    }

    /// The same check of what can be run: a head that the file lacks is left out of the network, as where a base model was
    /// saved alone. Where that is not enough, this check itself.
    public WeightCheck runnable() {
        return missing.isEmpty()
                ? this
                : network.without(missing).map(rest -> of(checkpoint, rest)).orElse(this);
    }

    /// The weights, if all are there, of the right shape and of a type that runs.
    ///
    /// @throws ProblemException if not, naming the first that is wrong
    public Weights require() {
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    Problem.TENSORS_MISSING, checkpoint.folder(), missing.getFirst().name(), missing.size());
        }
        requireShapes();
        return weight -> Objects.requireNonNull(found.get(weight), weight::name);
    }

    /// @throws ProblemException if a tensor has another shape than its weight, or a type that does not run
    public void requireShapes() {
        found.forEach((weight, tensor) -> {
            if (!tensor.shape().equals(weight.shape())) {
                throw new ProblemException(
                        Problem.TENSOR_SHAPE, tensor.name(), tensor.file(), tensor.shape(), weight.shape());
            }
            if (!StoredTensor.WEIGHT_TYPES.contains(tensor.type())) {
                throw new ProblemException(
                        Problem.TENSOR_TYPE_UNKNOWN, tensor.file(), tensor.name(), tensor.type());
            }
        });
    }

    /// Looks through the tables that rows are looked up in, of tokens and of positions: a run shows what is wrong with the
    /// rows of its own tokens, and nothing of the others. Tables that every run multiplies with show all of theirs.
    ///
    /// @param most the bytes of the largest table that is read for this; the rows of larger ones show when they are used
    /// @throws ProblemException if a number is NaN or infinite
    public void requireFiniteTables(long most) {
        Set<Value> lookedUp = new HashSet<>();
        Set<Value> multiplied = new HashSet<>();
        for (Step step : network.program().steps()) {
            boolean looksUp = step.op() instanceof Op.Embed;
            lookedUp.addAll(looksUp ? step.operands().subList(0, 1) : List.of());
            multiplied.addAll(looksUp ? step.operands().subList(1, 2) : step.operands());
        }
        found.forEach((weight, tensor) -> {
            boolean hidden = lookedUp.contains(weight.value()) && !multiplied.contains(weight.value());
            if (hidden && tensor.data().byteSize() <= most && !tensor.isFinite()) {
                throw new ProblemException(Problem.TENSOR_NOT_FINITE, tensor.name(), tensor.file());
            }
        });
    }

    /// Looks through every number of the weights that are used. Costs one reading of the file.
    ///
    /// @throws ProblemException if one is NaN or infinite
    public void requireFinite() {
        for (StoredTensor tensor : found.values()) {
            if (!tensor.isFinite()) {
                throw new ProblemException(Problem.TENSOR_NOT_FINITE, tensor.name(), tensor.file());
            }
        }
    }
}
