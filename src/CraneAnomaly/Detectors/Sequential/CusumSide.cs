namespace CraneAnomaly.Detectors.Sequential;

/// <summary>Which way a shift must go to count.</summary>
internal enum CusumSide
{
    /// <summary>Upwards: longer, slower when the residual is a time.</summary>
    Up,

    /// <summary>Downwards.</summary>
    Down,

    /// <summary>Either way.</summary>
    Both,
}
