using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.Laws;

/// <summary>
/// How fast a hoist goes with a load where its drive knows a few speeds: one speed for each stage of the load, found by
/// splitting in two where that leaves the least squares (binary segmentation; Scott and Knott, Biometrics 30, 1974).
/// Between the heaviest load of one stage and the lightest of the next nothing is known: there the slower holds.
/// </summary>
internal sealed class LoadStages
{
    private const int Most = 12;

    // Moves that make a stage, how many variances a split has to save, and the least difference, a logarithm.
    private const int Fewest = 5;
    private const double Saved = 20;
    private const double LeastStep = 0.015;

    // What a load cell tells of one load, t.
    private const double Unsure = 0.3;

    // So much off its stage, a load at either end belongs to one that is not known.
    private const double Strange = 0.02;

    private readonly Stage[] _stages;

    private LoadStages(Stage[] stages) => _stages = stages;

    public int Count => _stages.Length;

    /// <summary>Speed with a load, m/s; NaN beyond the loads that were learned, where another stage may begin.</summary>
    public double Speed(double load)
    {
        load = Math.Max(0, load);
        if (load < _stages[0].Least || load > _stages[^1].Most) return double.NaN;
        int i = 0;
        while (i < _stages.Length - 1 && load > _stages[i].Most - Unsure && load >= _stages[i + 1].Least) i++;
        double slowness = _stages[i].Slowness;
        if (i > 0 && load < _stages[i].Least + Unsure) slowness = Math.Max(slowness, _stages[i - 1].Slowness);
        if (i < _stages.Length - 1 && load > _stages[i].Most - Unsure) slowness = Math.Max(slowness, _stages[i + 1].Slowness);
        return Math.Exp(-slowness);
    }

    /// <summary>Whether a load is of one stage for certain.</summary>
    public bool IsSure(double load)
    {
        load = Math.Max(0, load);
        for (int i = 0; i < _stages.Length; i++)
        {
            double least = i == 0 ? _stages[i].Least : _stages[i].Least + Unsure;
            double most = i == _stages.Length - 1 ? _stages[i].Most : _stages[i].Most - Unsure;
            if (load >= least && load <= most) return true;
        }

        return false;
    }

    /// <summary>The stages of speeds by load; null where there is one alone, or where there are too many to be any.</summary>
    public static LoadStages? Fit(ReadOnlySpan<float> loads, ReadOnlySpan<float> speeds)
    {
        if (loads.Length < 4 * Fewest) return null;
        var order = new int[loads.Length];
        float[] sorted = loads.ToArray();
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        var moves = new float[loads.Length];
        for (int i = 0; i < moves.Length; i++) moves[i] = (float)-Math.Log(speeds[order[i]]);
        var (first, end) = Known(moves);
        List<int> starts = [first];
        while (starts.Count < Most && Split(moves, sorted, starts, end) is { } at)
        {
            starts.Add(at);
            starts.Sort();
        }

        if (starts.Count < 2 || starts.Count == Most) return null;
        var stages = new Stage[starts.Count];
        for (int i = 0; i < stages.Length; i++)
        {
            int from = starts[i], to = i + 1 < starts.Count ? starts[i + 1] : end;
            stages[i] = new(Math.Max(0, sorted[from]), Math.Max(0, sorted[to - 1]), Quantiles.SortedMedian(moves.AsSpan(from, to - from).ToArray()));
        }

        return new(stages);
    }

    public static void Save(LoadStages? stages, StateWriter writer)
    {
        writer.WriteInt32(stages?.Count ?? 0);
        foreach (var stage in stages?._stages ?? [])
        {
            writer.WriteDouble(stage.Least);
            writer.WriteDouble(stage.Most);
            writer.WriteDouble(stage.Slowness);
        }
    }

    public static LoadStages? Load(ref StateReader reader)
    {
        var stages = new Stage[reader.ReadCount(24)];
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
            if (stages[i].Most < stages[i].Least || (i > 0 && stages[i].Least < stages[i - 1].Most))
                throw reader.Damaged("stages of the load are not in order");
        }

        return stages.Length == 0 ? null : new(stages);
    }

    // Without the few loads at the ends that go otherwise than the ones beside them, too few to be a stage.
    private static (int First, int End) Known(ReadOnlySpan<float> moves)
    {
        int first = 0, end = moves.Length;
        for (int i = 0; i < Fewest; i++)
            if (Math.Abs(moves[i] - Quantiles.SortedMedian(moves.Slice(i + 1, Fewest).ToArray())) > Strange) first = i + 1;
        for (int i = 0; i < Fewest; i++)
        {
            int at = moves.Length - 1 - i;
            if (Math.Abs(moves[at] - Quantiles.SortedMedian(moves.Slice(at - Fewest, Fewest).ToArray())) > Strange) end = at;
        }

        return (first, end);
    }

    private static int? Split(ReadOnlySpan<float> moves, ReadOnlySpan<float> loads, List<int> starts, int end)
    {
        (int At, double Gain) best = (-1, 0);
        double squares = 0;
        for (int i = 0; i < starts.Count; i++)
        {
            int from = starts[i], to = i + 1 < starts.Count ? starts[i + 1] : end;
            double all = 0, allSquares = 0, left = 0;
            foreach (float move in moves[from..to]) (all, allSquares) = (all + move, allSquares + ((double)move * move));
            double mean = all / (to - from);
            squares += Math.Max(0, allSquares - (all * mean));
            for (int at = from + 1; at < to; at++)
            {
                left += moves[at - 1];
                int before = at - from, behind = to - at;
                if (before < Fewest || behind < Fewest || !(loads[at] > loads[at - 1])) continue;
                double step = (left / before) - ((all - left) / behind);
                double gain = step * step * before * behind / (to - from);
                if (Math.Abs(step) >= LeastStep && gain > best.Gain) best = (at, gain);
            }
        }

        double variance = Math.Max(1e-6, (squares - best.Gain) / (end - starts[0]));
        return best.At >= 0 && best.Gain >= Saved * variance ? best.At : null;
    }

    internal readonly record struct Stage(double Least, double Most, double Slowness);
}
