namespace CraneAnomaly.Telemetry.Series;

/// <summary>How the reading of a table ended.</summary>
public enum SeriesEnd
{
    /// <summary>With its last row.</summary>
    Complete,

    /// <summary>Its header lacks a column that was asked for.</summary>
    MissingColumn,

    /// <summary>It has no row.</summary>
    Empty,

    /// <summary>Some rows are broken, or the end is missing; the others were read.</summary>
    Damaged,

    /// <summary>It cannot be read at all, or holds no number or no time where some should be.</summary>
    Unusable,
}

/// <summary>What became of a table.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Rows">Rows handed on.</param>
/// <param name="BadCells">Cells that hold no number.</param>
/// <param name="Line">The line that <paramref name="Message"/> is about, from 1; 0 for the whole.</param>
/// <param name="Message">What is wrong and what to do; empty when nothing is.</param>
public sealed record SeriesResult(SeriesEnd End, long Rows, long BadCells, long Line, string Message);
