namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>Moves that are others as a whole, with all that is to be said of them.</summary>
/// <param name="Watch">The crane.</param>
/// <param name="State">Which of its moves.</param>
/// <param name="Profile">What they are compared with.</param>
/// <param name="Test">Since when, and in what.</param>
/// <param name="PValue">How rarely a move is as far from those learned as the last one.</param>
/// <param name="IsNew">Whether the last one made it known.</param>
internal readonly record struct OddMoves(
    CraneWatch Watch, int State, MotionProfile Profile, ProfileTest Test, double PValue, bool IsNew);
