namespace CraneAnomaly.Detectors.Trees;

/// <summary>
/// A sum of regression trees, all nodes in one array. Nodes are checked once, when they come in: a path through a tree
/// only goes to later nodes of that tree and ends in a leaf of it.
/// </summary>
internal sealed class TreeEnsemble
{
    public const int MaximumTrees = 1_000;
    public const int MaximumNodes = 1_023;

    // Beyond this a label is no measurement; the sum of all leaves stays finite.
    private const double LargestLeaf = 1e15;
    private const int TreeBytes = 12;
    private const int NodeBytes = 16;

    private readonly int[] _roots;
    private readonly Node[] _nodes;
    private readonly double[] _leaves;

    // Nodes of a tree end where those of the next begin.
    private readonly int[] _ends;

    private TreeEnsemble(int[] roots, int[] ends, Node[] nodes, double[] leaves) =>
        (_roots, _ends, _nodes, _leaves) = (roots, ends, nodes, leaves);

    /// <summary>Number of trees.</summary>
    public int Count => _roots.Length;

    /// <summary>Takes trees over rows of so many features.</summary>
    /// <exception cref="ArgumentException">They are not trees; the message says why.</exception>
    public static TreeEnsemble Of(IReadOnlyList<RegressionTree> trees, int dimensions)
    {
        if (trees.Count > MaximumTrees) throw new ArgumentException($"{trees.Count} trees are too many");
        var (nodes, leaves) = (new List<Node>(), new List<double>());
        var (roots, ends) = (new int[trees.Count], new int[trees.Count]);
        for (int i = 0; i < trees.Count; i++)
        {
            var tree = trees[i];
            int count = tree.Left.Count;
            if (tree.Right.Count != count || tree.Features.Count != count || tree.Thresholds.Count != count)
                throw new ArgumentException($"tree {i} has nodes with parts missing");
            Node[] own = [.. Enumerable.Range(0, count).Select(n =>
                new Node(tree.Features[n], tree.Thresholds[n], tree.Left[n], tree.Right[n]))];
            Append(i, own, [.. tree.Leaves], dimensions, roots, ends, nodes, leaves);
        }

        return new(roots, ends, [.. nodes], [.. leaves]);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TreeEnsemble Read(ref StateReader reader, int dimensions)
    {
        int count = TableState.ReadCount(ref reader, TreeBytes, MaximumTrees);
        var (nodes, leaves) = (new List<Node>(), new List<double>());
        var (roots, ends) = (new int[count], new int[count]);
        for (int i = 0; i < count; i++)
        {
            var own = new Node[TableState.ReadCount(ref reader, NodeBytes, MaximumNodes)];
            foreach (ref var node in own.AsSpan())
            {
                int feature = reader.ReadInt32();
                float threshold = BitConverter.Int32BitsToSingle(reader.ReadInt32());
                node = new(feature, threshold, reader.ReadInt32(), reader.ReadInt32());
            }

            var ownLeaves = new double[own.Length + 1];
            foreach (ref double leaf in ownLeaves.AsSpan()) leaf = reader.ReadDouble();
            try
            {
                Append(i, own, ownLeaves, dimensions, roots, ends, nodes, leaves);
            }
            catch (ArgumentException e)
            {
                throw reader.Damaged(e.Message);
            }
        }

        return new(roots, ends, [.. nodes], [.. leaves]);
    }

    public void Write(StateWriter writer)
    {
        writer.WriteInt32(Count);
        for (int i = 0; i < Count; i++)
        {
            // One leaf more than nodes in each tree: tree i begins at node n and at leaf n + i.
            int first = i == 0 ? 0 : _ends[i - 1];
            writer.WriteInt32(_ends[i] - first);
            foreach (ref readonly var node in _nodes.AsSpan(first.._ends[i]))
            {
                writer.WriteInt32(node.Feature);
                writer.WriteInt32(BitConverter.SingleToInt32Bits(node.Threshold));
                writer.WriteInt32(Local(node.Left, first, first + i));
                writer.WriteInt32(Local(node.Right, first, first + i));
            }

            for (int leaf = first + i; leaf <= _ends[i] + i; leaf++) writer.WriteDouble(_leaves[leaf]);
        }
    }

    /// <summary>The sum over all trees for a row of exactly the number of features.</summary>
    public double Sum(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<Node> nodes = _nodes;
        ReadOnlySpan<double> leaves = _leaves;
        double sum = 0;
        foreach (int root in _roots)
        {
            int at = root;
            while (at >= 0)
            {
                ref readonly var node = ref nodes[at];

                // ML.NET asks the same way, so that what is not a number goes to the right.
                at = row[node.Feature] <= node.Threshold ? node.Left : node.Right;
            }

            sum += leaves[~at];
        }

        return sum;
    }

    // Checks a tree and moves its nodes behind those there are.
    private static void Append(
        int tree,
        Node[] own,
        double[] ownLeaves,
        int dimensions,
        int[] roots,
        int[] ends,
        List<Node> nodes,
        List<double> leaves)
    {
        if (FirstWrong(own, ownLeaves, dimensions) is { } wrong) throw new ArgumentException($"tree {tree}: {wrong}");
        var (firstNode, firstLeaf) = (nodes.Count, leaves.Count);
        roots[tree] = own.Length > 0 ? firstNode : ~firstLeaf;
        foreach (var node in own)
        {
            nodes.Add(node with
            {
                Left = Global(node.Left, firstNode, firstLeaf),
                Right = Global(node.Right, firstNode, firstLeaf),
            });
        }

        leaves.AddRange(ownLeaves);
        ends[tree] = nodes.Count;
    }

    private static string? FirstWrong(Node[] nodes, double[] leaves, int dimensions)
    {
        if (nodes.Length > MaximumNodes) return $"{nodes.Length} nodes are too many";
        if (leaves.Length != nodes.Length + 1) return $"{nodes.Length} nodes cannot have {leaves.Length} leaves";
        var seen = new bool[nodes.Length + leaves.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            if ((uint)node.Feature >= (uint)dimensions) return $"node {i} asks for feature {node.Feature}";
            if (!float.IsFinite(node.Threshold)) return $"the threshold of node {i} is not finite";
            for (int side = 0; side < 2; side++)
            {
                // Later nodes only, so that every path ends; each node and leaf once, so that it is a tree.
                int child = side == 0 ? node.Left : node.Right;
                bool inside = child < 0 ? ~child < leaves.Length : child > i && child < nodes.Length;
                if (!inside) return $"node {i} leads to {child}";
                ref bool known = ref seen[child < 0 ? nodes.Length + ~child : child];
                if (known) return $"{child} stands under two nodes";
                known = true;
            }
        }

        foreach (double leaf in leaves)
        {
            if (!(Math.Abs(leaf) <= LargestLeaf)) return "a leaf is out of range";
        }

        return null;
    }

    private static int Global(int child, int firstNode, int firstLeaf) =>
        child < 0 ? ~(~child + firstLeaf) : child + firstNode;

    private static int Local(int child, int firstNode, int firstLeaf) =>
        child < 0 ? ~(~child - firstLeaf) : child - firstNode;

    internal readonly record struct Node(int Feature, float Threshold, int Left, int Right);
}
