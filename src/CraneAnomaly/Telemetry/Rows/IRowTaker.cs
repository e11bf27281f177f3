using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Rows;

/// <summary>Takes the rows of a message. Implemented by structs.</summary>
internal interface IRowTaker
{
    /// <summary>Takes one row; <paramref name="values"/> is valid until the call returns.</summary>
    Violation Take(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values);
}
