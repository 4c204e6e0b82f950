package io.headscope.checkpoint;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.StoredTensor;
import io.headscope.model.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// The reading of a program as a list of needs: which of its weights a checkpoint has, under whatever name, which are
/// missing, and which tensors it has that nobody asks for.
///
/// @param found   the stored tensor of every declared weight that has one
/// @param missing the declared weights that have none
/// @param unused  the stored tensors that no weight asks for
public record WeightCheck(Checkpoint checkpoint, Map<DeclaredWeight, StoredTensor> found, List<DeclaredWeight> missing, List<StoredTensor> unused) {

    /// Holds a checkpoint against a network.
    public static WeightCheck of(Checkpoint checkpoint, Network network) {
        Map<DeclaredWeight, StoredTensor> found = new HashMap<>();
        List<DeclaredWeight> missing = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (DeclaredWeight weight : network.program().weights()) {
            StoredTensor tensor = names(weight.name(), network.basePrefix())
                    .map(checkpoint.tensors()::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (tensor == null) {
                missing.add(weight);
            } else {
                found.put(weight, tensor);
                used.add(tensor.name());
            }
        }
        List<StoredTensor> unused = checkpoint.tensors().values().stream()
                .filter(tensor -> !used.contains(tensor.name()))
                .toList();
        return new WeightCheck(checkpoint, found, missing, unused);
    }

    /// The names a weight may have in a file: its own, without the base model's prefix (a base model saved alone), and
    /// with the names that layer norms had before 2019.
    private static Stream<String> names(String name, String basePrefix) {
        Stream<String> own = name.startsWith(basePrefix)
                ? Stream.of(name, name.substring(basePrefix.length()))
                : Stream.of(name);
        return own.flatMap(one -> one.contains("LayerNorm.")
                ? Stream.of(one, one.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"))
                : Stream.of(one));
    }

    /// The weights, if all are there, of the right shape and of a type that runs.
    ///
    /// @throws ProblemException if not, naming the first that is wrong
    public Weights require() {
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    Problem.TENSORS_MISSING, checkpoint.folder(), missing.getFirst().name(), missing.size());
        }
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
        return weight -> Objects.requireNonNull(found.get(weight), weight::name);
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
