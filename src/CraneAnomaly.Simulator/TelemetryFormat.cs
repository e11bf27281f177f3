namespace CraneAnomaly.Simulator;

/// <summary>How telemetry is written.</summary>
public enum TelemetryFormat
{
    /// <summary><c>telemetry.csv</c>: wide CSV, a column for every signal.</summary>
    Csv,

    /// <summary><c>telemetry.tic.json</c>: TIC 4.0 as nested JSON, one message a line.</summary>
    Tic,

    /// <summary><c>telemetry.flat.json</c>: TIC 4.0 with dotted paths, one message a line.</summary>
    TicFlat,
}
