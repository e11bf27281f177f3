using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.Fleet;

/// <summary>One crane of those that became slower.</summary>
/// <param name="Watch">The crane.</param>
/// <param name="Slot">Which of its features shows it.</param>
/// <param name="Axis">The axis of that.</param>
/// <param name="OnsetNs">Since when.</param>
/// <param name="Slowness">By how much: a share, or seconds.</param>
/// <param name="IsSeconds">Whether these are seconds.</param>
internal readonly record struct SlowCrane(
    CraneWatch Watch, int Slot, Axis Axis, long OnsetNs, double Slowness, bool IsSeconds);
