using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Invariants;

/// <summary>What shows that a condition holds.</summary>
/// <param name="Signal">The signal that should have another value.</param>
/// <param name="Observed">Its value.</param>
/// <param name="Limit">What it may be at most (in size).</param>
/// <param name="Context">The signal that makes it wrong, such as the load that hangs.</param>
/// <param name="ContextValue">Its value.</param>
/// <param name="SinceNs">Since when it has held, where the condition itself knows: states that are told but once.</param>
internal readonly record struct Breach(
    Signal Signal, double Observed, double Limit, Signal Context, double ContextValue, long SinceNs = long.MaxValue);
