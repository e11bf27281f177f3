namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>
/// A random cut forest (Guha, Mishra, Roy, Schrijvers 2016, ICML): trees of random samples of the clean period, cut
/// in proportion to the side lengths of their boxes. The score of a row is how early it would be cut off, averaged over
/// the trees. Built once: the trees do not follow the stream.
/// </summary>
internal sealed class ForestPeer(ulong seed) : IPeer
{
    private const int Trees = 40;
    private const int Samples = 256;

    private readonly List<double[]> _rows = [];
    private readonly List<Node> _trees = [];
    private readonly double[] _scale = new double[CraneRow.Signals.Count];
    private readonly SplitMix _random = new(seed);

    public void Learn(in CraneRow row) => _rows.Add(row.Values);

    public void Finish()
    {
        if (_rows.Count == 0) return;
        for (int i = 0; i < _scale.Length; i++)
        {
            double mean = _rows.Average(row => row[i]);
            double deviation = Math.Sqrt(_rows.Average(row => (row[i] - mean) * (row[i] - mean)));
            _scale[i] = deviation < 1e-9 ? 1 : deviation;
        }

        for (int tree = 0; tree < Trees; tree++)
        {
            var sample = Enumerable.Range(0, Math.Min(Samples, _rows.Count))
                .Select(_ => Scaled(_rows[(int)(_random.Next() * _rows.Count)])).ToList();
            _trees.Add(Build(sample));
        }

        _rows.Clear();
    }

    public double Score(in CraneRow row)
    {
        var point = Scaled(row.Values);
        return _trees.Count == 0 ? 0 : _trees.Average(tree => Score(tree, point, 0) * Math.Log2(tree.Mass + 1));
    }

    private double[] Scaled(double[] row)
    {
        var scaled = new double[row.Length];
        for (int i = 0; i < row.Length; i++) scaled[i] = row[i] / _scale[i];
        return scaled;
    }

    private Node Build(List<double[]> points)
    {
        int width = points[0].Length;
        var node = new Node { Low = [.. points[0]], High = [.. points[0]], Mass = points.Count };
        foreach (var point in points)
        {
            for (int i = 0; i < width; i++)
            {
                node.Low[i] = Math.Min(node.Low[i], point[i]);
                node.High[i] = Math.Max(node.High[i], point[i]);
            }
        }

        node.Sides = node.High.Zip(node.Low, (high, low) => high - low).Sum();
        double at = _random.Next() * node.Sides;
        int cut = 0;
        while (cut < width - 1 && at >= node.High[cut] - node.Low[cut]) at -= node.High[cut] - node.Low[cut++];
        double where = node.Low[cut] + at;
        var left = points.Where(point => point[cut] <= where).ToList();
        if (left.Count == points.Count || left.Count == 0) return node;
        (node.Cut, node.At) = (cut, where);
        node.Left = Build(left);
        node.Right = Build([.. points.Where(point => point[cut] > where)]);
        return node;
    }

    // At each node the point is cut off with the probability that a cut of the box grown by it falls beside the box.
    private static double Score(Node node, double[] point, int depth)
    {
        double grown = 0;
        for (int i = 0; i < point.Length; i++)
            grown += Math.Max(0, node.Low[i] - point[i]) + Math.Max(0, point[i] - node.High[i]);
        if (node.Left is null)
            return grown == 0 ? 1 / (depth + Math.Log2(node.Mass + 1)) : 1.0 / (depth + 1);

        double apart = grown / (grown + node.Sides);
        double inside = apart >= 1
            ? 0
            : Score(point[node.Cut] <= node.At ? node.Left : node.Right!, point, depth + 1);
        return apart / (depth + 1) + (1 - apart) * inside;
    }

    private sealed class Node
    {
        public required double[] Low { get; init; }

        public required double[] High { get; init; }

        public int Mass { get; init; }

        public int Cut { get; set; }

        public double At { get; set; }

        public Node? Left { get; set; }

        public Node? Right { get; set; }

        public double Sides { get; set; }
    }
}
