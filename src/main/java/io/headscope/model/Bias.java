package io.headscope.model;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is added to the scaled scores of queries and keys, before the mask: a rule, evaluated where it is needed and
/// never stored as a matrix of n×n. Queries are the last of the keys' positions where there are fewer of them.
public sealed interface Bias {

    Bias NONE = new None();

    /// Nothing.
    record None() implements Bias {}

    /// The key's position times a slope of the head's own (Press et al., 2022, section 3,
    /// <https://arxiv.org/abs/2108.12409>). What it lacks to the paper's distance is the same for all keys of a row, and
    /// the softmax takes no notice of it.
    ///
    /// @param slopes    one for every head
    /// @param positions [batch, keys], I64, an input of the program
    /// @param rounding  how exactly the network was trained to compute it
    /// @param factor    what the rounded product is multiplied with
    record Alibi(List<Double> slopes, Value positions, Rounding rounding, double factor) implements Bias {
        public Alibi {
            slopes = List.copyOf(slopes);
        }

        /// @param position of the key
        public float of(int head, long position) {
            double slope = slopes.get(head);
            float product = switch (rounding) {
                case F32 -> (float) slope * position;
                case BF16 -> bf16(bf16((float) slope) * bf16(position));
            };
            return product * (float) factor;
        }

        /// The slopes that the paper gives to so many heads: powers of 2^(-8/heads); where `heads` is no power of 2, those
        /// of the next smaller one, then every other of the next larger one.
        public static List<Double> slopes(int heads) {
            int whole = Integer.highestOneBit(heads);
            return IntStream.range(0, heads)
                    .mapToObj(head -> head < whole
                            ? Math.pow(2, -8.0 / whole * (head + 1))
                            : Math.pow(2, -4.0 / whole * (2 * (head - whole) + 1)))
                    .toList();
        }

        /// To 8 significant bits, ties to even.
        static float bf16(float number) {
            int bits = Float.floatToRawIntBits(number);
            return Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
        }
    }

    /// The numbers that a bias is computed in.
    enum Rounding {
        F32,
        BF16
    }

    /// A row of a learned table for every range of distances, finer near the query (Raffel et al., 2020, section 2.1,
    /// <https://arxiv.org/abs/1910.10683>). Layers may share one table.
    ///
    /// @param table       [buckets, heads]
    /// @param twoSided    whether keys before and behind the query have buckets of their own
    /// @param maxDistance from here on all distances share a bucket
    record Buckets(Value table, boolean twoSided, int maxDistance) implements Bias {

        /// The row for a key that lies `distance` behind the query; negative before it.
        public int bucket(int distance) {
            int buckets = (int) table.length(0);
            int side = twoSided ? buckets / 2 : buckets;
            int first = twoSided && distance > 0 ? side : 0;
            int far = twoSided ? Math.abs(distance) : Math.max(0, -distance);
            int exact = side / 2;
            if (far < exact) {
                return first + far;
            }
            // In F32, as the networks were trained: the last digit decides where a range begins.
            float share = (float) Math.log((float) far / exact) / (float) Math.log(maxDistance / (double) exact);
            return first + Math.min(side - 1, exact + (int) (share * (side - exact)));
        }
    }

    /// A row of a learned table for every way two places of a grid can lie to each other (Liu et al., 2021, section 3.2,
    /// <https://arxiv.org/abs/2103.14030>; BEiT, Bao et al., 2022, with a class token).
    ///
    /// @param table      [(2 height - 1)(2 width - 1), heads]; three rows more where there is a class token, for its
    ///                   attention to the grid, the grid's to it, and its own to itself
    /// @param height     of the grid, in places
    /// @param width      of the grid, in places
    /// @param classToken whether a class token stands before the grid
    record Table2d(Value table, int height, int width, boolean classToken) implements Bias {

        public Table2d {
            long rows = (2L * height - 1) * (2L * width - 1) + (classToken ? 3 : 0);
            if (table.length(0) != rows) {
                throw new IllegalArgumentException("table " + table + " for a grid of " + height + "×" + width);
            }
        }

        /// The row for a query and a key, places counted row by row, a class token first.
        public int row(int query, int key) {
            int rows = (int) table.length(0);
            if (classToken && (query == 0 || key == 0)) {
                return rows - (query > 0 ? 2 : key > 0 ? 3 : 1);
            }
            int first = classToken ? 1 : 0;
            return base(query - first) - base(key - first) + middle();
        }

        /// The row of a place's relation is the difference of two places' bases, and [#middle].
        public int base(int place) {
            return place / width * (2 * width - 1) + place % width;
        }

        /// The row of a place's relation to itself.
        public int middle() {
            return (height - 1) * (2 * width - 1) + width - 1;
        }
    }

    /// A value that the network computes or is given: the one bias that is a matrix.
    ///
    /// @param value [batch, heads or 1, queries or 1, keys]
    record Dense(Value value) implements Bias {}

    /// What a query gives to every range of distances, and what a key gives to it, both computed by the network: the
    /// content-to-position and position-to-content parts of disentangled attention (He et al., 2021, section 3.1,
    /// <https://arxiv.org/abs/2006.03654>; ranges that widen with the distance, He et al., 2023, appendix A.4,
    /// <https://arxiv.org/abs/2111.09543>). Grows with the length, and not with its square.
    ///
    /// @param ofQueries   [batch, heads, queries, rows], or none
    /// @param ofKeys      [batch, heads, keys, rows], or none
    /// @param buckets     the ranges on each side; 0 where every distance has a row of its own
    /// @param maxDistance the farthest distance that is told from nearer ones
    record Disentangled(@Nullable Value ofQueries, @Nullable Value ofKeys, int buckets, int maxDistance) implements Bias {

        /// The rows, twice the ranges on each side.
        public int rows() {
            return 2 * (buckets > 0 ? buckets : maxDistance);
        }

        /// The row for a query that lies `distance` behind the key; negative before it.
        public int row(int distance) {
            int span = rows() / 2;
            return Math.clamp(span + (buckets > 0 ? bucket(distance) : distance), 0, 2 * span - 1);
        }

        /// From here on rows stay the same, on both sides.
        public int farthest() {
            int far = rows() / 2;
            while (row(far) < rows() - 1 || row(-far) > 0) {
                far++;
            }
            return far;
        }

        private int bucket(int distance) {
            int middle = buckets / 2;
            int far = Math.abs(distance);
            if (far <= middle) {
                return distance;
            }
            // In F32, as the networks were trained: the last digit decides where a range begins.
            float share = (float) Math.log((float) far / middle) / (float) Math.log((float) ((maxDistance - 1) / (double) middle));
            return Integer.signum(distance) * ((int) Math.ceil(share * (middle - 1)) + middle);
        }
    }

    /// The values the rule reads.
    default List<Value> operands() {
        return switch (this) {
            case None() -> List.of();
            case Alibi alibi -> List.of(alibi.positions());
            case Buckets buckets -> List.of(buckets.table());
            case Table2d table -> List.of(table.table());
            case Dense(Value value) -> List.of(value);
            case Disentangled parts -> Stream.of(parts.ofQueries(), parts.ofKeys()).<Value>mapMulti((value, take) -> {
                if (value != null) {
                    take.accept(value);
                }
            }).toList();
        };
    }
}
