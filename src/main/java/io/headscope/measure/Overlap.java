package io.headscope.measure;

/// How far two areas cover each other.
///
/// @param common cells of both
/// @param found  cells of the one that was found
/// @param wanted cells of the one that is right
public record Overlap(long common, long found, long wanted) {

    /// @param found  whether it was found, cell by cell
    /// @param wanted whether it is there, as many cells
    /// @throws IllegalArgumentException if there are more cells of one than of the other
    public static Overlap of(boolean[] found, boolean[] wanted) {
        if (found.length != wanted.length) {
            throw new IllegalArgumentException(found.length + " cells beside " + wanted.length);
        }
        long common = 0;
        long ofFound = 0;
        long ofWanted = 0;
        for (int i = 0; i < found.length; i++) {
            common += found[i] && wanted[i] ? 1 : 0;
            ofFound += found[i] ? 1 : 0;
            ofWanted += wanted[i] ? 1 : 0;
        }
        return new Overlap(common, ofFound, ofWanted);
    }

    /// Twice what is common over the sum of both (Dice, 1945): from 0 to 1; 1 where both are empty.
    public double dice() {
        return found + wanted == 0 ? 1 : 2.0 * common / (found + wanted);
    }

    /// What is common over what either covers (Jaccard, 1912): from 0 to 1; 1 where both are empty.
    public double intersectionOverUnion() {
        long union = found + wanted - common;
        return union == 0 ? 1 : common / (double) union;
    }
}
