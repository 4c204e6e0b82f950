package io.headscope.view.prediction;

import io.headscope.attention.Layout;
import io.headscope.attention.Source;
import io.headscope.drawing.Role;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A picture with what a network has found in it.
///
/// @param picture what was taken in, if it is known
/// @param aspect  the height of what the network sees, as a share of its width
/// @param found   things with where they stand, in shares of what the network sees
/// @param places  what stands at every place, if that is what the network says
record Scene(Source.@Nullable Picture picture, double aspect, List<Found> found, @Nullable Places places) {

    Scene {
        found = List.copyOf(found);
    }

    /// One thing.
    record Found(String text, Layout.Area area, Role role) {}

    /// A class for every cell of a grid.
    ///
    /// @param roles   the colour of every class; of the background [Role#PAGE], for there the picture is to be seen
    /// @param classes row by row                                       [rows · columns]
    record Places(int rows, int columns, int[] classes, List<Role> roles) {

        Places {
            roles = List.copyOf(roles);
        }

        Role role(int row, int column) {
            return roles.get(classes[row * columns + column]);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Places(int otherRows, int otherColumns, int[] others, List<Role> otherRoles)
                    && rows == otherRows
                    && columns == otherColumns
                    && Arrays.equals(classes, others)
                    && roles.equals(otherRoles);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(classes);
        }
    }
}
