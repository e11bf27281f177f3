using CraneAnomaly.Detectors.Trees;

namespace CraneAnomaly.Tests.Detectors.Trees;

/// <summary>Trees grown by splitting a leaf at random, again and again.</summary>
internal static class RandomTrees
{
    public static RegressionTree Make(ref ulong state, int dimensions)
    {
        int nodes = (int)(Next(ref state) % 12);
        var (left, right) = (new int[nodes], new int[nodes]);
        var (features, thresholds) = (new int[nodes], new float[nodes]);

        // Where each leaf hangs: node and side; the first split has no parent.
        List<(int Node, bool IsLeft)> places = [(-1, false)];
        for (int node = 0; node < nodes; node++)
        {
            int leaf = (int)(Next(ref state) % (ulong)places.Count);
            var (parent, isLeft) = places[leaf];
            if (parent >= 0) (isLeft ? left : right)[parent] = node;
            (left[node], right[node]) = (~leaf, ~places.Count);
            places[leaf] = (node, true);
            places.Add((node, false));
            features[node] = (int)(Next(ref state) % (ulong)dimensions);
            thresholds[node] = Unit(ref state);
        }

        var leaves = new double[nodes + 1];
        for (int leaf = 0; leaf <= nodes; leaf++) leaves[leaf] = Unit(ref state);
        return new(left, right, features, thresholds, leaves);
    }

    /// <summary>xorshift64 (Marsaglia 2003).</summary>
    public static ulong Next(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state >> 11;
    }

    private static float Unit(ref ulong state) => (Next(ref state) % 2001 / 1000f) - 1;
}
