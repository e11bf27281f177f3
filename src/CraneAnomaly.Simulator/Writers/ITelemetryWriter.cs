namespace CraneAnomaly.Simulator.Writers;

/// <summary>Writes what cranes report, a moment at a time.</summary>
internal interface ITelemetryWriter : IDisposable
{
    /// <summary>Adds one moment of one crane.</summary>
    void Write(CraneSample sample);

    /// <summary>Ends the file.</summary>
    void Complete();
}
