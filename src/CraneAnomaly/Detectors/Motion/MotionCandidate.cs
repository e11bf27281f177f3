using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>That a crane has become slower, for those who compare cranes.</summary>
/// <param name="Crane">Its name.</param>
/// <param name="Axis">Which axis.</param>
/// <param name="Feature">Which feature.</param>
/// <param name="OnsetNs">Since when.</param>
/// <param name="FoundNs">When that was known.</param>
/// <param name="Slowness">By how much: a share, or seconds.</param>
internal readonly record struct MotionCandidate(
    string Crane, Axis Axis, MotionFeature Feature, long OnsetNs, long FoundNs, double Slowness);
