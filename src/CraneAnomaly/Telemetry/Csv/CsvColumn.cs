using CraneAnomaly.Telemetry.Names;

namespace CraneAnomaly.Telemetry.Csv;

/// <summary>What a column of a table is.</summary>
internal enum ColumnRole : byte
{
    /// <summary>Not wanted.</summary>
    Ignored,

    /// <summary>The time of the row.</summary>
    Time,

    /// <summary>The time at which somebody received it.</summary>
    ReceivedTime,

    /// <summary>The crane.</summary>
    Crane,

    /// <summary>A signal.</summary>
    Value,

    /// <summary>The quality of another column.</summary>
    Quality,
}

/// <summary>A column of a table.</summary>
internal struct CsvColumn
{
    /// <summary>What it is.</summary>
    public ColumnRole Role;

    /// <summary>The column that it belongs to: itself, one of the same signal, or that whose quality it is.</summary>
    public int Owner;

    /// <summary>What its values mean.</summary>
    public SignalBinding Binding;
}
