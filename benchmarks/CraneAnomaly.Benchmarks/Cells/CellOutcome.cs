namespace CraneAnomaly.Benchmarks.Cells;

/// <summary>One run of a cell.</summary>
/// <param name="Run">Its number, with which it can be run again.</param>
/// <param name="Verdict">What became of it.</param>
internal sealed record CellOutcome(int Run, CellVerdict Verdict)
{
    /// <summary>
    /// Units of the cell from the onset to the first alert by any right name, both included; NaN where there was none.
    /// </summary>
    public double Units { get; init; } = double.NaN;

    /// <summary>Seconds from the onset to that alert.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>Told in time and with the right onset, by any name of its cause.</summary>
    public bool IsTold { get; init; }

    /// <summary>Seconds by which the alert's onset is behind the truth.</summary>
    public double OnsetError { get; init; } = double.NaN;

    /// <summary>Episodes of severity 40 or more on other cranes, or from before the attack.</summary>
    public int False { get; init; }

    /// <summary>Hours watched, all cranes together.</summary>
    public double CraneHours { get; init; }

    /// <summary>What was told, in words, for those who ask.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];
}
