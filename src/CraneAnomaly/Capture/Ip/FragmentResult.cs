namespace CraneAnomaly.Capture.Ip;

/// <summary>What a fragment led to.</summary>
internal enum FragmentResult : byte
{
    /// <summary>Kept; more are needed.</summary>
    Held,

    /// <summary>The datagram is whole.</summary>
    Complete,

    /// <summary>The fragment contradicts itself or the others, and was left aside.</summary>
    Invalid,

    /// <summary>The datagram had to be given up for the cap, this fragment with it.</summary>
    Evicted,
}
