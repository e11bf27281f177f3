namespace CraneAnomaly.Benchmarks.Cells.Measures;

/// <summary>Where the onset of an alert may lie to be right: within three moves of the truth, either way.</summary>
/// <param name="Low">Not before, seconds from the start of the run.</param>
/// <param name="High">Not after.</param>
internal readonly record struct OnsetWindow(double Low, double High)
{
    public const int Moves = 3;

    /// <summary>What clocks and the length of a measurement make of the end of a move.</summary>
    private const double Slack = 2;

    /// <summary>The window around the truth.</summary>
    /// <param name="moves">The full-stick moves of the axis.</param>
    /// <param name="truth">When it really began.</param>
    /// <param name="onlyActedOn">Whether, after the truth, only moves count in which it acted.</param>
    public static OnsetWindow Of(IReadOnlyList<FullStickMove> moves, double truth, bool onlyActedOn)
    {
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        int before = 0, after = 0;
        for (int i = moves.Count - 1; i >= 0 && before < Moves; i--)
        {
            if (moves[i].Steady >= truth) continue;
            if (++before == Moves) low = moves[i].From - Slack;
        }

        foreach (var move in moves)
        {
            if (move.Steady < truth || (onlyActedOn && !move.IsActedOn)) continue;
            if (++after < Moves) continue;
            high = double.IsNaN(move.To) ? double.PositiveInfinity : move.To + Slack;
            break;
        }

        return new(low, high);
    }

    public bool Holds(double onset) => onset >= Low && onset <= High;
}
